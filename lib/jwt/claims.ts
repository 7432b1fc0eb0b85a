/** What one call expects of claims: read from its options, then compared with the claims. */

import { isDeepStrictEqual, types } from 'node:util';

import { typeError } from '../errors/base';
import { checkOptions, option, type Options, readOptions } from '../util/options';
import { isThenable, ownData } from '../util/own-copy';
import { describeType, quote } from '../util/text';
import {
  askedChecks,
  checkOfOption,
  type ClaimCheck,
  dateChecks,
  errorOf,
  invalid,
  isDateOrAbsent,
  missing,
  type Moment,
  readList,
  type Violation,
} from './claim-checks';
import { readDuration } from './duration';
import type { ClaimRule, JWTClaims } from './types';

/** A copy of a rule. All members are its own, so that none is looked for in `Object.prototype`. */
export interface KnownRule {
  readonly essential: boolean;
  readonly hasValue: boolean;
  readonly value: unknown;
  readonly values: readonly unknown[] | undefined;
  readonly validate: ClaimRule['validate'] | undefined;
}

/** The checks of the option `required`. */
export function readRequired(value: unknown, name: string): ClaimCheck[] {
  return readList(value, name).map((claim) => ({
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
export function readRules(value: unknown, name: string): RuledClaim[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw typeError(`${name} must be an object of rules by claim, found ${describeType(value)}`);
  }
  const rules = value as Readonly<Record<string, unknown>>;
  return Object.keys(rules).map((claim) => ({
    claim,
    rule: readRule(rules[claim], `the rule for ${quote(claim)} in ${name}`),
  }));
}

const members = ['essential', 'value', 'values', 'validate'];

function readRule(given: unknown, name: string): KnownRule {
  if (given === undefined) throw typeError(`${name} must be an object, found undefined`);
  const options = readOptions(given, members, name);
  const { essential = false, value, values, validate } = options;
  if (typeof essential !== 'boolean') {
    throw typeError(`${name} must have essential true, false or absent, found ${describeType(essential)}`);
  }
  if (values !== undefined && !Array.isArray(values)) {
    throw typeError(`${name} must have an array of values or none, found ${describeType(values)}`);
  }
  if (validate !== undefined && typeof validate !== 'function') {
    throw typeError(`${name} must have a function validate or none, found ${describeType(validate)}`);
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
    throw typeError(`the validate function of the claim ${quote(claim)} must not be asynchronous`);
  }
  return undefined;
}

interface Asked {
  readonly check: ClaimCheck;
  readonly wanted: unknown;
}

/** What is asked of claims. */
export interface Expectations {
  /** The time to compare with, in seconds since 1970; undefined for the time of the call. */
  readonly now: number | undefined;
  readonly leeway: number;
  readonly collect: boolean;
  readonly asked: readonly Asked[];
  readonly rules: readonly RuledClaim[];
}

const nothingMore: readonly never[] = Object.freeze([]);

/** What is asked where there are no options. */
const noExpectations: Expectations = Object.freeze({
  now: undefined,
  leeway: 0,
  collect: false,
  asked: nothingMore,
  rules: nothingMore,
});

/** Expectations while they are read. */
type Draft = { -readonly [Name in 'now' | 'leeway' | 'collect']: Expectations[Name] } & {
  readonly asked: Asked[];
  readonly rules: RuledClaim[];
};

function readNow(value: unknown, name: string): number {
  const now = types.isDate(value) ? value.getTime() / 1000 : value;
  if (typeof now !== 'number' || !Number.isFinite(now) || now < 0) {
    const found = typeof value === 'number' ? value : types.isDate(value) ? 'an invalid Date' : describeType(value);
    throw typeError(`${name} must be a Date, or seconds since 1970, found ${found}`);
  }
  return now;
}

function readCollect(value: unknown, name: string): boolean {
  if (typeof value === 'boolean') return value;
  throw typeError(`${name} must be true or false, found ${describeType(value)}`);
}

/** The options that are not the check of one claim, each with what it sets. */
const settings: ReadonlyMap<string, (draft: Draft, value: unknown, name: string) => void> = new Map([
  ['leeway', (draft, value, name) => (draft.leeway = readDuration(value, name))],
  ['now', (draft, value, name) => (draft.now = readNow(value, name))],
  ['collect', (draft, value, name) => (draft.collect = readCollect(value, name))],
  ['claims', (draft, value, name) => draft.rules.push(...readRules(value, name))],
  [
    'required',
    (draft, value, name) => {
      for (const check of readRequired(value, name)) draft.asked.push({ check, wanted: undefined });
    },
  ],
]);

/** The names of the claim options but for those that look at the header, which claims alone do not have. */
export const claimOptionNames: readonly string[] = [
  ...askedChecks.filter(({ ofHeader }) => !ofHeader).map(({ option: name }) => name),
  ...settings.keys(),
];

/** The names of those that look at the header. */
export const headerOptionNames: readonly string[] = askedChecks
  .filter(({ ofHeader }) => ofHeader)
  .map(({ option: name }) => name);

/** Reads the claim options among options whose names have been checked. In their order, so that few cost little. */
export function readExpectations(options: Options): Expectations {
  let draft: Draft | undefined;
  for (const name in options) {
    const check = checkOfOption.get(name);
    const set = check === undefined ? settings.get(name) : undefined;
    const value = check === undefined && set === undefined ? undefined : option(options, name);
    if (value === undefined) continue;
    draft ??= { now: undefined, leeway: 0, collect: false, asked: [], rules: [] };
    if (check !== undefined) draft.asked.push({ check, wanted: check.read(value, name) });
    else set?.(draft, value, name);
  }
  return draft ?? noExpectations;
}

type Members = Readonly<Record<string, unknown>>;

function violationOf(check: ClaimCheck, wanted: unknown, members: Members, moment: Moment): Violation | undefined {
  // Own members alone: a claim in `Object.prototype` is nobody's.
  const value = Object.hasOwn(members, check.claim) ? members[check.claim] : undefined;
  if (value === undefined) return check.optional ? undefined : missing(check.claim);
  return check.test(value, wanted, moment);
}

/** Takes note of a violation; without `collect` it is the error at once. */
function note(violation: Violation, found: Violation[] | undefined, collect: boolean): Violation[] {
  if (!collect) throw errorOf([violation]);
  return found === undefined ? [violation] : [...found, violation];
}

/**
 * Whether the dates are good at a glance, as those of most tokens are: the same comparisons as those of the table, at a
 * third of the time. What is not good, or stands in a prototype alone, is for the table to judge.
 */
function areDatesGood(claims: JWTClaims, now: number, leeway: number): boolean {
  const exp = Object.hasOwn(claims, 'exp') ? claims.exp : undefined;
  const nbf = Object.hasOwn(claims, 'nbf') ? claims.nbf : undefined;
  const iat = Object.hasOwn(claims, 'iat') ? claims.iat : undefined;
  if (!isDateOrAbsent(exp) || !isDateOrAbsent(nbf) || !isDateOrAbsent(iat)) return false;
  // planted: exp-nbf
  return (exp === undefined || now < exp + leeway) && (nbf === undefined || now + leeway >= nbf);
}

/**
 * Checks claims, and for `typ` the header.
 *
 * @throws ExpiredTokenError, TokenNotYetValidError, InvalidClaimError, MissingClaimError - the first violation
 */
export function checkClaims(claims: JWTClaims, header: Members, expected: Expectations): void {
  const { leeway, collect, asked, rules } = expected;
  const now = expected.now ?? Date.now() / 1000;
  const areGood = areDatesGood(claims, now, leeway);
  if (areGood && asked.length === 0 && rules.length === 0) return;
  const moment: Moment = { now, leeway };
  let found: Violation[] | undefined;
  for (const check of areGood ? nothingMore : dateChecks) {
    const violation = violationOf(check, undefined, claims, moment);
    if (violation !== undefined) found = note(violation, found, collect);
  }
  for (const { check, wanted } of asked) {
    const violation = violationOf(check, wanted, check.ofHeader ? header : claims, moment);
    if (violation !== undefined) found = note(violation, found, collect);
  }
  for (const ruled of rules) {
    const violation = ruleViolation(ruled, claims);
    if (violation !== undefined) found = note(violation, found, collect);
  }
  if (found !== undefined) throw errorOf(found);
}

const noHeader = Object.freeze({});

export function validate(claims: unknown, options?: unknown): void {
  const given = checkOptions(options, claimOptionNames);
  if (typeof claims !== 'object' || claims === null || Array.isArray(claims)) {
    throw typeError(`claims must be an object, found ${describeType(claims)}`);
  }
  // The copy of an instance of a class has its own members, as a plain object.
  checkClaims(ownData({ ...claims }) as JWTClaims, noHeader, readExpectations(given));
}
