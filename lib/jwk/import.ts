import type { Kty } from '../jwa/key-types';
import {
  type Engine,
  type Form,
  type Maybe,
  type OptionsOf,
  type Result,
  syncEngine,
  then,
  verb,
} from '../native/engine';
import { constructKey, type KeyClass, type KeyMaterial } from './key';
import { AKPKey, ECKey, OctKey, OKPKey, RSAKey } from './key-classes';
import { readMaterial } from './material';
import type { KeyParameters, KeySource } from './types';

type AnyKey = KeysByType[Kty];

const keyClasses: Readonly<Record<Kty, KeyClass<AnyKey>>> = {
  oct: OctKey,
  RSA: RSAKey,
  EC: ECKey,
  OKP: OKPKey,
  AKP: AKPKey,
};

/** The class of keys of a type, by its name; of a type that is only known to be text, any. */
export type KeyOfType<K extends string> = K extends keyof KeysByType ? KeysByType[K] : AnyKey;

interface KeysByType {
  readonly oct: OctKey;
  readonly RSA: RSAKey;
  readonly EC: ECKey;
  readonly OKP: OKPKey;
  readonly AKP: AKPKey;
}

/** A key of the class that its type asks for. */
export function makeKey(material: KeyMaterial): AnyKey {
  return constructKey(keyClasses[material.kty], material);
}

function importKeyWith(engine: Engine, value: unknown, parameters?: unknown): Maybe<AnyKey> {
  return then(readMaterial(engine, value, parameters), makeKey);
}

/** {@link importKey} as a step of other functions. */
export function importNow(value: unknown): AnyKey {
  // With the synchronous engine no step returns a promise.
  return importKeyWith(syncEngine, value) as AnyKey;
}

/** Both forms of {@link importKey}. */
export const importVerb = verb(importKeyWith, 1);

/** What {@link importKey} takes and gives, in one of the forms. */
export type ImportKey<F extends Form> = (
  value: KeySource,
  parameters?: OptionsOf<F, KeyParameters>,
) => Result<F, AnyKey>;

/**
 * Imports a key of any type (RFC 7517, RFC 7468).
 *
 * Forms: a JWK object; PEM text or bytes of SPKI, PKCS#8, encrypted PKCS#8, PKCS#1 (RSA) and SEC1 (EC), either also in
 * OpenSSL's old encrypted form, or an X.509 certificate chain; DER bytes of the same, and of PKCS#12; a `KeyObject` or
 * `CryptoKey` of Node. The raw bytes of a secret go to `OctKey.importKey` instead, since text that is no key must never
 * become one by mistake. Of a certificate only the public key is used, and `x5c`, `x5t` and `x5t#S256` are set, as they
 * are from the certificates in a PKCS#12 file; whether to trust it is not decided here.
 *
 * Encrypted keys are read with `parameters.password`; nothing ever asks for one. Ciphers: AES, ARIA, Camellia and 3DES,
 * with PBKDF2 or scrypt; RC2, RC4 and DES are not supported. Each guess at a password costs what the file's key
 * derivation costs, up to a second at the limit of 2,000,000 iterations: import files of others with
 * `jose-openssl/promises`, which does it off the event loop.
 *
 * Everything is validated: points are on their curve, both halves of a key belong together, RSA keys have 2048 to 16384
 * bits and a sound exponent, `key_ops` has no duplicates and agrees with `use`, `alg` is an algorithm of such a key.
 * Members that are not known are kept.
 *
 * @param value - the key
 * @param parameters - members to merge into the JWK, such as `kid`, `use`, `key_ops`, `alg`, `x5c` (those given here
 * win over the key's own); `autoKid: true` sets `kid` to the thumbprint; `password` is that of an encrypted key or PKCS#12
 * file, text or bytes, where text stands for its UTF-8 (default: none)
 * @returns an `OctKey`, `RSAKey`, `ECKey`, `OKPKey` or `AKPKey`
 * @throws InvalidJWKError (ERR_JWK_INVALID) - malformed, inconsistent or too weak; the message says which
 * @throws KeyTooShortError (ERR_KEY_TOO_SHORT) - an empty secret
 * @throws KeyPasswordError (ERR_KEY_PASSWORD) - an encrypted key and a missing or wrong `password`
 * @throws NotSupportedError (ERR_JOSE_NOT_SUPPORTED) - a cipher that is not supported, AKP with an OpenSSL before 3.5, RSA with more than two primes
 * @throws LimitExceededError (ERR_JOSE_LIMIT_EXCEEDED) - a member nested deeper than 64 levels; more than 2,000,000
 * iterations of key derivation in one file; a password of more than 1024 octets; a number of an RSA key with more than 16,384 bits
 * (a modulus alone: ERR_JWK_INVALID); a key or certificate in DER of more than 65,536 octets; a PKCS#12 file of more than 1 MiB, 256
 * safes and bags or 100 certificates; an `x5c` of more than 100; SECURITY.md has them all
 * @throws TypeError - an argument of the wrong type, or parameters that would replace key material
 * @example
 * import { jwk } from 'jose-openssl';
 * import assert from 'node:assert';
 *
 * const key = jwk.importKey({
 *   kty: 'OKP',
 *   crv: 'Ed25519',
 *   x: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo',
 * });
 * assert.equal(key.thumbprint(), 'kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k');
 * assert.match(key.toPEM(), /^-----BEGIN PUBLIC KEY-----/);
 */
export const importKey: ImportKey<'sync'> = importVerb.sync;

export type { AnyKey };
