/** Whatever a verb is given as its key, into the keys to try. */

import { types } from 'node:util';

import { InvalidJWKError, KeyTooShortError, LimitExceededError, NoMatchingKeyError } from '../errors/classes';
import { callersError, typeError } from '../errors/base';
import type { Engine, Maybe } from '../native/engine';
import { isThenable } from '../util/own-copy';
import { describeType } from '../util/text';
import { cachedBytes, cachedKeyOrSecret, cachedObject, cachedPem } from './cache';
import { hasPemArmor } from './import-pem';
import { isKey, type Key, stateOf } from './key';
import { isKeySet, type KeySet } from './key-set';
import { isRemoteKeySet, type RemoteKeySet, selectRemoteKeys } from './remote-key-set';
import { type Selection, selectKeys } from './select';
import type { KeySource } from './types';

/** What a key function is told of the token besides its header. Nothing of it is verified. */
export interface KeyMessage {
  /** The protected header, as far as there is one. */
  readonly protected?: Readonly<Record<string, unknown>>;
  /** The unprotected header that all recipients of a JWE share, as far as there is one. */
  readonly unprotected?: Readonly<Record<string, unknown>>;
  /** The unprotected header of the signature or recipient, as far as there is one. */
  readonly header?: Readonly<Record<string, unknown>>;
  /** The payload of a JWS. */
  readonly payload?: Uint8Array;
}

/** The JOSE header of a token, the union of the protected and the unprotected one: validated, but not verified. */
export interface KeyHeader {
  readonly alg: string;
  readonly kid?: string;
  readonly [name: string]: unknown;
}

/** Finds the key for a token. */
export type KeyFunction = (header: KeyHeader, message: KeyMessage) => KeyInput;

/** {@link KeyFunction} for the promise form, where it may also be asynchronous. */
export type AsyncKeyFunction = (header: KeyHeader, message: KeyMessage) => AsyncKeyInput | Promise<AsyncKeyInput>;

/**
 * What the synchronous verbs take for a key: a key, whatever `jwk.importKey` takes, a set to choose from, a function;
 * and, for the algorithms that work with secrets alone (HMAC, `dir`, A*KW, A*GCMKW, PBES2), a bare secret as text or
 * bytes.
 */
export type KeyInput = Key | KeySource | KeySet | KeyFunction;

/** What the promise verbs take for a key. */
export type AsyncKeyInput = Key | KeySource | KeySet | RemoteKeySet | AsyncKeyFunction;

export interface KeyContext extends Selection {
  readonly message: KeyMessage;
}

/** A key function may return a key function; this often, and then somebody made a loop. */
const MAX_FUNCTIONS = 8;

/**
 * The keys to try, in order; at least one. That each fits the algorithm is for `assertFits` to say at use.
 *
 * @throws TypeError - the input is nothing that a key can be made of, or asynchronous in the synchronous form
 * @throws InvalidJWKError, KeyTooShortError, NotSupportedError, KeyPasswordError - as `importKey`
 * @throws NoMatchingKeyError, LimitExceededError - no member of a set fits, or too many
 */
export function resolveKey(engine: Engine, input: unknown, context: KeyContext): Maybe<readonly Key[]> {
  if (isKey(input)) return stateOf(input).alone;
  return resolve(engine, input, context, 0);
}

function resolve(engine: Engine, input: unknown, context: KeyContext, functions: number): Maybe<readonly Key[]> {
  if (isKey(input)) return stateOf(input).alone;
  if (isKeySet(input)) return selectKeys(input, context);
  if (isRemoteKeySet(input)) return selectRemote(engine, input, context);
  if (typeof input === 'function') return callFunction(engine, input as KeyFunction, context, functions);
  return stateOf(importInput(input, context)).alone;
}

/** Checks what can be told of a key before there is a token: a mistake of the program shows at once. Throws TypeError. */
export function requireKeyInput({ promises }: Engine, input: unknown): void {
  if (isRemoteKeySet(input) && !promises) throw hasToWait();
  if (isThenable(input)) throw isPromised();
  const isObject = typeof input === 'object' && !Array.isArray(input);
  if (typeof input !== 'string' && typeof input !== 'function' && !isObject) throw notAKey(input);
}

function selectRemote(engine: Engine, remote: RemoteKeySet, context: KeyContext): Maybe<readonly Key[]> {
  if (engine.promises) return selectRemoteKeys(remote, context);
  throw hasToWait();
}

function hasToWait(): TypeError {
  return typeError("a RemoteKeySet has to wait for the network; use the verbs of 'jose-openssl/promises' with it");
}

function isPromised(): TypeError {
  return typeError('a key must not be a promise; await it before it is given');
}

function notAKey(input: unknown): TypeError {
  return typeError(
    'a key must be a Key, a KeySet, a JWK object, PEM text, PEM or DER bytes, a KeyObject, a CryptoKey, or a function ' +
      `that gives one of these; found ${describeType(input)}`,
  );
}

function importInput(input: unknown, { algorithm }: KeyContext): Key {
  if (isThenable(input)) throw isPromised();
  const takesSecret = algorithm.kty === 'oct';
  if (typeof input === 'string') return takesSecret ? cachedKeyOrSecret(input) : importText(input, algorithm.name);
  if (types.isUint8Array(input)) return takesSecret ? cachedKeyOrSecret(input) : cachedBytes(input);
  if (typeof input === 'object' && input !== null && !Array.isArray(input)) return cachedObject(input);
  throw notAKey(input);
}

function importText(text: string, alg: string): Key {
  if (hasPemArmor(text)) return cachedPem(text);
  const found = text === '' ? 'an empty text' : 'a text without PEM armor';
  throw new InvalidJWKError(
    `expected a key for ${alg} (a Key, a JWK object, PEM …), found ${found}; bare secrets are for HMAC, dir, A*KW and PBES2 algorithms only`,
  );
}

function callFunction(
  engine: Engine,
  keyFunction: KeyFunction,
  context: KeyContext,
  functions: number,
): Maybe<readonly Key[]> {
  if (functions >= MAX_FUNCTIONS) {
    throw new LimitExceededError(`key functions returned key functions ${MAX_FUNCTIONS} times in a row; return a key`);
  }
  let result: Maybe<unknown>;
  try {
    result = keyFunction(context.header as KeyHeader, context.message);
  } catch (error) {
    // What the function throws is the user's, and is passed on as it is.
    throw callersError(error);
  }
  const useResult = (value: unknown): Maybe<readonly Key[]> => {
    if (value === undefined || value === null) throw noKey(value, context);
    return resolve(engine, value, context, functions + 1);
  };
  if (!isThenable(result)) return useResult(result);
  if (engine.promises) return awaited(result, useResult);
  throw typeError(
    "the key function returned a promise; use the verbs of 'jose-openssl/promises' with asynchronous ones",
  );
}

/** Waits for a promise of the caller's, which may be of another library or realm. */
async function awaited<T>(promise: PromiseLike<unknown>, next: (value: unknown) => Maybe<T>): Promise<T> {
  return next(await promise);
}

/** A function that knows no key for a token, as a lookup by an unknown kid does: the token's fault, so a JoseError. */
function noKey(value: null | undefined, { algorithm }: KeyContext): NoMatchingKeyError | KeyTooShortError {
  const message = `expected a key for ${algorithm.name} of the key function, found ${String(value)}`;
  // For HMAC no secret is treated as the empty secret that other libraries make of it.
  return algorithm.minBits !== undefined ? new KeyTooShortError(message) : new NoMatchingKeyError(message);
}
