/** Signers and verifiers that are made once and used for many tokens, and what a verifier may remember. */

import { performance } from 'node:perf_hooks';
import { types } from 'node:util';

import { cachedKeyOrSecret, cachedObject } from '../jwk/cache';
import { handleOf, isKey } from '../jwk/key';
import { isKeySet } from '../jwk/key-set';
import { isRemoteKeySet } from '../jwk/remote-key-set';
import { jwsHeader } from '../jws/header';
import { allowedAlgorithm, defaultRegistry } from '../jws/registry';
import { ownHeader, readGivenHeader, writeProtected } from '../message/header';
import { ownPolicy } from '../message/policy';
import { type Engine, type Form, type Maybe, promiseEngine, syncEngine, then } from '../native/engine';
import { deepFreeze } from '../util/json';
import { option, ownOptions, readOptions } from '../util/options';
import { describeType } from '../util/text';
import { hasHeaderValidators, signaturePolicy } from './algorithms';
import { checkClaims, type Expectations } from './claims';
import { decodeAs, decodeOptionNames, type Reader, readerOf, requireToken } from './decode';
import { readDuration } from './duration';
import {
  encodeOptionNames,
  hasEncryption,
  protectClaims,
  signClaims,
  withType,
  writeClaims,
  wrongRegistry,
} from './encode';
import type { DecodeResult } from './types';

interface Entry {
  readonly result: DecodeResult;
  /** When it is to be forgotten, in milliseconds of the clock that nobody sets. */
  readonly until: number;
}

/** Longer tokens are not remembered, so that the memory is bounded and not only the number. */
const maxTokenLength = 8192;

const defaultMax = 1000;
const defaultTtl = '10m';

/** A copy of a string that does not keep the larger string alive that it may be a slice of; a good token is ASCII. */
function ownCopy(token: string): string {
  return Buffer.from(token, 'latin1').toString('latin1');
}

/**
 * Results by the whole token: nothing shorter stands for it, so that no two tokens can be taken for one another. It
 * belongs to one verifier, and so to one key and one set of options. Of too many the least recently used goes.
 */
export class TokenCache {
  readonly #entries = new Map<string, Entry>();
  readonly #max: number;
  readonly #ttl: number;

  /** Reads the option `cache`; throws TypeError. */
  constructor(value: unknown, where: string) {
    const { max = defaultMax, ttl = defaultTtl } = readOptions(value, ['max', 'ttl'], `${where}: cache`);
    if (typeof max !== 'number' || !Number.isSafeInteger(max) || max < 1) {
      const found = typeof max === 'number' ? max : describeType(max);
      throw new TypeError(`${where}: cache.max must be a positive integer, found ${found}`);
    }
    this.#max = max;
    this.#ttl = readDuration(ttl, where, 'cache.ttl') * 1000;
  }

  /** The result for a token that is remembered. */
  get(token: string): DecodeResult | undefined {
    const entry = this.#entries.get(token);
    if (entry === undefined) return undefined;
    this.#entries.delete(token);
    if (performance.now() >= entry.until) return undefined;
    // Behind all others, as the one used last.
    this.#entries.set(token, entry);
    return entry.result;
  }

  set(token: string, result: DecodeResult): void {
    if (token.length > maxTokenLength) return;
    if (this.#entries.size >= this.#max) {
      const [oldest] = this.#entries.keys();
      if (oldest !== undefined) this.#entries.delete(oldest);
    }
    this.#entries.set(ownCopy(token), { result, until: performance.now() + this.#ttl });
  }

  delete(token: string): void {
    this.#entries.delete(token);
  }
}

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
