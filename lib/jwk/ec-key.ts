import type { CurveOf } from '../jwa/key-types';
import { constructKey, Key } from './key';
import { readMaterialNow } from './material';
import type { KeyParameters, KeySource } from './types';

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
