/**
 * Imports the keys that verbs are given, each but once: importing costs tens to hundreds of microseconds, using a key
 * sometimes less than one.
 *
 * Bounded in number, and weak where it can be. A hit compares every member by value, so a changed object is a new
 * key. Keys that fall out are cleansed when nobody holds them any more, since a result may have handed them to the user.
 */

import { timingSafeEqual } from 'node:crypto';

import { native } from '../native/load';
import { toBytes } from '../util/bytes';
import { toJson } from '../util/json';
import { type AnyKey, importNow } from './import';
import { isNodeKey } from './import-node';
import { hasPemArmor, isEncodedKey } from './import-pem';
import { copyMembers, type Members, sameMembers } from './json-copy';
import { isDisposed } from './key';
import { OctKey } from './key-classes';

/**
 * A cache of at most twice `capacity` entries that forgets what was not asked for lately.
 *
 * Two generations instead of a list: a hit in the young one is a plain lookup, and when the young one is full the old
 * one is dropped as a whole.
 */
export class BoundedCache<Value extends object> {
  readonly #capacity: number;
  #young = new Map<string, Value>();
  #old = new Map<string, Value>();

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  get(key: string): Value | undefined {
    const young = this.#young.get(key);
    if (young !== undefined) return young;
    const old = this.#old.get(key);
    if (old !== undefined) this.set(key, old);
    return old;
  }

  set(key: string, value: Value): void {
    if (this.#young.size >= this.#capacity && !this.#young.has(key)) {
      this.#old = this.#young;
      this.#young = new Map();
    }
    this.#young.set(key, value);
  }
}

const CAPACITY = 256;
/** Longer texts than any key are not worth remembering. */
const MAX_TEXT = 65_536;

/** A key by the exact text it came from; the text is the caller's own string, not a copy. */
class TextCache<K extends AnyKey> {
  readonly #entries = new BoundedCache<K>(CAPACITY);
  readonly #load: (text: string) => K;

  constructor(load: (text: string) => K) {
    this.#load = load;
  }

  get(text: string): K {
    const cached = this.#entries.get(text);
    if (cached !== undefined && !isDisposed(cached)) return cached;
    const key = this.#load(text);
    if (text.length <= MAX_TEXT) this.#entries.set(text, key);
    return key;
  }
}

const pemKeys = new TextCache((text) => importNow(text));
// PEM is a key whatever it is used for, so a public key's text never becomes a secret.
const textSecrets = new TextCache((text): AnyKey => (hasPemArmor(text) ? importNow(text) : OctKey.importKey(text)));

interface Entry<Copy> {
  readonly key: AnyKey;
  readonly copy: Copy;
}

/**
 * A key by the identity of the bytes it came from, as long as their contents stay the same. The copy to compare with
 * lives as long as the caller's own bytes and no longer.
 */
class BytesCache {
  readonly #entries = new WeakMap<Uint8Array, Entry<Buffer>>();
  readonly #load: (bytes: Uint8Array) => AnyKey;

  constructor(load: (bytes: Uint8Array) => AnyKey) {
    this.#load = load;
  }

  get(given: Uint8Array): AnyKey {
    const bytes = toBytes(given, 'the key');
    const entry = this.#entries.get(given);
    if (entry?.copy.length === bytes.length && timingSafeEqual(entry.copy, bytes) && !isDisposed(entry.key)) {
      return entry.key;
    }
    const copy = Buffer.from(bytes);
    const key = this.#load(copy);
    this.#entries.set(given, { key, copy });
    return key;
  }
}

const encodedKeys = new BytesCache((bytes) => importNow(bytes));
const byteSecrets = new BytesCache((bytes) => (isEncodedKey(bytes) ? importNow(bytes) : OctKey.importKey(bytes)));

const jwks = new WeakMap<object, Entry<Members>>();
/** The same by contents, for objects that are parsed anew each time. By hash, so that no second copy of a key is kept. */
const jwksByDigest = new BoundedCache<AnyKey>(CAPACITY);

function importJwk(jwk: object): AnyKey {
  const entry = jwks.get(jwk);
  if (entry !== undefined && !isDisposed(entry.key) && sameMembers(jwk, entry.copy)) return entry.key;
  const copy = copyMembers(jwk);
  const digest = native.digest('sha256', toJson(copy) ?? '');
  const equal = jwksByDigest.get(digest);
  const key = equal !== undefined && !isDisposed(equal) ? equal : importNow(copy);
  if (key !== equal) jwksByDigest.set(digest, key);
  jwks.set(jwk, { key, copy });
  return key;
}

const nodeKeys = new WeakMap<object, AnyKey>();

function importImmutable(object: object): AnyKey {
  const cached = nodeKeys.get(object);
  if (cached !== undefined && !isDisposed(cached)) return cached;
  const key = importNow(object);
  nodeKeys.set(object, key);
  return key;
}

/** A key from its PEM text. */
export function cachedPem(text: string): AnyKey {
  return pemKeys.get(text);
}

/** A key from its PEM or DER bytes. */
export function cachedBytes(bytes: Uint8Array): AnyKey {
  return encodedKeys.get(bytes);
}

/** What text or bytes are to an algorithm that takes bare secrets: a key where they are one, else a secret. */
export function cachedKeyOrSecret(secret: string | Uint8Array): AnyKey {
  return typeof secret === 'string' ? textSecrets.get(secret) : byteSecrets.get(secret);
}

/** A key from a JWK object, a KeyObject or a CryptoKey. */
export function cachedObject(object: object): AnyKey {
  return isNodeKey(object) ? importImmutable(object) : importJwk(object);
}
