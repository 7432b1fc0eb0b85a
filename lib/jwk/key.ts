/** What keys of every type have in common. */

import { inspect, type InspectOptions } from 'node:util';

import { InvalidJWKError, KeyTypeMismatchError } from '../errors/classes';
import { atCaller, methodsAtCaller, typeError } from '../errors/base';
import type { Kty } from '../jwa/key-types';
import type { AnyAlgorithm, CurveOrOther } from '../jwa/names';
import { type KeyHandle, native } from '../native/load';
import { readOptions } from '../util/options';
import { encodeKey, publicOnly, readPrivate } from './export';
import { writePem } from './import-pem';
import type { Members } from './json-copy';
import type { KeyInfo } from './jwk-members';
import { publicOperations } from './key-operations';
import { computeThumbprint, computeThumbprintUri, type ThumbprintSource } from './thumbprint';
import type { JWK, JWKExportOptions, KeyExportOptions, KeyOperation, KeyUse, ThumbprintDigest } from './types';

/** Everything a key is made of: what the importers and the generator hand over. */
export interface KeyMaterial {
  readonly handle: KeyHandle;
  readonly kty: Kty;
  readonly crv: CurveOrOther | undefined;
  readonly bits: number;
  readonly isPrivate: boolean;
  /** A secret given as text or bytes rather than as a JWK: below RFC 7518's sizes it warns instead of failing. */
  readonly isBareSecret: boolean;
  readonly info: KeyInfo;
  /** The members of the JWK that are not key material, frozen. */
  readonly members: Members;
}

export interface KeyState {
  /** undefined once disposed. */
  handle: KeyHandle | undefined;
  readonly isBareSecret: boolean;
  readonly members: Members;
  /** The key alone in an array: the candidates of a verb that was given just this key. */
  readonly alone: readonly Key[];
  /** Bit sets of the algorithms the key was found to fit, one for each way of using it (see fits.ts). */
  readonly fits: number[];
  parameters: JWK | undefined;
  /** The header of the last token that it verified (jws/last-header.ts). */
  lastHeader: object | undefined;
}

/** Not exported from the package, so that keys are made by importing and generating alone. */
const constructionToken = Symbol('construct');

/** Reads a key's private state; set by the class, whose private field nothing else can reach. */
export let stateOf: (key: Key) => KeyState;

/** Whether a value is a key: not by its prototype, which any object can be given, but by its private field. */
export let isKey: (value: unknown) => value is Key;

/**
 * A key: immutable, holding its material in native memory, and knowing what it is for.
 *
 * Made by {@link jwk.importKey} and {@link jwk.generateKey} or the `importKey` of a subclass, never with `new`.
 * `use`, `key_ops` and `alg`, where present, are enforced by every operation (RFC 7517 sections 4.2 to 4.4).
 */
export abstract class Key {
  /** The key type (RFC 7517 section 4.1). */
  abstract readonly kty: Kty;
  /** The key ID, or undefined. */
  readonly kid: string | undefined;
  /** The algorithm the key is for, or undefined for any that its type can serve. */
  readonly alg: AnyAlgorithm | undefined;
  /** `'sig'`, `'enc'`, or undefined for both. */
  readonly use: KeyUse | undefined;
  /** The operations the key is for, or undefined for any. */
  readonly keyOps: readonly KeyOperation[] | undefined;
  /** Whether the key holds a private key or a secret. */
  readonly isPrivate: boolean;
  /** The curve of an EC or OKP key. */
  readonly crv: CurveOrOther | undefined;
  /** Size in bits: of the RSA modulus, the curve, the secret, or an AKP public key. */
  readonly bits: number;
  /** {@link Key.dispose}, where the runtime has `Symbol.dispose`. */
  declare readonly [Symbol.dispose]: () => void;

  readonly #state: KeyState;

  static {
    isKey = (value): value is Key => typeof value === 'object' && value !== null && #state in value;
    stateOf = (key) => {
      // Without asking first: with keys of many classes each look at a private field takes 15 ns.
      try {
        return key.#state;
      } catch {
        throw typeError('expected a key, found a copy or an imitation of one');
      }
    };
  }

  protected constructor(token: symbol, material: KeyMaterial) {
    if (token !== constructionToken) {
      const message = 'keys are not made with new; use jwk.importKey, jwk.generateKey, or the importKey of a key class';
      throw atCaller(typeError(message), new.target);
    }
    this.kid = material.info.kid;
    this.alg = material.info.alg;
    this.use = material.info.use;
    this.keyOps = material.info.keyOps;
    this.isPrivate = material.isPrivate;
    this.crv = material.crv;
    this.bits = material.bits;
    this.#state = {
      handle: material.handle,
      isBareSecret: material.isBareSecret,
      members: material.members,
      alone: Object.freeze([this]),
      fits: [0, 0, 0, 0, 0, 0, 0, 0],
      parameters: undefined,
      lastHeader: undefined,
    };
  }

  /**
   * The public members of the key's JWK and all that were given with it, frozen; never a secret one.
   *
   * @throws InvalidJWKError (ERR_JWK_INVALID) - the key was disposed before this was first read
   */
  get parameters(): JWK {
    const state = stateOf(this);
    state.parameters ??= Object.freeze(this.#publicJwk(state.members));
    return state.parameters;
  }

  /**
   * The key as a JWK (RFC 7517), a new object that the caller may change.
   *
   * Without `private: true` it is the public JWK: of a private key its public half, with `key_ops` mapped as
   * {@link Key.publicKey} does; of an oct key only `kty`, `kid`, `alg` and `use`, since all else is secret.
   *
   * @param options - `private`: whether to include the private or secret members (default: false)
   * @throws KeyTypeMismatchError (ERR_KEY_TYPE_MISMATCH) - `private: true` on a public key, or on an AKP key that was read in its expanded form, without its seed
   * @throws InvalidJWKError (ERR_JWK_INVALID) - the key was disposed
   * @throws TypeError - an unknown option
   * @example
   * import { jwk } from 'jose-openssl';
   * import assert from 'node:assert';
   *
   * const key = jwk.generateKey('EC', 'P-256', { kid: '2026-1', use: 'sig' });
   * assert.deepEqual(Object.keys(key.toJWK()).sort(), ['crv', 'kid', 'kty', 'use', 'x', 'y']);
   * assert.equal(typeof key.toJWK({ private: true }).d, 'string');
   */
  toJWK(options?: JWKExportOptions): JWK {
    const wantsPrivate = readPrivate(readOptions(options, ['private']).private);
    const { members } = stateOf(this);
    if (wantsPrivate) {
      if (!this.isPrivate) throw publicOnly();
      return this.#jwk(native.exportParts(handleOf(this), true), members);
    }
    return this.kty === 'oct' ? this.#withoutSecret() : this.#publicJwk(this.#publicMembers());
  }

  /** The public JWK, as `toJWK()` gives it: what JSON.stringify shows of a key. */
  toJSON(): JWK {
    return this.toJWK();
  }

  /**
   * The key as PEM (RFC 7468).
   *
   * @param options - `private` (default: false); `format`: `'spki'` (the default), `'pkcs8'` (the default with
   * `private: true`), `'pkcs1'` for RSA keys, `'sec1'` for private EC keys; `password`, text or bytes, encrypts a
   * private key as PKCS#8: PBES2 with 600,000 iterations of PBKDF2-HMAC-SHA256 and AES-256-CBC, which takes a quarter of
   * a second (default: none)
   * @returns the text, lines of 64 characters, with a final line end
   * @throws KeyTypeMismatchError (ERR_KEY_TYPE_MISMATCH) - the key has no such form, or has no private half
   * @throws KeyPasswordError (ERR_KEY_PASSWORD) - an empty `password`
   * @throws LimitExceededError (ERR_JOSE_LIMIT_EXCEEDED) - a `password` of more than 1024 octets
   * @throws InvalidJWKError (ERR_JWK_INVALID) - the key was disposed
   * @throws TypeError - an unknown option, or a `format` that contradicts `private` or `password`
   * @example
   * import { jwk } from 'jose-openssl';
   * import assert from 'node:assert';
   *
   * const pem = jwk.generateKey('OKP', 'Ed25519').toPEM({ private: true });
   * assert.match(pem, /^-----BEGIN PRIVATE KEY-----\n/);
   */
  toPEM(options?: KeyExportOptions): string {
    const { label, der } = encodeKey(this.#encodable(), options);
    return writePem(label, der);
  }

  /**
   * The key as DER; parameters and errors are those of {@link Key.toPEM}.
   *
   * @example
   * import { jwk } from 'jose-openssl';
   * import assert from 'node:assert';
   *
   * const der = jwk.generateKey('EC', 'P-384').toDER({ private: true, format: 'sec1' });
   * assert.ok(Buffer.isBuffer(der));
   */
  toDER(options?: KeyExportOptions): Buffer {
    return encodeKey(this.#encodable(), options).der;
  }

  /**
   * The JWK thumbprint (RFC 7638): the base64url hash of the members that define the key. A private key and its
   * public half have the same.
   *
   * @param digest - `'sha256'` (the default), `'sha384'` or `'sha512'`
   * @throws InvalidJWKError (ERR_JWK_INVALID) - the key was disposed
   * @throws TypeError - another digest
   * @example
   * import { jwk } from 'jose-openssl';
   * import assert from 'node:assert';
   *
   * const key = jwk.generateKey('EC', 'P-256', { autoKid: true });
   * assert.equal(key.kid, key.thumbprint());
   */
  thumbprint(digest: ThumbprintDigest = 'sha256'): string {
    return computeThumbprint(thumbprintSource(this), digest);
  }

  /**
   * The thumbprint as a URI (RFC 9278); parameters and errors are those of {@link Key.thumbprint}.
   *
   * @example
   * import { jwk } from 'jose-openssl';
   * import assert from 'node:assert';
   *
   * const uri = jwk.generateKey('EC', 'P-256').thumbprintUri();
   * assert.ok(uri.startsWith('urn:ietf:params:oauth:jwk-thumbprint:sha-256:'));
   */
  thumbprintUri(digest: ThumbprintDigest = 'sha256'): string {
    return computeThumbprintUri(thumbprintSource(this), digest);
  }

  /**
   * The public half, as a key of its own. Its `key_ops` are what is left to it: sign becomes verify, decrypt encrypt,
   * unwrapKey wrapKey, and deriveKey and deriveBits go. All other members stay.
   *
   * @throws KeyTypeMismatchError (ERR_KEY_TYPE_MISMATCH) - an oct key, which is secret as a whole
   * @throws InvalidJWKError (ERR_JWK_INVALID) - the key was disposed
   * @example
   * import { jwk } from 'jose-openssl';
   * import assert from 'node:assert';
   *
   * const key = jwk.generateKey('EC', 'P-256', { key_ops: ['sign'] }).publicKey();
   * assert.deepEqual([key.isPrivate, key.keyOps], [false, ['verify']]);
   */
  publicKey(): this {
    if (this.kty === 'oct') {
      throw new KeyTypeMismatchError('an oct key has no public half: whoever verifies needs the same secret');
    }
    const members = this.#publicMembers();
    const { kid, alg, use, crv, bits } = this;
    // What publicMembers made of "key_ops" is the array of strings that it mapped.
    const keyOps = members.key_ops as readonly string[] | undefined;
    return constructKey(this.constructor as KeyClass<this>, {
      handle: native.publicHalf(handleOf(this)),
      kty: this.kty,
      crv,
      bits,
      isPrivate: false,
      isBareSecret: false,
      info: { kid, alg, use, keyOps },
      members,
    });
  }

  /**
   * Cleanses the key's native memory as soon as no operation under way uses it. Using the key afterwards is an
   * InvalidJWKError (ERR_JWK_INVALID); disposing again does nothing. A key that is never disposed is cleansed when it
   * is garbage collected. Where the runtime has `Symbol.dispose`, `using key = …` does the same.
   *
   * @example
   * import { jwk } from 'jose-openssl';
   * import assert from 'node:assert';
   *
   * const key = jwk.generateKey('oct', 256);
   * key.dispose();
   * assert.throws(() => key.toJWK({ private: true }), { code: 'ERR_JWK_INVALID' });
   */
  dispose(): void {
    const state = stateOf(this);
    const { handle } = state;
    state.handle = undefined;
    if (handle !== undefined) native.dispose(handle);
  }

  /** Shows type, size and purpose, never key material. */
  [inspect.custom](depth: number, options: InspectOptions): string {
    const { kid, alg, use, keyOps, crv, bits, isPrivate } = this;
    const shown = Object.entries({ kid, alg, use, keyOps, crv, bits, isPrivate }).filter(
      ([, value]) => value !== undefined,
    );
    const disposed = stateOf(this).handle === undefined ? ' (disposed)' : '';
    return `${this.constructor.name}${disposed} ${inspect(Object.fromEntries(shown), { ...options, depth })}`;
  }

  #jwk(parts: Readonly<Record<string, string>>, members: Members): JWK {
    const crv = this.crv === undefined ? {} : { crv: this.crv };
    // fromEntries defines own members, so a member named "__proto__" is a member.
    const jwk: unknown = Object.fromEntries(Object.entries({ kty: this.kty, ...crv, ...parts, ...members }));
    return jwk as JWK;
  }

  #publicJwk(members: Members): JWK {
    return this.#jwk(native.exportParts(handleOf(this), false), members);
  }

  #publicMembers(): Members {
    const { members } = stateOf(this);
    const keyOps = this.isPrivate ? this.keyOps : undefined;
    if (keyOps === undefined) return members;
    return Object.freeze({ __proto__: null, ...members, key_ops: Object.freeze([...publicOperations(keyOps)]) });
  }

  #withoutSecret(): JWK {
    const { kty, kid, alg, use } = this;
    const jwk: unknown = Object.fromEntries(
      Object.entries({ kty, kid, alg, use }).filter(([, value]) => value !== undefined),
    );
    return jwk as JWK;
  }

  #encodable(): { kty: Kty; isPrivate: boolean; handle: KeyHandle } {
    return { kty: this.kty, isPrivate: this.isPrivate, handle: handleOf(this) };
  }
}

methodsAtCaller(Key);

// Node 20 before 20.5 lacks the symbol, for all that the types promise it.
const disposeSymbol = Symbol.dispose as symbol | undefined;
if (disposeSymbol !== undefined) {
  Object.defineProperty(Key.prototype, disposeSymbol, {
    value(this: Key) {
      this.dispose();
    },
    configurable: true,
    writable: true,
  });
}

/** A concrete key class, seen from inside the package, where its constructor may be called. */
export interface KeyClass<K extends Key> {
  readonly name: string;
  readonly prototype: K;
}

/** Makes a key of a class; the only way to. */
export function constructKey<K extends Key>(keyClass: KeyClass<K>, material: KeyMaterial): K {
  // The constructor is protected, so that TypeScript users are stopped before they run into its token check.
  const construct = keyClass as unknown as new (token: symbol, material: KeyMaterial) => K;
  return Object.freeze(new construct(constructionToken, material));
}

/** The native handle of a key. Throws InvalidJWKError for a disposed key. */
export function handleOf(key: Key): KeyHandle {
  const { handle } = stateOf(key);
  if (handle === undefined) throw new InvalidJWKError('this key was disposed; import it again to use it');
  return handle;
}

/** What the thumbprint of a key is over. */
export function thumbprintSource(key: Key): ThumbprintSource {
  const { kty, crv, alg } = key;
  // An oct key's thumbprint is over its secret: RFC 7638 section 3.2.
  return { kty, crv, alg, parts: native.exportParts(handleOf(key), kty === 'oct') };
}

export function isDisposed(key: Key): boolean {
  return stateOf(key).handle === undefined;
}
