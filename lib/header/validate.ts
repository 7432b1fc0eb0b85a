import { InvalidHeaderError, UnsupportedHeaderError } from '../errors';
import { didYouMean } from '../internal/near-miss';
import { isThenable } from '../internal/own-copy';
import { describeType, quote } from '../internal/text';
import { checkCrit } from './crit';
import { headerParameter, headerParameters, type HeaderParameter, type ObjectKind } from './parameters';
import { checkDisjoint, isPresent, namesOf, partOf, type HeaderObject, type HeaderParts } from './parts';
import type { Direction, HeaderRules, KnownRule } from './rules';

/** A JOSE header with all that decides whether it is good. */
export interface HeaderToValidate extends HeaderParts {
  /** Whether it is of a compact serialization, which has a protected header alone. */
  readonly compact: boolean;
  readonly for: ObjectKind;
  readonly direction: Direction;
  readonly rules: HeaderRules;
}

const mandatory: Readonly<Record<ObjectKind, readonly string[]>> = { jws: ['alg'], jwe: ['alg', 'enc'] };

const nothing: HeaderObject = Object.freeze({});

function found(value: unknown): string {
  return Array.isArray(value) ? `an array of ${value.length}` : describeType(value);
}

/** The row of a parameter that has a meaning in this kind of object. */
function meaningIn(kind: ObjectKind, name: string): HeaderParameter | undefined {
  const row = headerParameter(name);
  return row?.use === 'both' || row?.use === kind ? row : undefined;
}

function checkType(row: HeaderParameter, value: unknown): void {
  if (!row.type.accepts(value)) {
    throw new InvalidHeaderError(
      `the header parameter "${row.name}" must be ${row.type.expected} (${row.rfc}), found ${found(value)}`,
    );
  }
}

function checkRule(name: string, rule: KnownRule, value: unknown): void {
  if (rule.validate === undefined) {
    return;
  }
  let verdict: unknown;
  try {
    verdict = rule.validate(value);
  } catch (cause) {
    throw new InvalidHeaderError(`the header parameter ${quote(name)} was refused: its validate function threw`, {
      cause,
    });
  }
  if (verdict === false) {
    throw new InvalidHeaderError(`the header parameter ${quote(name)} was refused by its validate function`);
  }
  if (isThenable(verdict)) {
    // The promise is nobody's now; a rejection must not end the process.
    Promise.resolve(verdict).catch(() => undefined);
    throw new TypeError(`the validate function of the header parameter ${quote(name)} must not be asynchronous`);
  }
}

/** Placement and type of what is registered. Names that have no meaning in this kind of object are not looked at. */
function checkRegistered(header: HeaderObject, isProtected: boolean, kind: ObjectKind): void {
  for (const name of namesOf(header)) {
    // planted: protected-only
    if (!isProtected && headerParameter(name)?.protectedOnly === true) {
      throw new InvalidHeaderError(`the header parameter "${name}" must stand in the protected header`);
    }
    const row = meaningIn(kind, name);
    if (row !== undefined) {
      checkType(row, header[name]);
    }
  }
}

/** What the name may be a misspelling of. */
function hintAt(name: string, kind: ObjectKind, rules: HeaderRules): string {
  const registered = headerParameters.filter(({ use }) => use === 'both' || use === kind);
  return didYouMean(name, [...registered.map((row) => row.name), ...rules.names]);
}

function checkDeclared(header: HeaderObject, kind: ObjectKind, rules: HeaderRules): void {
  for (const name of namesOf(header)) {
    if (meaningIn(kind, name) === undefined && rules.rule(name) === undefined) {
      const row = headerParameter(name);
      const elsewhere =
        row === undefined ? hintAt(name, kind, rules) : ` (${row.rfc} defines it for a ${row.use.toUpperCase()})`;
      throw new UnsupportedHeaderError(
        `the header parameter ${quote(name)} is not registered for a ${kind.toUpperCase()}${elsewhere}; ` +
          'declare it in the `headers` of a registry, or set its `strictHeaders: false`',
      );
    }
  }
}

function checkRules(headers: readonly HeaderObject[], rules: HeaderRules): void {
  for (const name of rules.required) {
    if (!headers.some((header) => isPresent(header, name))) {
      throw new InvalidHeaderError(`the header must have the parameter ${quote(name)}, which the registry requires`);
    }
  }
  for (const header of rules.hasValidators ? headers : []) {
    for (const name of namesOf(header)) {
      const rule = rules.rule(name);
      if (rule !== undefined) {
        checkRule(name, rule, header[name]);
      }
    }
  }
}

/**
 * Validates a JOSE header (RFC 7515 section 4, RFC 7516 section 4): the same for making and for reading a token, but
 * that unregistered names are refused in writing and ignored in reading, unless the rules say otherwise.
 *
 * Whether "alg" and "enc" name allowed algorithms is not asked here. The verdict depends on the arguments alone, so it
 * may be cached, unless `rules.hasValidators`.
 *
 * @throws InvalidHeaderError - a parameter is missing, misplaced, repeated, of the wrong type, or refused by its rule
 * @throws UnsupportedHeaderError - a parameter is neither registered nor declared, where the rules are strict
 * @throws UnsupportedCritError - "crit" names an extension that is not understood
 */
export function validateHeader(input: HeaderToValidate): void {
  const protectedHeader = partOf(input, 'protected') ?? nothing;
  const unprotected = [partOf(input, 'unprotected'), partOf(input, 'header')].filter((header) => header !== undefined);
  if (input.compact && unprotected.length > 0) {
    throw new InvalidHeaderError('a compact serialization has a protected header alone, found an unprotected one');
  }
  const headers = [protectedHeader, ...unprotected];
  if (headers.length > 1) {
    checkDisjoint(headers);
  }
  for (const name of mandatory[input.for]) {
    if (!headers.some((header) => isPresent(header, name))) {
      throw new InvalidHeaderError(`the header must have the parameter "${name}", found none`);
    }
  }
  headers.forEach((header, index) => {
    checkRegistered(header, index === 0, input.for);
  });
  // Before the unregistered names: an extension that must be understood is more than an unexpected name.
  checkCrit(protectedHeader, input.for, input.rules);
  if (input.rules.refusesUnregistered(input.direction)) {
    headers.forEach((header) => {
      checkDeclared(header, input.for, input.rules);
    });
  }
  checkRules(headers, input.rules);
}
