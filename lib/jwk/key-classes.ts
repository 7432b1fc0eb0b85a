/** The key classes, one for each key type (RFC 7518 section 6, RFC 8037, RFC 9964). */

import { methodsAtCaller } from '../errors/base';
import type { CurveOf } from '../jwa/key-types';
import type { Bytes } from '../util/bytes';
import { constructKey, Key } from './key';
import { readMaterialNow } from './material';
import type { KeyParameters, KeySource } from './types';

/**
 * A symmetric key, kty "oct" (RFC 7518 section 6.4): the secret of HMAC and of the AES algorithms.
 */
export class OctKey extends Key {
  override readonly kty = 'oct';

  /**
   * Imports a secret: text or bytes as they are, a JWK, or a secret KeyObject or CryptoKey of Node.
   *
   * Text and bytes in which a key of another kind stands are refused, because a verifier that takes a public key for a
   * secret lets anyone forge its tokens. Such keys are PEM, DER, SSH and XML keys and JWK text, after any prefix, also in
   * base64, hexadecimal digits, UTF-16 or quotes; random secrets are never refused. It holds for the `k` of a JWK and
   * the octets of a KeyObject, too. A secret shorter than RFC 7518 section 3.2 demands for
   * the algorithm in use is refused when it came as a JWK; text, bytes and KeyObjects work, with one `SecurityWarning`
   * of code `JOSE_SHORT_SECRET`, unless the registry is strict.
   *
   * @param value - the secret: a string stands for its UTF-8 bytes
   * @param parameters - members to merge into the JWK, such as `kid`, `use`, `alg` (default: none)
   * @throws InvalidJWKError (ERR_JWK_INVALID) - a malformed JWK, or a key of another kind used as secret
   * @throws KeyTooShortError (ERR_KEY_TOO_SHORT) - an empty secret
   * @throws LimitExceededError (ERR_JOSE_LIMIT_EXCEEDED) - a secret of more than 262,144 octets
   * @throws KeyTypeMismatchError (ERR_KEY_TYPE_MISMATCH) - a JWK or KeyObject of another type
   * @throws TypeError - anything else
   * @example
   * import { OctKey } from 'jose-openssl';
   * import assert from 'node:assert';
   *
   * const key = OctKey.importKey('a secret of at least thirty-two bytes', { kid: 'k1' });
   * assert.deepEqual(key.toJWK(), { kty: 'oct', kid: 'k1' });
   */
  static importKey(value: KeySource | Bytes, parameters?: KeyParameters): OctKey {
    return constructKey<OctKey>(OctKey, readMaterialNow(value, parameters, 'oct'));
  }
}

/**
 * An RSA key (RFC 7518 section 6.3) of 2048 to 16384 bits.
 */
export class RSAKey extends Key {
  override readonly kty = 'RSA';

  /**
   * Imports an RSA key: a JWK, PEM text or bytes, DER bytes, or a KeyObject or CryptoKey of Node. The forms and checks are those
   * of {@link jwk.importKey}; a key of another type is refused.
   *
   * @param value - the key
   * @param parameters - members to merge into the JWK, such as `kid`, `use`, `alg` (default: none)
   * @throws InvalidJWKError (ERR_JWK_INVALID) - malformed, inconsistent or too weak; the message says which
   * @throws KeyTypeMismatchError (ERR_KEY_TYPE_MISMATCH) - a key of another type
   * @throws KeyPasswordError (ERR_KEY_PASSWORD) - an encrypted key and a missing or wrong `parameters.password`
   * @throws TypeError - an argument of the wrong type
   * @example
   * import { jwk, RSAKey } from 'jose-openssl';
   * import assert from 'node:assert';
   *
   * const pem = jwk.generateKey('RSA', 2048).toPEM();
   * const key = RSAKey.importKey(pem, { use: 'sig' });
   * assert.deepEqual([key.isPrivate, key.bits], [false, 2048]);
   */
  static importKey(value: KeySource, parameters?: KeyParameters): RSAKey {
    return constructKey<RSAKey>(RSAKey, readMaterialNow(value, parameters, 'RSA'));
  }
}

/**
 * An elliptic curve key (RFC 7518 section 6.2, RFC 8812): P-256, P-384, P-521 or secp256k1.
 */
export class ECKey extends Key {
  override readonly kty = 'EC';
  declare readonly crv: CurveOf<'EC'>;

  /**
   * Imports an EC key: a JWK, PEM text or bytes, DER bytes, or a KeyObject or CryptoKey of Node. The forms and checks are those
   * of {@link jwk.importKey}; a key of another type is refused.
   *
   * @param value - the key
   * @param parameters - members to merge into the JWK, such as `kid`, `use`, `alg` (default: none)
   * @throws InvalidJWKError (ERR_JWK_INVALID) - malformed, inconsistent or too weak; the message says which
   * @throws KeyTypeMismatchError (ERR_KEY_TYPE_MISMATCH) - a key of another type
   * @throws KeyPasswordError (ERR_KEY_PASSWORD) - an encrypted key and a missing or wrong `parameters.password`
   * @throws TypeError - an argument of the wrong type
   * @example
   * import { jwk, ECKey } from 'jose-openssl';
   * import assert from 'node:assert';
   *
   * const pem = jwk.generateKey('EC', 'P-256').toPEM();
   * const key = ECKey.importKey(pem, { use: 'sig' });
   * assert.deepEqual([key.isPrivate, key.crv], [false, 'P-256']);
   */
  static importKey(value: KeySource, parameters?: KeyParameters): ECKey {
    return constructKey<ECKey>(ECKey, readMaterialNow(value, parameters, 'EC'));
  }
}

/**
 * An octet key pair (RFC 8037): Ed25519, Ed448, X25519 or X448.
 */
export class OKPKey extends Key {
  override readonly kty = 'OKP';
  declare readonly crv: CurveOf<'OKP'>;

  /**
   * Imports an octet key pair: a JWK, PEM text or bytes, DER bytes, or a KeyObject or CryptoKey of Node. The forms and checks are those
   * of {@link jwk.importKey}; a key of another type is refused.
   *
   * @param value - the key
   * @param parameters - members to merge into the JWK, such as `kid`, `use`, `alg` (default: none)
   * @throws InvalidJWKError (ERR_JWK_INVALID) - malformed, inconsistent or too weak; the message says which
   * @throws KeyTypeMismatchError (ERR_KEY_TYPE_MISMATCH) - a key of another type
   * @throws KeyPasswordError (ERR_KEY_PASSWORD) - an encrypted key and a missing or wrong `parameters.password`
   * @throws TypeError - an argument of the wrong type
   * @example
   * import { jwk, OKPKey } from 'jose-openssl';
   * import assert from 'node:assert';
   *
   * const pem = jwk.generateKey('OKP', 'Ed25519').toPEM();
   * const key = OKPKey.importKey(pem, { use: 'sig' });
   * assert.deepEqual([key.isPrivate, key.crv], [false, 'Ed25519']);
   */
  static importKey(value: KeySource, parameters?: KeyParameters): OKPKey {
    return constructKey<OKPKey>(OKPKey, readMaterialNow(value, parameters, 'OKP'));
  }
}

/**
 * An algorithm key pair, kty "AKP" (RFC 9964): ML-DSA-44, ML-DSA-65 or ML-DSA-87. Its `alg` is part of the key and always
 * there. It needs an addon with OpenSSL 3.5 or newer; {@link features} tells.
 */
export class AKPKey extends Key {
  override readonly kty = 'AKP';

  /**
   * Imports an algorithm key pair: a JWK, whose `priv` is the seed; PEM text or bytes or DER bytes, of which PKCS#8 may hold
   * the seed, the expanded key or both; or a KeyObject or CryptoKey of Node. The forms and checks are those of
   * {@link importKey}; a key of another type is refused.
   *
   * @param value - the key
   * @param parameters - members to merge into the JWK, such as `kid` or `use`; an `alg` must be the key's own (default: none)
   * @throws InvalidJWKError (ERR_JWK_INVALID) - malformed, or inconsistent; the message says which
   * @throws NotSupportedError (ERR_JOSE_NOT_SUPPORTED) - the OpenSSL inside the addon is older than 3.5
   * @throws KeyTypeMismatchError (ERR_KEY_TYPE_MISMATCH) - a key of another type
   * @throws KeyPasswordError (ERR_KEY_PASSWORD) - an encrypted key and a missing or wrong `parameters.password`
   * @throws TypeError - an argument of the wrong type
   * @example
   * import { AKPKey, features, jwk, jws } from 'jose-openssl';
   * import assert from 'node:assert';
   *
   * if (features().mlDsa) {
   *   const key = jwk.generateKey('AKP', 'ML-DSA-65', { use: 'sig' });
   *   const token = jws.serializeCompact({ alg: 'ML-DSA-65' }, 'hello', key);
   *   const { kty, alg, pub } = key.toJWK();
   *   assert.equal(jws.deserializeCompact(token, AKPKey.importKey({ kty, alg, pub })).payload.toString(), 'hello');
   * }
   */
  static importKey(value: KeySource, parameters?: KeyParameters): AKPKey {
    return constructKey<AKPKey>(AKPKey, readMaterialNow(value, parameters, 'AKP'));
  }
}

for (const keyClass of [OctKey, RSAKey, ECKey, OKPKey, AKPKey]) methodsAtCaller(keyClass);
