/** A JOSE header as one serialization spreads it over several objects. */

import { InvalidHeaderError, UnsupportedCritError, UnsupportedHeaderError } from '../errors';
import { typeError } from '../errors/base';
import { isThenable } from '../util/own-copy';
import { describeType, didYouMean, quote } from '../util/text';
import { headerParameter, type HeaderParameter, headerParameters, type ObjectKind } from './parameters';
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
    throw typeError(`the validate function of the header parameter ${quote(name)} must not be asynchronous`);
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

/** The extension that is understood without being declared: unencoded payloads of a JWS (RFC 7797). */
function isBuiltIn(name: string, kind: ObjectKind): boolean {
  return name === 'b64' && kind === 'jws';
}

function checkName(name: string, protectedHeader: HeaderObject): void {
  // RFC 7515 section 4.1.11: "Producers MUST NOT include Header Parameter names defined by this specification or [JWA]
  // for use with JWS, duplicate names, or names that do not occur as Header Parameter names within the JOSE Header in
  // the "crit" list. … Recipients MAY consider the JWS to be invalid if the critical list contains any" of these.
  const registered = headerParameter(name);
  if (registered?.isBase === true) {
    throw new InvalidHeaderError(
      `"crit" must not list ${quote(name)}: it belongs to ${registered.rfc}, which every implementation understands`,
    );
  }
  if (!isPresent(protectedHeader, name)) {
    throw new InvalidHeaderError(`"crit" lists ${quote(name)}, but the protected header has no such parameter`);
  }
}

/**
 * Checks the "crit" of a protected header (RFC 7515 section 4.1.11), whose form has been checked before, and that
 * "b64": false is listed in it.
 *
 * @throws InvalidHeaderError - a name is absent or must not be listed, or "b64" is missing from the list
 * @throws UnsupportedCritError - a name is not understood: it is neither "b64" in a JWS nor has a rule with `validate`
 */
export function checkCrit(protectedHeader: HeaderObject, kind: ObjectKind, rules: HeaderRules): void {
  const names = isPresent(protectedHeader, 'crit') ? (protectedHeader.crit as readonly string[]) : [];
  for (const name of names) {
    checkName(name, protectedHeader);
  }
  for (const name of names) {
    // planted: crit
    if (!isBuiltIn(name, kind) && !rules.understands(name)) {
      throw new UnsupportedCritError(
        `"crit" lists ${quote(name)}, which is not understood in a ${kind.toUpperCase()}; ` +
          'to process it, declare it in the `headers` of a registry with a `validate` function',
      );
    }
  }
  // RFC 7797 section 6: "the "crit" Header Parameter MUST be included with "b64" in its set of values" if it is false.
  const isUnencoded = kind === 'jws' && isPresent(protectedHeader, 'b64') && protectedHeader.b64 === false;
  // planted: b64-crit
  if (isUnencoded && !names.includes('b64')) {
    throw new InvalidHeaderError('a header with "b64": false must list "b64" in "crit" (RFC 7797 section 6)');
  }
}

/** One of the objects, as received or as about to be written. */
export type HeaderObject = Readonly<Record<string, unknown>>;

/** The objects whose union is the JOSE header (RFC 7515 section 4, RFC 7516 section 4). */
export interface HeaderParts {
  /** The integrity protected header. */
  readonly protected?: HeaderObject | undefined;
  /** The shared unprotected header of a JWE in JSON. */
  readonly unprotected?: HeaderObject | undefined;
  /** The unprotected header of one signature or recipient in JSON. */
  readonly header?: HeaderObject | undefined;
}

/** One of the objects. An own member: a polluted `Object.prototype.header` is no header. */
export function partOf(parts: HeaderParts, name: keyof HeaderParts): HeaderObject | undefined {
  return Object.hasOwn(parts, name) ? parts[name] : undefined;
}

/** Whether a header has a parameter: an own member. One that is `undefined` is absent, as it is for JSON. */
export function isPresent(header: HeaderObject, name: string): boolean {
  return Object.hasOwn(header, name) && header[name] !== undefined;
}

/** The names of a header's parameters. */
export function namesOf(header: HeaderObject): string[] {
  return Object.keys(header).filter((name) => header[name] !== undefined);
}

/**
 * Checks that no parameter stands in two of the objects. RFC 7515 section 4: "the Header Parameter names in the two
 * locations MUST be disjoint"; RFC 7516 section 4 says the same of three.
 */
export function checkDisjoint(headers: readonly HeaderObject[]): void {
  headers.forEach((header, index) => {
    const others = headers.slice(index + 1);
    const repeated = namesOf(header).find((name) => others.some((other) => isPresent(other, name)));
    if (repeated !== undefined) {
      throw new InvalidHeaderError(
        `the header parameter ${quote(repeated)} stands in two of the header objects; it must stand in one of them`,
      );
    }
  });
}
