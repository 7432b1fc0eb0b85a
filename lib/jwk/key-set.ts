import { fromCaller, methodsAtCaller, typeError } from '../errors/base';
import { takesKeyOf } from '../jwa/algorithm';
import { algorithmOfKey } from '../jwa/algorithms';
import type { AnyAlgorithm, CurveOrOther, KeyTypeName, SizeGiven } from '../jwa/names';
import { readOptions } from '../util/options';
import { ownList } from '../util/own-copy';
import { describeType, quote } from '../util/text';
import { readPrivate } from './export';
import { generateNow } from './generate';
import { type AnyKey, importNow } from './import';
import { isKey, type Key } from './key';
import {
  atOnce,
  DEFAULT_MAX_KEYS,
  type ImportedMembers,
  importMembers,
  importPublicKey,
  inSlices,
  type SkippedKey,
} from './set-members';
import type { JWK, JWKExportOptions, JWKSet, KeyParameters, KeyUse } from './types';

/** What {@link KeySet.importKeySet} takes besides the set. */
export interface KeySetOptions {
  /** Most members that the set may have, those that would be skipped included. Default: 1000. */
  maxKeys?: number;
}

/** What {@link KeySet.find} looks for; every criterion given must be met. */
export interface KeyFilter {
  /** The key's `kid`, exactly. */
  kid?: string;
  /** An algorithm: met by keys of its type whose own `alg` is the same or missing. */
  alg?: AnyAlgorithm;
  /** Met by keys whose own `use` is the same or missing. */
  use?: KeyUse;
  /** The key's type, exactly. */
  kty?: KeyTypeName;
}

/** The keys with each `kid`, in the order of their set; set by the class, for {@link resolveKey}. */
export let keysWithKid: (set: KeySet, kid: string) => readonly AnyKey[];

/** As {@link KeySet.importKeySet}, for a set that anyone can read: private and secret keys in it are skipped. */
export let importPublicKeySet: (value: unknown, maxKeys: number) => KeySet;

/** The same with pauses, in which others have their turn. */
export let importPublicKeySetInSlices: (
  value: unknown,
  maxKeys: number,
  signal: AbortSignal | undefined,
) => Promise<KeySet>;

/** Whether a value is a set of this class, and not just an object with its prototype. */
export let isKeySet: (value: unknown) => value is KeySet;

const nothing: readonly never[] = Object.freeze([]);

/**
 * A JWK Set (RFC 7517 section 5): immutable, private and secret keys included. Usable as the key of every verb, which
 * chooses a member by the token's `kid` and then by what the algorithm needs.
 */
export class KeySet {
  /** The keys, in order. */
  readonly keys: readonly AnyKey[];

  readonly #byKid: ReadonlyMap<string, readonly AnyKey[]>;
  #skipped: readonly SkippedKey[] = nothing;

  static {
    importPublicKeySet = (value, maxKeys) => KeySet.#of(atOnce(importMembers(value, maxKeys, importPublicKey)));
    importPublicKeySetInSlices = async (value, maxKeys, signal) =>
      KeySet.#of(await inSlices(importMembers(value, maxKeys, importPublicKey), signal));
    isKeySet = (value): value is KeySet => typeof value === 'object' && value !== null && #byKid in value;
    keysWithKid = (set, kid) => set.#byKid.get(kid) ?? nothing;
  }

  /**
   * Makes a set of keys at hand.
   *
   * @param keys - the keys, in the order in which they are to be tried
   * @throws TypeError - not an array of keys
   * @example
   * import { jwk, KeySet } from 'jose-openssl';
   * import assert from 'node:assert';
   *
   * const set = new KeySet([jwk.generateKey('EC', 'P-256', { kid: 'a' }), jwk.generateKey('RSA', 2048, { kid: 'b' })]);
   * assert.equal(set.get('b')?.kty, 'RSA');
   */
  constructor(keys: readonly Key[]) {
    this.keys = Object.freeze(fromCaller(new.target, () => readKeys(keys)));
    const byKid = new Map<string, AnyKey[]>();
    for (const key of this.keys) {
      if (key.kid === undefined) continue;
      const others = byKid.get(key.kid);
      if (others === undefined) byKid.set(key.kid, [key]);
      else others.push(key);
    }
    for (const others of byKid.values()) Object.freeze(others);
    this.#byKid = byKid;
    Object.freeze(this);
  }

  /** The members that {@link KeySet.importKeySet} could not use; empty for a set made in another way. */
  get skipped(): readonly SkippedKey[] {
    return this.#skipped;
  }

  /**
   * Imports a JWK Set object.
   *
   * RFC 7517 section 5: "Implementations SHOULD ignore JWKs within a JWK Set that use "kty" (key type) values that are not
   * understood by them, that are missing required members, or for which values are out of the supported ranges." What
   * was ignored is in `skipped`, with the reason; a set without a usable key is an error only when it is used.
   *
   * @param value - the set, for instance from JSON.parse
   * @param options - `maxKeys`: most members that it may have (default: 1000); counted before any is imported
   * @throws InvalidJWKSError (ERR_JWKS_INVALID) - no `keys` array, or a member of it that is no object
   * @throws LimitExceededError (ERR_JOSE_LIMIT_EXCEEDED) - more members than `maxKeys`
   * @throws TypeError - not an object, an unknown option or one of the wrong type
   * @example
   * import { KeySet } from 'jose-openssl';
   * import assert from 'node:assert';
   *
   * const set = KeySet.importKeySet({ keys: [{ kty: 'new', kid: 'x' }] }, { maxKeys: 10 });
   * assert.deepEqual([set.keys.length, set.skipped[0]?.kid], [0, 'x']);
   */
  static importKeySet(value: JWKSet, options?: KeySetOptions): KeySet {
    const { maxKeys = DEFAULT_MAX_KEYS } = readOptions(options, ['maxKeys']);
    if (typeof maxKeys !== 'number' || !Number.isSafeInteger(maxKeys) || maxKeys < 0) {
      throw typeError(`maxKeys must be a non-negative integer, found ${describeType(maxKeys)}`);
    }
    return KeySet.#of(atOnce(importMembers(value, maxKeys, importNow)));
  }

  static #of({ keys, skipped }: ImportedMembers): KeySet {
    const set = new KeySet(keys);
    set.#skipped = skipped;
    return set;
  }

  /**
   * Generates keys of one type, each with its thumbprint as `kid`, unless the parameters say otherwise.
   *
   * @param kty - as for {@link jwk.generateKey}
   * @param crvOrBits - as for {@link jwk.generateKey}
   * @param parameters - as for {@link jwk.generateKey}, but `autoKid` is true unless it or `kid` is given
   * @param count - how many keys, at least 1 (default: 4)
   * @throws NotSupportedError, InvalidJWKError, TypeError - as {@link jwk.generateKey}
   * @example
   * import { KeySet } from 'jose-openssl';
   * import assert from 'node:assert';
   *
   * const set = KeySet.generateKeySet('EC', 'P-256', { use: 'sig' }, 2);
   * assert.equal(set.keys.length, 2);
   * assert.equal(set.keys[0]?.kid, set.keys[0]?.thumbprint());
   */
  static generateKeySet<K extends KeyTypeName, S extends CurveOrOther | number>(
    kty: K,
    crvOrBits?: SizeGiven<K, S>,
    parameters: KeyParameters = {},
    count = 4,
  ): KeySet {
    if (!Number.isSafeInteger(count) || count < 1) {
      throw typeError('count must be a whole number of at least 1');
    }
    const hasKid = typeof parameters === 'object' && Object.hasOwn(parameters, 'kid');
    if (hasKid && count > 1) throw typeError('a kid cannot be shared by several keys; leave it out');
    const given = hasKid ? parameters : { autoKid: true, ...parameters };
    return new KeySet(Array.from({ length: count }, () => generateNow(kty, crvOrBits, given)));
  }

  /**
   * The first key with a `kid`, or undefined.
   *
   * @param kid - compared exactly
   * @example
   * import { KeySet } from 'jose-openssl';
   * import assert from 'node:assert';
   *
   * assert.equal(new KeySet([]).get('unknown'), undefined);
   */
  get(kid: string): AnyKey | undefined {
    if (typeof kid !== 'string') throw typeError(`kid must be a string, found ${quote(kid)}`);
    return keysWithKid(this, kid).at(0);
  }

  /**
   * The keys that meet every criterion, in order.
   *
   * @param filter - `kid` and `kty` must be equal; `alg` and `use` also suit a key that has none, as long as the key's
   * type and curve can serve the algorithm (default: all keys)
   * @throws TypeError - an unknown criterion
   * @example
   * import { KeySet } from 'jose-openssl';
   * import assert from 'node:assert';
   *
   * const set = KeySet.generateKeySet('EC', 'P-256', {}, 2);
   * assert.equal(set.find({ alg: 'ES256' }).length, 2);
   * assert.equal(set.find({ alg: 'ES384' }).length, 0);
   */
  find(filter?: KeyFilter): AnyKey[] {
    const { kid, alg, use, kty } = readOptions(filter, ['kid', 'alg', 'use', 'kty'], 'filter');
    return this.keys.filter(
      (key) =>
        (kid === undefined || key.kid === kid) &&
        (kty === undefined || key.kty === kty) &&
        (use === undefined || key.use === undefined || key.use === use) &&
        (alg === undefined || canServe(key, alg)),
    );
  }

  /**
   * The set as an object for JSON.
   *
   * Without `private: true` it is what may be published: of each key the public half, with `key_ops` mapped as
   * `publicKey` does. Oct keys are left out, since all of them is secret.
   *
   * @param options - `private`: whether to include private members, and oct keys (default: false). Public keys of the
   * set stay public either way
   * @throws InvalidJWKError (ERR_JWK_INVALID) - a key was disposed
   * @throws TypeError - an unknown option
   * @example
   * import { jwk, KeySet } from 'jose-openssl';
   * import assert from 'node:assert';
   *
   * const set = new KeySet([jwk.generateKey('EC', 'P-256'), jwk.generateKey('oct', 256)]);
   * assert.equal(set.toJWKS().keys.length, 1);
   * assert.equal(set.toJWKS({ private: true }).keys.length, 2);
   */
  toJWKS(options?: JWKExportOptions): { keys: JWK[] } {
    const wantsPrivate = readPrivate(readOptions(options, ['private']).private);
    const shown = wantsPrivate ? this.keys : this.keys.filter(({ kty }) => kty !== 'oct');
    return { keys: shown.map((key) => key.toJWK({ private: wantsPrivate && key.isPrivate })) };
  }

  /** The public set, as `toJWKS()` gives it: what JSON.stringify shows of a set. */
  toJSON(): { keys: JWK[] } {
    return this.toJWKS();
  }
}

methodsAtCaller(KeySet);

function readKeys(keys: unknown): AnyKey[] {
  // Copied before it is looked at, so that what was checked is what is kept.
  const list = Array.isArray(keys) ? ownList(keys) : [keys];
  const odd = list.findIndex((key) => !isKey(key));
  if (Array.isArray(keys) && odd === -1) return list as AnyKey[];
  throw typeError(
    `new KeySet takes an array of keys, found ${describeType(list[odd])}; KeySet.importKeySet takes JWKs`,
  );
}

function canServe(key: AnyKey, alg: unknown): boolean {
  if (key.alg !== undefined) return key.alg === alg;
  const row = typeof alg === 'string' ? algorithmOfKey(alg) : undefined;
  return row !== undefined && takesKeyOf(row, key.kty, key.crv);
}
