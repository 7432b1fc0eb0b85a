/** Signers and verifiers that are made once and used for many tokens, and what a verifier may remember. */

import { performance } from 'node:perf_hooks';
import { types } from 'node:util';

import { typeError } from '../errors/base';
import { cachedKeyOrSecret, cachedObject } from '../jwk/cache';
import { handleOf, isKey } from '../jwk/key';
import { isKeySet } from '../jwk/key-set';
import { isRemoteKeySet } from '../jwk/remote-key-set';
import { jwsHeader } from '../jws/header';
import { allowedAlgorithm, defaultRegistry } from '../jws/registry';
import { ownHeader, readGivenHeader, writeProtected } from '../message/header';
import { ownPolicy } from '../message/policy';
import { type Engine, type Form, type Maybe, named, plainVerb, then, verb } from '../native/engine';
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
  constructor(value: unknown) {
    const { max = defaultMax, ttl = defaultTtl } = readOptions(value, ['max', 'ttl'], 'cache');
    if (typeof max !== 'number' || !Number.isSafeInteger(max) || max < 1) {
      const found = typeof max === 'number' ? max : describeType(max);
      throw typeError(`cache.max must be a positive integer, found ${found}`);
    }
    this.#max = max;
    this.#ttl = readDuration(ttl, 'cache.ttl') * 1000;
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

/** What a signer or verifier does with one set of claims or one token. */
type Made<R> = (engine: Engine, argument: unknown) => Maybe<R>;

/** A signer; in the promise form it gives promises. The arguments are checked here, once. */
function createSignerWith(keyInput: unknown, header: unknown, options?: unknown): Made<string> {
  const given = ownOptions(options, encodeOptionNames);
  const typed = readGivenHeader(withType(ownHeader(header)) ?? null, 'protected header', defaultRegistry)?.header;
  const key = importOnce(keyInput);
  // Refuses now what each call would refuse.
  writeClaims({}, given);
  const policy = signaturePolicy(given);
  if (hasEncryption(typed)) {
    return (engine, claims) => protectClaims(engine, typed, writeClaims(claims, given), key, given);
  }
  if (policy === undefined) throw wrongRegistry();
  const own = ownPolicy(policy);
  allowedAlgorithm(writeProtected(typed, own.registry, jwsHeader).alg, own);
  return (engine, claims) => signClaims(engine, typed, writeClaims(claims, given), key, own);
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
function createVerifierWith(keyInput: unknown, options?: unknown): Made<DecodeResult> {
  const given = ownOptions(options, [...decodeOptionNames, 'cache']);
  const { policy, ...rest } = readerOf(given);
  const reader = { ...rest, policy: policy === undefined ? undefined : ownPolicy(policy) };
  const key = importOnce(keyInput);
  const cacheOption = option(given, 'cache');
  if (cacheOption === undefined) return (engine, token) => decodeAs(engine, requireToken(token), key, reader);
  if (hasHeaderValidators(given)) {
    throw typeError(
      'cache must be left out with a registry whose rules have validate functions, which see every token',
    );
  }
  const cache = new TokenCache(cacheOption);
  const unchecked: Reader = { ...reader, expected: undefined };
  return (engine, token) => readCached(engine, cache, requireToken(token), key, unchecked, reader.expected);
}

/** Both forms of a function that makes one: to make it takes no waiting, so only what it makes gives promises. */
function factory<R>(make: (a?: unknown, b?: unknown, c?: unknown) => Made<R>): Record<Form, unknown> {
  const formOf = (form: Form): unknown =>
    plainVerb(named((a?: unknown, b?: unknown, c?: unknown) => verb(make(a, b, c))[form], make.name, make.length)).sync;
  return { sync: formOf('sync'), promise: formOf('promise') };
}

export const createSigner = factory(createSignerWith);
export const createVerifier = factory(createVerifierWith);
