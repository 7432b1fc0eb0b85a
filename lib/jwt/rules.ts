/** The options `required` and `claims`: what is asked of claims of any name. */

import { isDeepStrictEqual } from 'node:util';

import { isThenable } from '../internal/own-copy';
import { readOptions } from '../internal/options';
import { ownData } from '../internal/own-copy';
import { describeType, quote } from '../internal/text';
import { invalid, missing, readList, type ClaimCheck } from './checks';
import type { ClaimRule, JWTClaims } from './types';
import type { Violation } from './violations';

/** A copy of a rule. All members are its own, so that none is looked for in `Object.prototype`. */
export interface KnownRule {
  readonly essential: boolean;
  readonly hasValue: boolean;
  readonly value: unknown;
  readonly values: readonly unknown[] | undefined;
  readonly validate: ClaimRule['validate'] | undefined;
}

/** The checks of the option `required`. */
export function readRequired(value: unknown, where: string, name: string): ClaimCheck[] {
  return readList(value, where, name).map((claim) => ({
    claim,
    optional: false,
    ofHeader: false,
    test: (found) => (found === null ? missing(claim) : undefined),
  }));
}

/** A claim with its rule. */
export interface RuledClaim {
  readonly claim: string;
  readonly rule: KnownRule;
}

/** Reads the option `claims`. */
export function readRules(value: unknown, where: string, name: string): RuledClaim[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new TypeError(`${where}: ${name} must be an object of rules by claim, found ${describeType(value)}`);
  }
  const rules = value as Readonly<Record<string, unknown>>;
  return Object.keys(rules).map((claim) => ({
    claim,
    rule: readRule(rules[claim], `${where}: ${name}: the rule for ${quote(claim)}`),
  }));
}

const members = ['essential', 'value', 'values', 'validate'];

function readRule(given: unknown, name: string): KnownRule {
  if (given === undefined) throw new TypeError(`${name} must be an object, found undefined`);
  const options = readOptions(given, members, name);
  const { essential = false, value, values, validate } = options;
  if (typeof essential !== 'boolean') {
    throw new TypeError(`${name} must have essential true, false or absent, found ${describeType(essential)}`);
  }
  if (values !== undefined && !Array.isArray(values)) {
    throw new TypeError(`${name} must have an array of values or none, found ${describeType(values)}`);
  }
  if (validate !== undefined && typeof validate !== 'function') {
    throw new TypeError(`${name} must have a function validate or none, found ${describeType(validate)}`);
  }
  return {
    essential,
    hasValue: Object.hasOwn(options, 'value'),
    value: ownData(value),
    values: ownData(values) as readonly unknown[] | undefined,
    validate: validate as ClaimRule['validate'] | undefined,
  };
}

/** The violation that a claim is under its rule. */
export function ruleViolation({ claim, rule }: RuledClaim, claims: Readonly<JWTClaims>): Violation | undefined {
  const found = Object.hasOwn(claims, claim) ? claims[claim] : undefined;
  if (found === undefined || (found === null && rule.essential)) return rule.essential ? missing(claim) : undefined;
  if (rule.hasValue && !isDeepStrictEqual(found, rule.value)) {
    return invalid(claim, 'must have the value that its rule names, found another');
  }
  if (rule.values?.some((value) => isDeepStrictEqual(found, value)) === false) {
    return invalid(claim, 'must have one of the values that its rule names, found another');
  }
  return rule.validate === undefined ? undefined : verdictOf(rule.validate, claim, found, claims);
}

function verdictOf(
  validate: NonNullable<ClaimRule['validate']>,
  claim: string,
  found: unknown,
  claims: Readonly<JWTClaims>,
): Violation | undefined {
  let verdict: unknown;
  try {
    verdict = validate(found, claims);
  } catch (cause) {
    return { ...invalid(claim, 'was refused: the validate function of its rule threw'), cause };
  }
  if (verdict === false) return invalid(claim, 'was refused by the validate function of its rule');
  if (isThenable(verdict)) {
    // The promise is nobody's now; a rejection must not end the process.
    Promise.resolve(verdict).catch(() => undefined);
    throw new TypeError(`the validate function of the claim ${quote(claim)} must not be asynchronous`);
  }
  return undefined;
}
