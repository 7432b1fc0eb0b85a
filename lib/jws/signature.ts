/** One signature: the keys that may serve, making it, verifying it. Every serialization of JWS comes here. */

import { BadSignatureError, InvalidJWSError, KeyTypeMismatchError, NotSupportedError } from '../errors';
import { type SignatureAlgorithm, signatureAlgorithms } from '../jwa';
import { handleOf, Key, stateOf } from '../jwk/key';
import { type KeyUse, requireUsable, usableKeys } from '../message/usable-keys';
import { isPromise, type Maybe, then } from '../native/engine';
import { core, type KeyHandle, native, SignFlag, Verdict } from '../native/load';
import { pooledFrom } from '../native/pool';
import { encodeBase64url } from '../util/base64url';
import type { Bytes } from '../util/bytes';
import type { Policy } from './registry';
import type { JWSHeader, JWSMessage } from './types';

/** One signature, about to be made or verified. */
export interface SignatureContext extends KeyUse {
  readonly policy: Policy;
  readonly algorithm: SignatureAlgorithm;
  readonly header: JWSHeader;
  message(): JWSMessage;
}

const namesInCore = native.schemes();

/** The core's row of each algorithm, by its row here; -1 where the OpenSSL that is linked lacks it. */
const schemes = signatureAlgorithms.map(({ name }) => namesInCore.indexOf(name));

/** The core's row for an algorithm; throws NotSupportedError where there is none. */
export function schemeOf({ index, name, rfc }: SignatureAlgorithm): number {
  const scheme = schemes[index] ?? -1;
  if (scheme >= 0) return scheme;
  throw new NotSupportedError(
    `${name} (${rfc}) is not supported by the OpenSSL inside this addon, ${native.opensslVersion()}; features() lists what is`,
  );
}

/** Whether a signature or MAC over so many octets takes less time than the way to the thread pool. */
export function isQuickSignature({ kty }: SignatureAlgorithm, octets: number): boolean {
  return kty === 'oct' && octets < pooledFrom;
}

/** Whether an algorithm hashes the message first, so that it can come in pieces. EdDSA and ML-DSA read it twice. */
export function takesPieces({ kty }: SignatureAlgorithm): boolean {
  return kty === 'oct' || kty === 'RSA' || kty === 'EC';
}

/** The algorithm "none" has no key; that it is `null` shows that the caller means it. */
function requireNoKey(input: unknown): void {
  if (input !== null) throw new KeyTypeMismatchError('the algorithm "none" has no key; give null as the key');
}

/** Makes a signature: its base64url text, or with `SignFlag.wholeToken` the compact token. */
export function sign(
  context: SignatureContext,
  input: unknown,
  flags: number,
  protectedText: string,
  payload: Bytes,
): Maybe<string> {
  const { engine, algorithm } = context;
  if (algorithm.kty === null) {
    requireNoKey(input);
    return unsecured(flags, protectedText, payload);
  }
  const scheme = schemeOf(algorithm);
  const isQuick = isQuickSignature(algorithm, payload.length);
  return then(candidateKeys(context, input, 'sign'), ([key]) =>
    engine.call(isQuick, core.sign, handleOf(key as Key), scheme, flags, protectedText, payload),
  );
}

/** The keys to try, in order. The commonest input is one key, which needs no search. */
function candidateKeys(context: SignatureContext, input: unknown, operation: 'sign' | 'verify'): Maybe<readonly Key[]> {
  if (!(input instanceof Key)) return usableKeys(context, input, operation);
  requireUsable(context.policy, context.algorithm, input, operation);
  return stateOf(input).alone;
}

/** RFC 7515 appendix A.5: an Unsecured JWS has the empty octet sequence for its signature. */
function unsecured(flags: number, protectedText: string, payload: Bytes): string {
  if ((flags & SignFlag.wholeToken) === 0) return '';
  const encoded = (flags & SignFlag.encodePayload) !== 0;
  const text = encoded ? encodeBase64url(payload) : Buffer.from(payload as Uint8Array).toString('utf8');
  return `${protectedText}.${text}.`;
}

/** The key that verified, and what the verification gave. */
export interface Verified<T> {
  readonly key: Key;
  readonly value: T;
}

/**
 * Verifies with the candidate keys in turn: the first for which `attempt` gives a value rather than a verdict.
 *
 * @param hint - completes the message that the signature does not verify
 * @throws BadSignatureError - no key verifies it
 * @throws InvalidJWSError - what should be base64url is not
 */
export function verifyWithKeys<T extends object | string>(
  context: SignatureContext,
  input: unknown,
  attempt: (handle: KeyHandle, scheme: number) => Maybe<T | Verdict>,
  hint = '',
): Maybe<Verified<T>> {
  const scheme = schemeOf(context.algorithm);
  const tryFrom = (keys: readonly Key[], index: number): Maybe<Verified<T>> => {
    const key = keys[index] as Key;
    const judge = (value: T | Verdict): Maybe<Verified<T>> => {
      if (typeof value !== 'number') return { key, value };
      if (value === Verdict.bad && index + 1 < keys.length) return tryFrom(keys, index + 1);
      throw refused(value, hint);
    };
    return then(attempt(handleOf(key), scheme), judge);
  };
  const keys = candidateKeys(context, input, 'verify');
  return isPromise(keys) ? keys.then((found) => tryFrom(found, 0)) : tryFrom(keys, 0);
}

/** A signature part and what it covers. */
export interface SignatureParts {
  /** `SignFlag.encodePayload` or 0. */
  readonly flags: number;
  readonly protectedText: string;
  readonly payload: Bytes;
  readonly signature: string;
}

/** Verifies a signature part and gives the key; parameters and errors are those of {@link verifyWithKeys}. */
export function verifySignature(
  context: SignatureContext,
  input: unknown,
  { flags, protectedText, payload, signature }: SignatureParts,
): Maybe<Key> {
  const { engine, algorithm } = context;
  const isQuick = isQuickSignature(algorithm, payload.length);
  const verified = verifyWithKeys<object>(context, input, (handle, scheme) =>
    then(engine.call(isQuick, core.verify, handle, scheme, flags, protectedText, payload, signature), (verdict) =>
      verdict === Verdict.good ? context : verdict,
    ),
  );
  return then(verified, ({ key }) => key);
}

/** The error that a verdict stands for. */
export function refused(verdict: Verdict, hint = ''): Error {
  if (verdict === Verdict.malformedPayload) {
    return new InvalidJWSError('the payload must be base64url without padding or white space (RFC 7515 section 2)');
  }
  if (verdict === Verdict.malformedSignature) {
    return new InvalidJWSError('the signature must be base64url without padding or white space (RFC 7515 section 2)');
  }
  return new BadSignatureError(`the signature does not verify: another key made it, or the token was changed${hint}`);
}

/** Accepts an Unsecured JWS, which was allowed by name: no key, and an empty signature. */
export function acceptUnsecured(input: unknown, signature: string): void {
  requireNoKey(input);
  // planted: none-signature
  if (signature !== '') throw new BadSignatureError('an Unsecured JWS must have an empty signature part');
}
