/** The public verbs of keys: one documented interface for the synchronous and the promise form. */

import type { AkpParameterSetName, CurveOf } from '../jwa/key-types';
import type { SizeGiven } from '../jwa/names';
import type { Form, OptionsOf, Result } from '../native/engine';
import { generateVerb } from './generate';
import { type AnyKey, importVerb, type KeyOfType } from './import';
import type { Key } from './key';
import type { AKPKey, ECKey, OctKey, OKPKey, RSAKey } from './key-classes';
import { thumbprintUriVerb, thumbprintVerb } from './thumbprint-of';
import type { JWK, KeyParameters, KeySource, ThumbprintDigest } from './types';

/** The verbs of keys (RFC 7517). In the promise form each gives a promise, and errors are rejections. */
export interface JWKVerbs<F extends Form> {
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
  importKey(value: KeySource, parameters?: OptionsOf<F, KeyParameters>): Result<F, AnyKey>;

  /**
   * Generates a key, private half included, with OpenSSL's random generator.
   *
   * @param kty - `'RSA'`, `'EC'`, `'OKP'`, `'AKP'` or `'oct'`
   * @param crvOrBits - RSA: modulus bits, 2048 to 16384 (default: 2048). EC: `'P-256'` (default), `'P-384'`, `'P-521'` or
   * `'secp256k1'`. OKP: `'Ed25519'` (default), `'Ed448'`, `'X25519'` or `'X448'`. AKP: `'ML-DSA-65'` (default),
   * `'ML-DSA-44'` or `'ML-DSA-87'`. oct: bits (default: 256)
   * @param parameters - members to set, such as `kid`, `use`, `key_ops`, `alg`; `autoKid: true` sets `kid` to the RFC 7638
   * thumbprint (default: none)
   * @returns an `RSAKey`, `ECKey`, `OKPKey`, `AKPKey` or `OctKey`, as asked for
   * @throws NotSupportedError (ERR_JOSE_NOT_SUPPORTED) - an unknown type, curve or algorithm; AKP with an
   * OpenSSL older than 3.5
   * @throws InvalidJWKError (ERR_JWK_INVALID) - a size out of range, or members that contradict each other or the key
   * @throws TypeError - an argument of the wrong type
   * @example
   * import { jwk } from 'jose-openssl';
   * import assert from 'node:assert';
   *
   * const key = jwk.generateKey('OKP', 'Ed25519', { use: 'sig', autoKid: true });
   * assert.equal(key.kid, key.thumbprint());
   */
  generateKey(kty: 'RSA', crvOrBits?: number, parameters?: OptionsOf<F, KeyParameters>): Result<F, RSAKey>;
  generateKey(kty: 'EC', crvOrBits?: CurveOf<'EC'>, parameters?: OptionsOf<F, KeyParameters>): Result<F, ECKey>;
  generateKey(kty: 'OKP', crvOrBits?: CurveOf<'OKP'>, parameters?: OptionsOf<F, KeyParameters>): Result<F, OKPKey>;
  generateKey(kty: 'oct', crvOrBits?: number, parameters?: OptionsOf<F, KeyParameters>): Result<F, OctKey>;
  generateKey(kty: 'AKP', crvOrBits?: AkpParameterSetName, parameters?: OptionsOf<F, KeyParameters>): Result<F, AKPKey>;
  generateKey<K extends string>(
    kty: string extends K ? K : never,
    crvOrBits?: string | number,
    parameters?: OptionsOf<F, KeyParameters>,
  ): Result<F, AnyKey>;
  generateKey<K extends string, S extends string | number>(
    kty: K,
    crvOrBits?: SizeGiven<K, S>,
    parameters?: OptionsOf<F, KeyParameters>,
  ): Result<F, KeyOfType<K>>;

  /**
   * The thumbprint of a key (RFC 7638): the base64url hash of the members that define it, the same for a private key and
   * its public half.
   *
   * @param jwkOrKey - a JWK object, which is validated as `importKey` does, or a key
   * @param digest - `'sha256'` (the default), `'sha384'` or `'sha512'`
   * @throws InvalidJWKError (ERR_JWK_INVALID) - a malformed JWK
   * @throws TypeError - an argument of the wrong type
   * @example
   * import { jwk } from 'jose-openssl';
   * import assert from 'node:assert';
   *
   * const key = { kty: 'OKP', crv: 'Ed25519', x: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo' };
   * assert.equal(jwk.thumbprint(key), 'kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k');
   */
  thumbprint(jwkOrKey: JWK | Key, digest?: ThumbprintDigest): Result<F, string>;

  /**
   * The thumbprint of a key as a URI (RFC 9278); parameters and errors are those of {@link JWKVerbs.thumbprint}.
   *
   * @example
   * import { jwk } from 'jose-openssl';
   * import assert from 'node:assert';
   *
   * const key = { kty: 'OKP', crv: 'Ed25519', x: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo' };
   * assert.equal(
   *   jwk.thumbprintUri(key),
   *   'urn:ietf:params:oauth:jwk-thumbprint:sha-256:kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k',
   * );
   */
  thumbprintUri(jwkOrKey: JWK | Key, digest?: ThumbprintDigest): Result<F, string>;
}

/** The verbs in one form. */
export function jwkVerbs<F extends Form>(form: F): JWKVerbs<F> {
  const implementation: unknown = Object.freeze({
    importKey: importVerb[form],
    generateKey: generateVerb[form],
    thumbprint: thumbprintVerb[form],
    thumbprintUri: thumbprintUriVerb[form],
  });
  // The implementations take what they are given as unknown and check it; the interface says what may be given.
  return implementation as JWKVerbs<F>;
}
