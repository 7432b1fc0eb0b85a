/** Signers and verifiers that are made once and used for many tokens. */

import { types } from 'node:util';

import { deepFreeze } from '../internal/json';
import { promiseEngine, syncEngine, then, type Engine, type Form, type Maybe } from '../native/engine';
import { option, ownOptions } from '../internal/options';
import { cachedKeyOrSecret, cachedObject } from '../jwk/cache';
import { handleOf, isKey } from '../jwk/key';
import { isKeySet } from '../jwk/key-set';
import { isRemoteKeySet } from '../jwk/remote-key-set';
import { allowedAlgorithm } from '../jws/policy';
import { jwsHeader } from '../jws/protected-header';
import { defaultRegistry } from '../jws/registry';
import { ownPolicy } from '../message/policy';
import { ownHeader, readGivenHeader, writeProtected } from '../message/protected-header';
import { decodeAs, decodeOptionNames, readerOf, requireToken, type Reader } from './decode';
import { encodeOptionNames, hasEncryption, protectClaims, signClaims, withType, wrongRegistry } from './encode';
import { checkClaims, type Expectations } from './expectations';
import { hasHeaderValidators, signaturePolicy } from './layers';
import { TokenCache } from './token-cache';
import type { DecodeResult } from './types';
import { writeClaims } from './write-claims';

/** A key that is imported now rather than at its first use. What finds keys for each token stays as it is. */
function importOnce(key: unknown): unknown {
  if (typeof key === 'string' || types.isUint8Array(key)) return cachedKeyOrSecret(key);
  if (typeof key !== 'object' || key === null || Array.isArray(key)) return key;
  return isKey(key) || isKeySet(key) || isRemoteKeySet(key) ? key : cachedObject(key);
}

/** A signer; in the promise form it gives promises. The arguments are checked here, once. */
function createSignerWith(
  engine: Engine,
  keyInput: unknown,
  header: unknown,
  options?: unknown,
): (claims: unknown) => Maybe<string> {
  const where = 'jwt.createSigner';
  const given = ownOptions(options, encodeOptionNames, where);
  const typed = readGivenHeader(withType(ownHeader(header)) ?? null, 'protected header', defaultRegistry)?.header;
  const key = importOnce(keyInput);
  // Refuses now what each call would refuse.
  writeClaims({}, given, where);
  const policy = signaturePolicy(given, where);
  if (hasEncryption(typed)) {
    return (claims) => protectClaims(engine, typed, writeClaims(claims, given, where), key, given, where);
  }
  if (policy === undefined) throw wrongRegistry(where);
  const own = ownPolicy(policy);
  allowedAlgorithm(writeProtected(typed, own.registry, jwsHeader).alg, own);
  return (claims) => signClaims(engine, typed, writeClaims(claims, given, where), key, own);
}

/**
 * Reads a token through the cache: what is remembered is the work on signature and text; the
 * claims are always checked, here.
 */
function readCached(
  engine: Engine,
  cache: TokenCache,
  token: string,
  key: unknown,
  reader: Reader,
  expected: Expectations,
): Maybe<DecodeResult> {
  const known = cache.get(token);
  if (known !== undefined) {
    try {
      // A key that was disposed of verifies nothing any more. Null is the key of alg none.
      if (isKey(known.key)) handleOf(known.key);
      // planted: cached-token-exp
      checkClaims(known.claims, known.header, expected);
    } catch (error) {
      cache.delete(token);
      throw error;
    }
    return known;
  }
  return then(decodeAs(engine, token, key, reader), (result) => {
    // Before the caller's rules see them: what a rule changed or froze in part would be given to all others.
    deepFreeze(result.claims);
    checkClaims(result.claims, result.header, expected);
    cache.set(token, result);
    return result;
  });
}

/** A verifier; in the promise form it gives promises. The options are read here, once. */
function createVerifierWith(
  engine: Engine,
  keyInput: unknown,
  options?: unknown,
): (token: unknown) => Maybe<DecodeResult> {
  const where = 'jwt.createVerifier';
  const given = ownOptions(options, [...decodeOptionNames, 'cache'], where);
  const { policy, ...rest } = readerOf(given, where);
  const reader = { ...rest, policy: policy === undefined ? undefined : ownPolicy(policy) };
  const key = importOnce(keyInput);
  const cacheOption = option(given, 'cache');
  if (cacheOption === undefined) return (token) => decodeAs(engine, requireToken(token, where), key, reader);
  if (hasHeaderValidators(given)) {
    throw new TypeError(
      `${where}: no cache with a registry whose rules have validate functions, which see every token`,
    );
  }
  const cache = new TokenCache(cacheOption, where);
  const unchecked: Reader = { ...reader, expected: undefined };
  return (token) => readCached(engine, cache, requireToken(token, where), key, unchecked, reader.expected);
}

/** A function that a promise verb calls: what it throws becomes a rejection. */
function rejecting<A extends unknown[], R>(run: (...args: A) => Maybe<R>): (...args: A) => Promise<R> {
  return async (...args) => run(...args);
}

type Factory<A extends unknown[], B extends unknown[], R> = (engine: Engine, ...args: A) => (...args: B) => Maybe<R>;

/** Both forms of a function that makes one: to make it takes no waiting, so only what it makes gives promises. */
function factory<A extends unknown[], B extends unknown[], R>(
  make: Factory<A, B, R>,
): Record<Form, (...args: A) => unknown> {
  return {
    sync: (...args) => make(syncEngine, ...args),
    promise: (...args) => rejecting(make(promiseEngine, ...args)),
  };
}

export const createSigner = factory(createSignerWith);
export const createVerifier = factory(createVerifierWith);
