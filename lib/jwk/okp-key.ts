import type { CurveOf } from '../jwa/key-types';
import { constructKey, Key } from './key';
import { readMaterialNow } from './material';
import type { KeyParameters, KeySource } from './types';

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
