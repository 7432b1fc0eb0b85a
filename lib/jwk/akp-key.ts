import { constructKey, Key } from './key';
import { readMaterialNow } from './material';
import type { KeyParameters, KeySource } from './types';

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
