import { describeType } from '../util/text';
import { importKey } from './import';
import { isKey, type Key } from './key';
import type { JWK, ThumbprintDigest } from './types';

function asKey(value: unknown): Key {
  if (isKey(value)) return value;
  if (typeof value !== 'object' || value === null || Array.isArray(value) || ArrayBuffer.isView(value)) {
    throw new TypeError(`a thumbprint is of a Key or a JWK object, found ${describeType(value)}`);
  }
  return importKey(value as JWK);
}

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
export function thumbprint(jwkOrKey: JWK | Key, digest: ThumbprintDigest = 'sha256'): string {
  return asKey(jwkOrKey).thumbprint(digest);
}

/**
 * The thumbprint of a key as a URI (RFC 9278); parameters and errors are those of {@link thumbprint}.
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
export function thumbprintUri(jwkOrKey: JWK | Key, digest: ThumbprintDigest = 'sha256'): string {
  return asKey(jwkOrKey).thumbprintUri(digest);
}
