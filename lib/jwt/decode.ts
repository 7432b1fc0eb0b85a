/** Reading JWTs (RFC 7519 section 7.2): header, signature or decryption, claims. */

import { isDeepStrictEqual } from 'node:util';

import { InvalidClaimError, InvalidHeaderError, InvalidJWTError, LimitExceededError } from '../errors';
import { typeError } from '../errors/base';
import type { HeaderObject } from '../header/validate';
import { decryptCompactWith } from '../jwe/compact';
import { handleOf, isKey, type Key } from '../jwk/key';
import { type CompactParts, openCompact, type OpenedToken } from '../jws/compact';
import { decodePayload } from '../jws/header';
import type { Policy } from '../jws/registry';
import { keepHeader, type LastHeader, lastHeaderOf } from '../jws/last-header';
import { acceptUnsecured, isQuickSignature, refused, type Verified, verifyWithKeys } from '../jws/signature';
import { periodsOf } from '../message/compact';
import { type Engine, type Maybe, then, verb } from '../native/engine';
import { ClaimsVerdict, core, type Verdict } from '../native/load';
import { parseJsonObject } from '../native/json';
import { decodeUtf8, type JsonValue } from '../util/json';
import { checkOptions, type Options } from '../util/options';
import { describeType, isSameMediaType } from '../util/text';
import {
  algorithmOptionNames,
  encryptionOptions,
  expectsEncryption,
  limitsOf,
  markedKeys,
  signaturePolicy,
} from './algorithms';
import { checkClaims, claimOptionNames, type Expectations, headerOptionNames, readExpectations } from './claims';
import type { DecodeResult, JWTClaims } from './types';

function notJson(reason: string): InvalidJWTError {
  return new InvalidJWTError(`the payload of a JWT must be a JSON object (RFC 7519 section 7.2); it ${reason}`);
}

/**
 * The claims of a text that the core has scanned for duplicate members and depth.
 *
 * @throws InvalidJWTError - it is not a JSON object
 */
export function claimsOf(text: string): JWTClaims {
  let value: JsonValue;
  try {
    value = JSON.parse(text) as JsonValue;
  } catch {
    // Without the engine's message, which quotes the text.
    throw notJson('is not valid JSON');
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw notJson(`is ${describeType(value)}`);
  return value;
}

/** The claims of a payload that nothing is known of. Throws as {@link claimsOf}, and LimitExceededError. */
export function claimsOfOctets(octets: Uint8Array, limits: { readonly maxDepth: number }): JWTClaims {
  const text = decodeUtf8(octets);
  if (text === undefined) throw notJson('is not valid UTF-8');
  return parseJsonObject(text, limits, notJson);
}

/** Passes on what a verification found, unless the signature is good and the claims are not: that is an error. */
export function requireReadableClaims(found: ClaimsVerdict | string): Verdict | string {
  if (found === ClaimsVerdict.notUtf8) throw notJson('is not valid UTF-8');
  if (found === ClaimsVerdict.duplicateMember) throw notJson('has two members of the same name in one object');
  if (found === ClaimsVerdict.tooDeep) {
    throw new LimitExceededError('the claims are nested deeper than allowed; raise maxDepth in a registry to allow it');
  }
  return found;
}

/** RFC 7797 section 7: a JWT must not have "b64": false, because those that do not know it would read another payload. */
export function requireEncodedPayload(encodesPayload: boolean): void {
  // planted: b64-jwt
  if (!encodesPayload) {
    throw new InvalidHeaderError('a JWT must not have "b64": false in its header (RFC 7797 section 7)');
  }
}

/**
 * RFC 7519 section 5.3: where claims are replicated in the header of an encrypted JWT, the recipient "SHOULD verify that
 * their values are identical".
 */
const replicatedClaims: readonly string[] = ['iss', 'sub', 'aud'];

/** Checks the claims that the header of an encrypted JWT repeats. */
export function checkReplicated(header: HeaderObject, claims: JWTClaims): void {
  for (const claim of replicatedClaims) {
    if (!Object.hasOwn(header, claim)) continue;
    if (!Object.hasOwn(claims, claim) || !isDeepStrictEqual(header[claim], claims[claim])) {
      const reason = 'must be the same among the claims as in the header (RFC 7519 section 5.3)';
      throw new InvalidClaimError(`the claim "${claim}" ${reason}`, { claim, reason });
    }
  }
}

export const decodeOptionNames: readonly string[] = [
  ...algorithmOptionNames,
  ...claimOptionNames,
  ...headerOptionNames,
];

/** Checks that a token is a string. */
export function requireToken(token: unknown): string {
  if (typeof token === 'string') return token;
  throw typeError(`token must be a string, found ${describeType(token)}`);
}

export function wrongParts(): InvalidJWTError {
  return new InvalidJWTError(
    'a JWT has three parts with periods between them when it is signed, five when it is encrypted (RFC 7519 section 7.2)',
  );
}

function resultOf(header: DecodeResult['header'], claims: JWTClaims, key: Key): DecodeResult {
  return Object.freeze({ header, claims, key });
}

/** Reads a token that begins with the header of the key's last one: signature, claims, and what is expected of them. */
function readByLastHeader(
  engine: Engine,
  token: string,
  key: Key,
  last: LastHeader,
  expected: Expectations | undefined,
): Maybe<DecodeResult> {
  const { protectedHeader, algorithm, scheme, signatureLength, registry } = last;
  const { header, text } = protectedHeader;
  const secondDot = token.length - signatureLength - 1;
  const isQuick = isQuickSignature(algorithm, token.length);
  const { maxDepth } = registry.limits;
  const verified = engine.call(
    isQuick,
    core.verifyClaims,
    handleOf(key),
    scheme,
    token,
    text.length,
    secondDot,
    maxDepth,
  );
  return then(verified, (found) => {
    const json = requireReadableClaims(found);
    if (typeof json === 'number') throw refused(json);
    const claims = claimsOf(json);
    if (expected !== undefined) checkClaims(claims, header, expected);
    return resultOf(header, claims, key);
  });
}

/** Reads a signed token: header, algorithm, keys, signature, claims, and what is expected of them. */
export function readSigned(
  engine: Engine,
  parts: CompactParts,
  key: unknown,
  policy: Policy,
  expected: Expectations | undefined,
): Maybe<DecodeResult> {
  policy.registry.require('maxTokenLength', parts.token.length, 'the length of the token');
  const opened = openCompact(engine, policy, parts);
  requireEncodedPayload(opened.protectedHeader.encodesPayload);
  return then(verifiedClaims(opened, key), ({ key: used, value: claims }) => {
    if (isKey(key)) keepHeader(key, policy, opened.protectedHeader, opened.algorithm, opened.signatureLength);
    if (expected !== undefined) checkClaims(claims, opened.header, expected);
    return resultOf(opened.header, claims, used);
  });
}

/** The claims of a token whose signature is good. */
function verifiedClaims(opened: OpenedToken, input: unknown): Maybe<Verified<JWTClaims>> {
  const { engine, policy, algorithm, parts } = opened;
  const { limits } = policy.registry;
  if (algorithm.kty === null) {
    acceptUnsecured(input, opened.signature);
    // The type promises a key; alg none, which must be allowed by name, is documented to have none.
    return {
      key: null as unknown as Key,
      value: claimsOfOctets(decodePayload(opened.payloadText, true), limits),
    };
  }
  const { token, firstDot, secondDot } = parts;
  const isQuick = isQuickSignature(algorithm, token.length);
  const verified = verifyWithKeys<string>(opened, input, (handle, scheme) => {
    const found = engine.call(isQuick, core.verifyClaims, handle, scheme, token, firstDot, secondDot, limits.maxDepth);
    return then(found, requireReadableClaims);
  });
  return then(verified, ({ key, value }) => ({ key, value: claimsOf(value) }));
}

/** What was in an encrypted token, whatever it is. */
export interface Decrypted {
  readonly header: DecodeResult['header'];
  readonly plaintext: Uint8Array;
  readonly key: Key;
}

/** Decrypts a token of five parts, if the options or the key say that one is expected. */
export function decrypt(
  engine: Engine,
  token: string,
  key: unknown,
  options: Options,
  isExpected: boolean,
): Maybe<Decrypted> {
  const result = decryptCompactWith(engine, token, isExpected ? key : markedKeys(key), encryptionOptions(options));
  return then(result, ({ protected: header, plaintext, key: used }) => ({ header, plaintext, key: used }));
}

/** Whether a header says that its token holds another one. RFC 7519 section 5.2: its "cty" is then "JWT". */
export function holdsToken(header: DecodeResult['header']): boolean {
  const cty = Object.hasOwn(header, 'cty') ? header.cty : undefined;
  return typeof cty === 'string' && isSameMediaType(cty, 'JWT');
}

/** The claims in octets that are the library's own, and are overwritten. */
function claimsOfSecret(octets: Uint8Array, limits: { readonly maxDepth: number }): JWTClaims {
  try {
    return claimsOfOctets(octets, limits);
  } finally {
    octets.fill(0);
  }
}

/** The claims of an encrypted token. */
export function readDecrypted(
  { header, plaintext, key }: Decrypted,
  limits: { readonly maxDepth: number },
  expected: Expectations | undefined,
): DecodeResult {
  if (holdsToken(header)) {
    throw new InvalidJWTError('the token holds another token, as its "cty" says; read it with jwt.decodeNested');
  }
  const claims = claimsOfSecret(plaintext, limits);
  checkReplicated(header, claims);
  if (expected !== undefined) checkClaims(claims, header, expected);
  return resultOf(header, claims, key);
}

/** How tokens are read: what the options of a call, or of a prepared verifier, say. */
export interface Reader {
  /** The options, their names checked. */
  readonly options: Options;
  /** What is allowed of signed tokens; undefined where only encrypted ones are expected. */
  readonly policy: Policy | undefined;
  /** What is asked of the claims; undefined where they are checked elsewhere. */
  readonly expected: Expectations | undefined;
}

/** Reads the options, before a token is looked at: a mistake of the program shows whatever it is given. */
export function readerOf(options: Options): Reader & { readonly expected: Expectations } {
  return { options, policy: signaturePolicy(options), expected: readExpectations(options) };
}

/** Reads a token: three parts are a JWS, five a JWE. */
export function decodeAs(
  engine: Engine,
  token: string,
  key: unknown,
  { options, policy, expected }: Reader,
): Maybe<DecodeResult> {
  if (policy !== undefined && isKey(key)) {
    const last = lastHeaderOf(key, token, policy);
    if (last !== undefined) return readByLastHeader(engine, token, key, last, expected);
  }
  const periods = periodsOf(token);
  if (periods.length === 2) {
    if (policy === undefined) {
      throw new InvalidJWTError(
        'expected an encrypted JWT, of five parts, since the registry is of jwe; found a signed one',
      );
    }
    return readSigned(engine, signedParts(token, periods), key, policy, expected);
  }
  if (periods.length !== 4) throw wrongParts();
  const limits = limitsOf(options);
  const decrypted = decrypt(engine, token, key, options, expectsEncryption(options));
  return then(decrypted, (found) => readDecrypted(found, limits, expected));
}

/** The parts of a token that has two periods. */
export function signedParts(token: string, [firstDot = 0, secondDot = 0]: readonly number[]): CompactParts {
  return { token, firstDot, secondDot };
}

const defaultReader = readerOf(undefined);

export function decodeWith(engine: Engine, token: unknown, key: unknown, options?: unknown): Maybe<DecodeResult> {
  const given = checkOptions(options, decodeOptionNames);
  const reader = given === undefined ? defaultReader : readerOf(given);
  return decodeAs(engine, requireToken(token), key, reader);
}

export const decode = verb(decodeWith, 2);
