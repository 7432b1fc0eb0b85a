/** Reading JWTs (RFC 7519 section 7.2). */

import { InvalidJWTError } from '../errors';
import type { KeyHandle, Verdict } from '../internal/native';
import { isPromise, then, verb, type Engine, type Maybe } from '../internal/operation';
import { checkOptions, type Options } from '../internal/options';
import { describeType } from '../internal/text';
import type { SignatureAlgorithm } from '../jwa';
import { isKey, type Key } from '../jwk/key';
import { decryptCompactWith } from '../jwe/compact';
import { decodePayload } from '../jws/payload';
import { isOfLayout, payloadOf, rememberLayout } from '../jws/payload-layout';
import { allowedAlgorithm, type Policy } from '../jws/policy';
import { jwsHeader, type ProtectedHeader } from '../jws/protected-header';
import { acceptUnsecured, refused, verify, type Verification } from '../jws/steps';
import { patternFor, rememberRead, verifyClaimsOfPattern, type TokenPattern } from '../jws/token-pattern';
import type { JWSMessage } from '../jws/types';
import { readProtected } from '../message/protected-header';
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

/** A signed token being read. */
class Reading implements Verification<string | JWTClaims, DecodeResult> {
  constructor(
    readonly engine: Engine,
    readonly policy: Policy,
    readonly algorithm: SignatureAlgorithm,
    readonly protectedHeader: ProtectedHeader,
    readonly token: string,
    readonly firstDot: number,
    readonly secondDot: number,
    readonly expected: Expectations | undefined,
  ) {}

  get header(): ProtectedHeader['header'] {
    return this.protectedHeader.header;
  }

  message(): JWSMessage {
    return { protected: this.header, payload: this.payload() };
  }

  payload(): Buffer {
    return decodePayload(this.token.slice(this.firstDot + 1, this.secondDot), true);
  }

  attempt(handle: KeyHandle, scheme: number, key: Key): Maybe<string | JWTClaims | Verdict> {
    const { engine, token, firstDot, secondDot } = this;
    const pattern = patternFor(engine, token, key, this.policy);
    if (pattern?.header === this.header) {
      const found = claimsOfPattern(pattern, token);
      if (found !== undefined) return found;
    }
    const { maxDepth } = this.policy.registry.limits;
    const found = engine.verifyClaims(handle, scheme, token, firstDot, secondDot, maxDepth);
    return then(found, requireReadableClaims);
  }

  finish(key: Key, found: string | JWTClaims): DecodeResult {
    return this.checked(key, typeof found === 'string' ? claimsOf(found) : found);
  }

  checked(key: Key, claims: JWTClaims): DecodeResult {
    if (this.expected !== undefined) checkClaims(claims, this.header, this.expected);
    return resultOf(this.header, claims, key);
  }
}

/** Reads a signed token whose periods are known: the signature first, then the claims, if anything is asked of them. */
export function readSigned(
  engine: Engine,
  token: string,
  firstDot: number,
  secondDot: number,
  key: unknown,
  policy: Policy,
  expected: Expectations | undefined,
): Maybe<DecodeResult> {
  const { registry } = policy;
  registry.require('maxTokenLength', token.length, 'the length of the token');
  registry.require('maxSignatureLength', token.length - secondDot - 1, 'the length of the signature');
  const protectedHeader = readProtected(token, firstDot, registry, jwsHeader);
  requireEncodedPayload(protectedHeader.encodesPayload);
  const algorithm = allowedAlgorithm(protectedHeader.alg, policy);
  const reading = new Reading(engine, policy, algorithm, protectedHeader, token, firstDot, secondDot, expected);
  if (algorithm.kty !== null) {
    const result = verify(reading, key);
    if (!isPromise(result)) {
      rememberRead(result.key, policy, protectedHeader, algorithm, token.length - secondDot - 1);
    }
    return result;
  }
  acceptUnsecured(key, token.slice(secondDot + 1));
  // The type promises a key; alg none, which must be allowed by name, is documented to have none.
  return reading.checked(null as unknown as Key, claimsOfOctets(reading.payload(), registry.limits));
}

/**
 * The claims of a token of a pattern, copied from its last but for what has changed, or parsed; or the verdict. Undefined
 * where it is not of the pattern, or malformed.
 */
function claimsOfPattern(pattern: TokenPattern, token: string): JWTClaims | Verdict | undefined {
  const found = verifyClaimsOfPattern(pattern, token);
  if (found === undefined) return undefined;
  if (typeof found === 'string' && isOfLayout()) return payloadOf(pattern, found);
  const text = requireReadableClaims(found);
  if (typeof text === 'number') return text;
  const claims = claimsOf(text);
  rememberLayout(pattern, text);
  return claims;
}

/** The commonest case in straight line, as `readAtOnce` of jws; undefined for any other. */
function readAtOnce(
  engine: Engine,
  token: string,
  key: Key,
  policy: Policy,
  expected: Expectations,
): DecodeResult | undefined {
  const pattern = patternFor(engine, token, key, policy);
  if (pattern === undefined) return undefined;
  const claims = claimsOfPattern(pattern, token);
  if (claims === undefined) return undefined;
  if (typeof claims === 'number') throw refused(claims);
  checkClaims(claims, pattern.header, expected);
  return resultOf(pattern.header, claims, key);
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
  readonly expected: Expectations;
  readonly where: string;
}

/** Reads the options, before a token is looked at: a mistake of the program shows whatever it is given. */
export function readerOf(options: Options, where: string): Reader {
  return { options, policy: signaturePolicy(options, where), expected: readExpectations(options, where), where };
}

/** Reads a token. */
export function decodeAs(
  engine: Engine,
  token: string,
  key: unknown,
  { options, policy, expected, where }: Reader,
): Maybe<DecodeResult> {
  if (policy !== undefined && isKey(key)) {
    const result = readAtOnce(engine, token, key, policy, expected);
    if (result !== undefined) return result;
  }
  const firstDot = token.indexOf('.');
  const secondDot = firstDot < 0 ? -1 : token.indexOf('.', firstDot + 1);
  if (secondDot < 0) throw wrongParts();
  if (!token.includes('.', secondDot + 1)) {
    if (policy === undefined) {
      throw new InvalidJWTError(
        'expected an encrypted JWT, of five parts, since the registry is of jwe; found a signed one',
      );
    }
    return readSigned(engine, token, firstDot, secondDot, key, policy, expected);
  }
  if (!isEncryptedForm(token)) throw wrongParts();
  const limits = limitsOf(options);
  const decrypted = decrypt(engine, token, key, options, expectsEncryption(options, where), where);
  return then(decrypted, (found) => readDecrypted(found, limits, expected));
}

/** Whether a token has five parts. The search ends at the fifth period, however many there are. */
export function isEncryptedForm(token: string): boolean {
  let at = -1;
  for (let periods = 0; periods < 4; periods++) {
    at = token.indexOf('.', at + 1);
    if (at < 0) return false;
  }
  return !token.includes('.', at + 1);
}

export function decodeWith(engine: Engine, token: unknown, key: unknown, options?: unknown): Maybe<DecodeResult> {
  const where = 'jwt.decode';
  const reader = readerOf(checkOptions(options, decodeOptionNames, where), where);
  return decodeAs(engine, requireToken(token, where), key, reader);
}

export const decode = verb(decodeWith, 2);
