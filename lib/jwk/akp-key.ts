import { constructKey, Key } from './key';
import { readMaterialNow } from './material';
import type { KeyParameters, KeySource } from './types';

/**
 * An algorithm key pair, kty "AKP" (RFC 9964): ML-DSA. This version of the library refuses them all.
 */
export class AKPKey extends Key {
  override readonly kty = 'AKP';

  /**
   * Refuses every key.
   *
   * @param value - the key
   * @param parameters - members to merge into the JWK, such as `kid` (default: none)
   * @throws NotSupportedError (ERR_JOSE_NOT_SUPPORTED) - always
   * @example
   * import { AKPKey } from 'jose-openssl';
   * import assert from 'node:assert';
   *
   * const jwk = { kty: 'AKP', alg: 'ML-DSA-65', pub: '' };
   * assert.throws(() => AKPKey.importKey(jwk), { code: 'ERR_JOSE_NOT_SUPPORTED' });
   */
  static importKey(value: KeySource, parameters?: KeyParameters): AKPKey {
    return constructKey<AKPKey>(AKPKey, readMaterialNow(value, parameters, 'AKP'));
  }
}
