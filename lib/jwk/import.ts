import type { Kty } from '../jwa/key-types';
import { AKPKey } from './akp-key';
import { ECKey } from './ec-key';
import { constructKey, type KeyClass, type KeyMaterial } from './key';
import { readMaterial } from './material';
import { OctKey } from './oct-key';
import { OKPKey } from './okp-key';
import { RSAKey } from './rsa-key';
import type { KeyParameters, KeySource } from './types';

type AnyKey = OctKey | RSAKey | ECKey | OKPKey | AKPKey;

const keyClasses: Readonly<Record<Kty, KeyClass<AnyKey>>> = {
  oct: OctKey,
  RSA: RSAKey,
  EC: ECKey,
  OKP: OKPKey,
  AKP: AKPKey,
};

/** A key of the class that its type asks for. */
export function makeKey(material: KeyMaterial): AnyKey {
  return constructKey(keyClasses[material.kty], material);
}

/**
 * Imports a key of any type (RFC 7517, RFC 7468).
 *
 * Forms: a JWK object; PEM text or bytes of SPKI, PKCS#8, PKCS#1 (RSA), SEC1 (EC) or an X.509 certificate chain; DER
 * bytes of the same; a `KeyObject` or `CryptoKey` of Node. The raw bytes of a secret go to `OctKey.importKey` instead,
 * since text that is no key must never become one by mistake. Of a certificate only the public key is used, and `x5c`,
 * `x5t` and `x5t#S256` are set; whether to trust it is not decided here.
 *
 * Everything is validated: points are on their curve, both halves of a key belong together, RSA keys have 2048 to 16384
 * bits and a sound exponent, `key_ops` has no duplicates and agrees with `use`, `alg` is an algorithm of such a key.
 * Members that are not known are kept.
 *
 * @param value - the key
 * @param parameters - members to merge into the JWK, such as `kid`, `use`, `key_ops`, `alg`, `x5c` (those given here
 * win over the key's own); `autoKid: true` sets `kid` to the thumbprint; `password` is that of an encrypted key (default: none)
 * @returns an `OctKey`, `RSAKey`, `ECKey` or `OKPKey`
 * @throws InvalidJWKError (ERR_JWK_INVALID) - malformed, inconsistent or too weak; the message says which
 * @throws KeyTooShortError (ERR_KEY_TOO_SHORT) - an empty secret
 * @throws KeyPasswordError (ERR_KEY_PASSWORD) - an encrypted key without `password`
 * @throws NotSupportedError (ERR_JOSE_NOT_SUPPORTED) - an encrypted key, PKCS#12, AKP, RSA with more than two primes
 * @throws LimitExceededError (ERR_JOSE_LIMIT_EXCEEDED) - a member nested deeper than 64 levels
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
export function importKey(value: KeySource, parameters?: KeyParameters): AnyKey {
  return makeKey(readMaterial(value, parameters));
}

export type { AnyKey };
