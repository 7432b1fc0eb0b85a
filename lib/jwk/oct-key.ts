import { constructKey, Key } from './key';
import { readMaterialNow } from './material';
import type { Bytes } from '../internal/bytes';
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
   * @throws LimitExceededError (ERR_JOSE_LIMIT_EXCEEDED) - a secret of more than 1,048,576 octets
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
