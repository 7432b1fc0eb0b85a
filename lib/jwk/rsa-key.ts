import { constructKey, Key } from './key';
import { readMaterialNow } from './material';
import type { KeyParameters, KeySource } from './types';

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
