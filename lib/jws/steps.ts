/** What making and reading have in common for every serialization: one signature, its keys, its verdict. */

import { BadSignatureError, InvalidJWSError, KeyTypeMismatchError, NotSupportedError } from '../errors';
import type { Bytes } from '../internal/bytes';
import { encodeBase64url } from '../internal/base64url';
import { native, SignFlag, Verdict, type KeyHandle } from '../internal/native';
import { isPromise, then, type Maybe } from '../internal/operation';
import { signatureAlgorithms, type SignatureAlgorithm } from '../jwa';
import { handleOf, Key, stateOf } from '../jwk/key';
import { requireUsable, usableKeys, type KeyUse } from '../message/usable-keys';
import type { Policy } from './policy';
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

/** Whether the OpenSSL that is linked has an algorithm. */
export function hasScheme({ index }: SignatureAlgorithm): boolean {
  return (schemes[index] ?? -1) >= 0;
}

/** The core's row for an algorithm; throws NotSupportedError where there is none. */
export function schemeOf(algorithm: SignatureAlgorithm): number {
  if (!hasScheme(algorithm)) {
    throw new NotSupportedError(
      `${algorithm.name} (${algorithm.rfc}) is not supported by the OpenSSL inside this addon, ${native.opensslVersion()}; features() lists what is`,
    );
  }
  return schemes[algorithm.index] as number;
}

/** alg none has no key; that it is `null` shows that the caller means it. */
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
  if (input instanceof Key) {
    requireUsable(context.policy, algorithm, input, 'sign');
    return engine.sign(handleOf(input), scheme, flags, protectedText, payload);
  }
  return then(usableKeys(context, input, 'sign'), ([key]) =>
    engine.sign(handleOf(key as Key), scheme, flags, protectedText, payload),
  );
}

/** RFC 7515 appendix A.5: an Unsecured JWS has the empty octet sequence for its signature. */
function unsecured(flags: number, protectedText: string, payload: Bytes): string {
  if ((flags & SignFlag.wholeToken) === 0) return '';
  const encoded = (flags & SignFlag.encodePayload) !== 0;
  const text = encoded ? encodeBase64url(payload) : Buffer.from(payload as Uint8Array).toString('utf8');
  return `${protectedText}.${text}.`;
}

/**
 * A signature to be verified. What is asked of it for every token is a method rather than a closure: those of a class
 * cost nothing to make.
 */
export interface Verification<T extends object | string, R> extends SignatureContext {
  /** One verification: its value, or the verdict against it. The handle is the key's. */
  attempt(handle: KeyHandle, scheme: number, key: Key): Maybe<T | Verdict>;
  /** Whether the payload is empty where a detached one could have been given: said where the signature is bad. */
  readonly mayBeDetached?: boolean;
  /** Makes the result of the key that verified and of the value. */
  finish(key: Key, value: T): R;
}

/**
 * Verifies with the keys in turn.
 *
 * @throws BadSignatureError - no key verifies it
 * @throws InvalidJWSError - what should be base64url is not
 */
export function verify<T extends object | string, R>(verification: Verification<T, R>, input: unknown): Maybe<R> {
  if (input instanceof Key) {
    requireUsable(verification.policy, verification.algorithm, input, 'verify');
    return verifyWith(verification, stateOf(input).alone, 0);
  }
  return then(usableKeys(verification, input, 'verify'), (keys) => verifyWith(verification, keys, 0));
}

function verifyWith<T extends object | string, R>(
  verification: Verification<T, R>,
  keys: readonly Key[],
  index: number,
): Maybe<R> {
  const key = keys[index] as Key;
  const outcome = verification.attempt(handleOf(key), schemeOf(verification.algorithm), key);
  // Not through `then`, for whose closure and question every token would pay 60 ns.
  return verification.engine.promises && isPromise(outcome)
    ? outcome.then((value) => judge(verification, keys, index, value))
    : judge(verification, keys, index, outcome as T | Verdict);
}

function judge<T extends object | string, R>(
  verification: Verification<T, R>,
  keys: readonly Key[],
  index: number,
  value: T | Verdict,
): Maybe<R> {
  if (typeof value !== 'number') return verification.finish(keys[index] as Key, value);
  if (value === Verdict.bad && index + 1 < keys.length) return verifyWith(verification, keys, index + 1);
  throw refused(value, verification.mayBeDetached);
}

/** A signature part and what it is said to cover. */
export interface SignatureParts {
  /** `SignFlag.encodePayload` or 0. */
  readonly flags: number;
  readonly protectedText: string;
  readonly payload: Bytes;
  readonly signature: string;
}

const good = Object.freeze({});

/** Verifies a signature part with the keys in turn; errors as for {@link verify}. */
export function verifySignature<R>(
  context: SignatureContext,
  input: unknown,
  { flags, protectedText, payload, signature }: SignatureParts,
  finish: (key: Key) => R,
): Maybe<R> {
  const { engine, policy, algorithm, header } = context;
  const verification: Verification<object, R> = {
    engine,
    policy,
    algorithm,
    header,
    message: () => context.message(),
    attempt: (handle, scheme) =>
      then(engine.verify(handle, scheme, flags, protectedText, payload, signature), (verdict) =>
        verdict === Verdict.good ? good : verdict,
      ),
    finish,
  };
  return verify(verification, input);
}

/** The error that a verdict stands for. */
export function refused(verdict: Verdict, mayBeDetached = false): Error {
  if (verdict === Verdict.malformedPayload) {
    return new InvalidJWSError('the payload must be base64url without padding or white space (RFC 7515 section 2)');
  }
  if (verdict === Verdict.malformedSignature) {
    return new InvalidJWSError('the signature must be base64url without padding or white space (RFC 7515 section 2)');
  }
  const detached = mayBeDetached ? '; its payload is empty: give a detached one in the payload option' : '';
  return new BadSignatureError(
    `the signature does not verify: another key made it, or the token was changed${detached}`,
  );
}

/** Accepts an Unsecured JWS, which was allowed by name: no key, and an empty signature. */
export function acceptUnsecured(input: unknown, signature: string): void {
  requireNoKey(input);
  if (signature !== '') throw new BadSignatureError('an Unsecured JWS must have an empty signature part');
}
