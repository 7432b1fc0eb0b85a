/** Making JWTs (RFC 7519 section 7.1): the text of the claims, then the token. */

import { InvalidJWTError, LimitExceededError } from '../errors';
import { typeError } from '../errors/base';
import { encryptCompactWith } from '../jwe/compact';
import { signCompact } from '../jws/compact';
import { jwsHeader } from '../jws/header';
import type { Policy } from '../jws/registry';
import { ownHeader, writeOwnHeader } from '../message/header';
import { type FlatHeader, isSame, putFirst } from '../message/header-cache';
import { type Engine, type Maybe, verb } from '../native/engine';
import { toJson } from '../util/json';
import { checkOptions, option, type Options } from '../util/options';
import { describeType } from '../util/text';
import { mostContent, requireRoom } from '../util/token-room';
import { algorithmOptionNames, encryptionOptions, signaturePolicy } from './algorithms';
import { dateViolation, errorOf, readText, readTexts } from './claim-checks';
import { requireEncodedPayload } from './decode';
import { readDuration } from './duration';

type Claims = Readonly<Record<string, unknown>>;

function isGiven(claims: Claims, name: string): boolean {
  return Object.hasOwn(claims, name) && claims[name] !== undefined;
}

/**
 * A copy of the claims, each member read once, so that what was checked is what is written. They must be a literal or what
 * JSON.parse makes, of whatever realm; of other objects JSON.stringify would write something else.
 */
function requireClaims(value: unknown): Claims {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw typeError(`claims must be a plain object, found ${describeType(value)}`);
  }
  const prototype: unknown = Object.getPrototypeOf(value);
  const isPlain = prototype === null || prototype === Object.prototype || Object.getPrototypeOf(prototype) === null;
  const own = isPlain ? ownMembers(value) : undefined;
  if (own === undefined || (Object.hasOwn(own, 'toJSON') && typeof own['toJSON'] === 'function')) {
    throw typeError('claims must be a plain object, found one of a class or with a toJSON function');
  }
  return own;
}

function ownMembers(claims: object): Claims {
  try {
    return { ...claims };
  } catch (cause) {
    // What a getter threw.
    throw new InvalidJWTError('the claims cannot be written as JSON', { cause });
  }
}

/** RFC 7519 section 2: "exp", "nbf" and "iat" are NumericDates, if they are there. Own members alone. */
function requireDates(claims: Claims): void {
  // Each by its own name, which V8 finds sooner than one in a variable.
  if (Object.hasOwn(claims, 'exp')) requireDate('exp', claims['exp']);
  if (Object.hasOwn(claims, 'nbf')) requireDate('nbf', claims['nbf']);
  if (Object.hasOwn(claims, 'iat')) requireDate('iat', claims['iat']);
}

function requireDate(claim: 'exp' | 'nbf' | 'iat', value: unknown): void {
  const violation = value === undefined ? undefined : dateViolation(claim, value);
  if (violation !== undefined) throw errorOf([violation]);
}

/**
 * The JSON of claims.
 *
 * @throws InvalidClaimError - `exp`, `nbf` or `iat` is not a finite number
 * @throws InvalidJWTError - JSON cannot express them
 * @throws LimitExceededError - a string cannot hold their JSON
 */
function stringify(claims: Claims): string {
  requireDates(claims);
  try {
    return toJson(claims) ?? '';
  } catch (cause) {
    // V8's limits: the longest string, and how deep it recurses.
    if (cause instanceof RangeError)
      throw new LimitExceededError('the claims are too long or nested too deep', { cause });
    throw new InvalidJWTError('the claims cannot be written as JSON', { cause });
  }
}

/** A claim that an option writes. */
interface WrittenClaim {
  readonly option: string;
  readonly claim: string;
  /** Its JSON; a time counts from `from`, in seconds since 1970. Throws TypeError. */
  write(value: unknown, name: string, from: number): string;
}

function writeText(value: unknown, name: string): string {
  return JSON.stringify(readText(value, name));
}

function writeTexts(value: unknown, name: string): string {
  return JSON.stringify(readTexts(value, name));
}

/** A negative number of seconds is good: clocks differ, and tests need tokens that are over. */
function writeTime(value: unknown, name: string, from: number): string {
  const time = from + readDuration(value, name, -Number.MAX_VALUE);
  if (!Number.isFinite(time)) throw typeError(`${name} is further away than a number can say`);
  return String(time);
}

const writtenClaims: readonly WrittenClaim[] = [
  { option: 'issuer', claim: 'iss', write: writeText },
  { option: 'subject', claim: 'sub', write: writeText },
  { option: 'audience', claim: 'aud', write: writeTexts },
  { option: 'jwtid', claim: 'jti', write: writeText },
  { option: 'notBefore', claim: 'nbf', write: writeTime },
  { option: 'expiresIn', claim: 'exp', write: writeTime },
];

const claimOfOption: ReadonlyMap<string, WrittenClaim> = new Map(writtenClaims.map((row) => [row.option, row]));

/** The names of the options that write claims. */
export const writtenOptionNames: readonly string[] = ['issuedAt', ...writtenClaims.map(({ option: name }) => name)];

function twice(name: string, claim: string): TypeError {
  return typeError(`give the claim "${claim}" or the option ${name}, not both`);
}

/** Puts further members at the end of a JSON object, which is cheaper than copying the object they come from. */
function append(json: string, more: string): string {
  requireRoom(json, mostContent(more.length), 'the claims');
  return `${json.slice(0, -1)}${json.length > 2 ? ',' : ''}${more}}`;
}

function secondsNow(): number {
  return Math.floor(Date.now() / 1000);
}

/** The text of claims to be signed or encrypted, with those that the options add: `iat`, unless told otherwise. */
export function writeClaims(value: unknown, options: Options): string {
  const claims = requireClaims(value);
  const json = stringify(claims);
  if (options === undefined) return isGiven(claims, 'iat') ? json : append(json, `"iat":${secondsNow()}`);
  const more = moreClaims(claims, options);
  return more === '' ? json : append(json, more);
}

function moreClaims(claims: Claims, options: NonNullable<Options>): string {
  const issuedAt = option(options, 'issuedAt');
  const hasIssuedAt = isGiven(claims, 'iat');
  if (issuedAt !== undefined) {
    if (typeof issuedAt !== 'boolean') {
      throw typeError(`issuedAt must be true or false, found ${describeType(issuedAt)}`);
    }
    if (hasIssuedAt) throw twice('issuedAt', 'iat');
  }
  // The clock is read where it is needed: for claims with an "iat" it is a fortieth of the time.
  const from = hasIssuedAt ? (claims['iat'] as number) : secondsNow();
  let more = hasIssuedAt || issuedAt === false ? '' : `"iat":${from}`;
  // In the order of the options, so that few cost little.
  for (const name in options) {
    const row = claimOfOption.get(name);
    const given = row === undefined ? undefined : option(options, name);
    if (row === undefined || given === undefined) continue;
    if (isGiven(claims, row.claim)) throw twice(name, row.claim);
    more += `${more === '' ? '' : ','}"${row.claim}":${row.write(given, name, from)}`;
  }
  return more;
}

/** The text of claims that nothing is added to. */
export function writeOwnClaims(value: unknown): string {
  return stringify(requireClaims(value));
}

export const encodeOptionNames: readonly string[] = [...algorithmOptionNames, ...writtenOptionNames];

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function has(header: Readonly<Record<string, unknown>>, name: string): boolean {
  return Object.hasOwn(header, name) && header[name] !== undefined;
}

/** Headers without "typ" that were written last, each with what is written: to compare is cheaper than to copy. */
const lastWithoutType: FlatHeader<Readonly<Record<string, unknown>>>[] = [];

/**
 * RFC 7519 section 5.1: where "typ" is used, "it is RECOMMENDED that "JWT" always be spelled using uppercase characters".
 * What is no header at all is refused later. The header is this library's own copy.
 */
export function withType(header: unknown): unknown {
  if (!isObject(header) || has(header, 'typ')) return header;
  for (let index = 0; index < lastWithoutType.length; index++) {
    const entry = lastWithoutType[index];
    if (entry !== undefined && isSame(header, entry)) return entry.parsed;
  }
  const typed = Object.freeze({ ...header, typ: 'JWT' });
  const names = Object.keys(header);
  const values = Object.values(header).filter((value) => typeof value === 'string');
  const isShort = values.length === names.length && values.join('').length <= maxRemembered;
  if (isShort) putFirst(lastWithoutType, { names, values, parsed: typed });
  return typed;
}

/** The most characters of a header that is remembered. */
const maxRemembered = 256;

/** Signs the text of claims. The header is this library's own copy. */
export function signClaims(
  engine: Engine,
  header: unknown,
  claims: string,
  key: unknown,
  policy: Policy,
): Maybe<string> {
  const written = writeOwnHeader(header, policy.registry, jwsHeader);
  requireEncodedPayload(written.encodesPayload);
  requireRoom(claims, mostContent(written.text.length), 'the claims');
  return signCompact(engine, written, claims, key, policy);
}

/** Whether a header makes a JWE. */
export function hasEncryption(header: unknown): boolean {
  return isObject(header) && has(header, 'enc');
}

export function wrongRegistry(): TypeError {
  return typeError('a registry of jwe is for a header with "enc"; this one makes a signed JWT');
}

/** Signs or encrypts the text of claims, as the header says. */
export function protectClaims(
  engine: Engine,
  header: unknown,
  claims: string,
  key: unknown,
  options: Options,
): Maybe<string> {
  if (hasEncryption(header)) {
    return encryptCompactWith(engine, header, claims, key, encryptionOptions(options));
  }
  const policy = signaturePolicy(options);
  if (policy === undefined) throw wrongRegistry();
  return signClaims(engine, header, claims, key, policy);
}

export function encodeWith(
  engine: Engine,
  header: unknown,
  claims: unknown,
  key: unknown,
  options?: unknown,
): Maybe<string> {
  const given = checkOptions(options, encodeOptionNames);
  const typed = withType(ownHeader(header));
  return protectClaims(engine, typed, writeClaims(claims, given), key, given);
}

export const encode = verb(encodeWith, 3);
