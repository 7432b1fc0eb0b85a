/** Making JWTs (RFC 7519 section 7.1). */

import { verb, type Engine, type Maybe } from '../native/engine';
import { checkOptions, type Options } from '../internal/options';
import { encryptCompactWith } from '../jwe/compact';
import { signCompact } from '../jws/compact';
import type { Policy } from '../jws/policy';
import { jwsHeader } from '../jws/protected-header';
import { isSame, putFirst, type FlatHeader } from '../message/header-cache';
import { ownHeader, writeProtected } from '../message/protected-header';
import { mostContent, requireRoom } from '../internal/token-room';
import { requireEncodedPayload } from './claims-text';
import { algorithmOptionNames, encryptionOptions, signaturePolicy } from './layers';
import { writeClaims, writtenOptionNames } from './write-claims';

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

/** Signs the text of claims. */
export function signClaims(
  engine: Engine,
  headerObject: unknown,
  claims: string,
  key: unknown,
  policy: Policy,
): Maybe<string> {
  const written = writeProtected(headerObject, policy.registry, jwsHeader);
  requireEncodedPayload(written.encodesPayload);
  requireRoom(claims, mostContent(written.text.length), 'the claims');
  return signCompact(engine, written, claims, key, policy);
}

/** Whether a header makes a JWE. */
export function hasEncryption(header: unknown): boolean {
  return isObject(header) && has(header, 'enc');
}

export function wrongRegistry(where: string): TypeError {
  return new TypeError(`${where}: a registry of jwe is for a header with "enc"; this one makes a signed JWT`);
}

/** Signs or encrypts the text of claims, as the header says. */
export function protectClaims(
  engine: Engine,
  header: unknown,
  claims: string,
  key: unknown,
  options: Options,
  where: string,
): Maybe<string> {
  if (hasEncryption(header)) {
    return encryptCompactWith(engine, header, claims, key, encryptionOptions(options, where));
  }
  const policy = signaturePolicy(options, where);
  if (policy === undefined) throw wrongRegistry(where);
  return signClaims(engine, header, claims, key, policy);
}

export function encodeWith(
  engine: Engine,
  header: unknown,
  claims: unknown,
  key: unknown,
  options?: unknown,
): Maybe<string> {
  const where = 'jwt.encode';
  const given = checkOptions(options, encodeOptionNames, where);
  const typed = withType(ownHeader(header));
  return protectClaims(engine, typed, writeClaims(claims, given, where), key, given, where);
}

export const encode = verb(encodeWith, 3);
