/** What making and reading have in common for every serialization: one signature, its keys, its verdict. */

import { BadSignatureError, InvalidJWSError, KeyTypeMismatchError, NotSupportedError } from '../errors';
import type { Bytes } from '../internal/bytes';
import { encodeBase64url } from '../internal/base64url';
import { native, SignFlag, Verdict, type KeyHandle } from '../internal/native';
import { then, type Engine, type Maybe } from '../internal/operation';
import { signatureAlgorithms, type SignatureAlgorithm } from '../jwa';
import { assertFits, type KeyOperation } from '../jwk/fits';
import { handleOf, Key } from '../jwk/key';
import { resolveKey } from '../jwk/key-input';
import { allowsWith, notByDefault, type Policy } from './policy';
import type { JWSHeader, JWSMessage } from './types';

/** One signature, about to be made or verified. */
export interface SignatureContext {
  readonly engine: Engine;
  readonly policy: Policy;
  readonly algorithm: SignatureAlgorithm;
  /** The JOSE header: the union of protected and unprotected. */
  readonly header: JWSHeader;
  /** For a key function; made only when there is one. */
  readonly message: () => JWSMessage;
}

const namesInCore = native.schemes();

/** The core's row of each algorithm, by its row here; -1 where the OpenSSL that is linked lacks it. */
const schemes = signatureAlgorithms.map(({ name }) => namesInCore.indexOf(name));

function schemeOf(algorithm: SignatureAlgorithm): number {
  const scheme = schemes[algorithm.index] ?? -1;
  if (scheme < 0) {
    throw new NotSupportedError(
      `${algorithm.name} needs a later OpenSSL than the one that is linked (${native.opensslVersion()})`,
    );
  }
  return scheme;
}

/** The keys that may serve, in the order in which they are to be tried: never none. */
function usableKeys(context: SignatureContext, input: unknown, operation: KeyOperation): Maybe<readonly Key[]> {
  const { engine, policy, algorithm, header, message } = context;
  const { maxKeyCandidates } = policy.registry.limits;
  const candidates = resolveKey(engine, input, {
    header,
    get message() {
      return message();
    },
    algorithm,
    operation,
    maxKeyCandidates,
  });
  return then(candidates, (keys) => {
    let refusal: unknown;
    const usable = keys.filter((key) => {
      try {
        requireUsable(context, key, operation);
        return true;
      } catch (error) {
        refusal ??= error;
        return false;
      }
    });
    if (usable.length === 0) throw refusal;
    return usable;
  });
}

function requireUsable({ policy, algorithm }: SignatureContext, key: Key, operation: KeyOperation): void {
  if (!allowsWith(key, algorithm, policy)) throw notByDefault(algorithm);
  assertFits(key, algorithm, operation, policy.registry.strict);
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
    requireUsable(context, input, 'sign');
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

/** A key that verified, with what the verification gave beside. */
export interface Verified<T> {
  readonly key: Key;
  readonly value: T;
}

/**
 * Verifies with the keys in turn.
 *
 * @param attempt - one verification: its value, or the verdict against it
 * @throws BadSignatureError - no key verifies it
 * @throws InvalidJWSError - what should be base64url is not
 */
export function verify<T extends object | true>(
  context: SignatureContext,
  input: unknown,
  attempt: (handle: KeyHandle, scheme: number) => Maybe<T | Verdict>,
): Maybe<Verified<T>> {
  const scheme = schemeOf(context.algorithm);
  if (input instanceof Key) {
    requireUsable(context, input, 'verify');
    return then(attempt(handleOf(input), scheme), (value) => {
      if (typeof value === 'number') throw refused(value);
      return { key: input, value };
    });
  }
  const tryFrom = (keys: readonly Key[], index: number): Maybe<Verified<T>> => {
    const key = keys[index] as Key;
    return then(attempt(handleOf(key), scheme), (value) => {
      if (typeof value !== 'number') return { key, value };
      if (value === Verdict.bad && index + 1 < keys.length) return tryFrom(keys, index + 1);
      throw refused(value);
    });
  };
  return then(usableKeys(context, input, 'verify'), (keys) => tryFrom(keys, 0));
}

/** The error that a verdict stands for. */
export function refused(verdict: Verdict): Error {
  if (verdict === Verdict.malformedPayload) {
    return new InvalidJWSError('the payload must be base64url without padding (RFC 7515 section 2)');
  }
  if (verdict === Verdict.malformedSignature) {
    return new InvalidJWSError('the signature must be base64url without padding (RFC 7515 section 2)');
  }
  return new BadSignatureError('the signature does not verify: another key made it, or the token was changed');
}

/** Accepts an Unsecured JWS, which was allowed by name: no key, and an empty signature. */
export function acceptUnsecured(input: unknown, signature: string): void {
  requireNoKey(input);
  if (signature !== '') throw new BadSignatureError('an Unsecured JWS must have an empty signature part');
}
