/** Reading JWTs (RFC 7519 section 7.2). */

import { InvalidJWTError } from '../errors';
import { checkOptions, type Options } from '../internal/options';
import { describeType } from '../internal/text';
import type { Key } from '../jwk/key';
import { decryptCompactWith } from '../jwe/compact';
import { openCompact, type CompactParts, type OpenedToken } from '../jws/compact';
import { decodePayload } from '../jws/payload';
import type { Policy } from '../jws/policy';
import { acceptUnsecured, isQuickSignature, verifyWithKeys, type Verified } from '../jws/signature';
import { periodsOf } from '../message/compact';
import { then, verb, type Engine, type Maybe } from '../native/engine';
import { checkReplicated, claimsOf, claimsOfOctets, requireEncodedPayload, requireReadableClaims } from './claims-text';
import { checkClaims, claimOptionNames, headerOptionNames, readExpectations, type Expectations } from './expectations';
import {
  algorithmOptionNames,
  encryptionOptions,
  expectsEncryption,
  limitsOf,
  markedKeys,
  signaturePolicy,
} from './layers';
import { isSameMediaType } from './media-type';
import type { DecodeResult, JWTClaims } from './types';

export const decodeOptionNames: readonly string[] = [
  ...algorithmOptionNames,
  ...claimOptionNames,
  ...headerOptionNames,
];

/** Checks that a token is a string. */
export function requireToken(token: unknown, where: string): string {
  if (typeof token === 'string') return token;
  throw new TypeError(`${where}: a token is a string, found ${describeType(token)}`);
}

export function wrongParts(): InvalidJWTError {
  return new InvalidJWTError(
    'a JWT has three parts with periods between them when it is signed, five when it is encrypted (RFC 7519 section 7.2)',
  );
}

function resultOf(header: DecodeResult['header'], claims: JWTClaims, key: Key): DecodeResult {
  return Object.freeze({ header, claims, key });
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
    const found = engine.call(isQuick, 'verifyClaims', handle, scheme, token, firstDot, secondDot, limits.maxDepth);
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
  where: string,
): Maybe<Decrypted> {
  const result = decryptCompactWith(
    engine,
    token,
    isExpected ? key : markedKeys(key),
    encryptionOptions(options, where),
  );
  return then(result, ({ protected: header, plaintext, key: used }) => ({ header, plaintext, key: used }));
}

/** Whether a header says that its token holds another one. RFC 7519 section 5.2: its "cty" is then "JWT". */
export function holdsToken(header: DecodeResult['header']): boolean {
  const cty = Object.hasOwn(header, 'cty') ? header.cty : undefined;
  return typeof cty === 'string' && isSameMediaType(cty, 'JWT');
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
  const claims = claimsOfOctets(plaintext, limits);
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
  readonly where: string;
}

/** Reads the options, before a token is looked at: a mistake of the program shows whatever it is given. */
export function readerOf(options: Options, where: string): Reader & { readonly expected: Expectations } {
  return { options, policy: signaturePolicy(options, where), expected: readExpectations(options, where), where };
}

/** Reads a token: three parts are a JWS, five a JWE. */
export function decodeAs(
  engine: Engine,
  token: string,
  key: unknown,
  { options, policy, expected, where }: Reader,
): Maybe<DecodeResult> {
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
  const decrypted = decrypt(engine, token, key, options, expectsEncryption(options, where), where);
  return then(decrypted, (found) => readDecrypted(found, limits, expected));
}

/** The parts of a token that has two periods. */
export function signedParts(token: string, [firstDot = 0, secondDot = 0]: readonly number[]): CompactParts {
  return { token, firstDot, secondDot };
}

export function decodeWith(engine: Engine, token: unknown, key: unknown, options?: unknown): Maybe<DecodeResult> {
  const where = 'jwt.decode';
  const reader = readerOf(checkOptions(options, decodeOptionNames, where), where);
  return decodeAs(engine, requireToken(token, where), key, reader);
}

export const decode = verb(decodeWith, 2);
