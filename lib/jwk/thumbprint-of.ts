import { typeError } from '../errors/base';
import { type Form, plainVerb, type Result } from '../native/engine';
import { describeType } from '../util/text';
import { importNow } from './import';
import { isKey, type Key, thumbprintSource } from './key';
import { computeThumbprint, computeThumbprintUri, type ThumbprintSource } from './thumbprint';
import type { JWK, ThumbprintDigest } from './types';

function sourceOf(value: unknown): ThumbprintSource {
  if (isKey(value)) return thumbprintSource(value);
  if (typeof value !== 'object' || value === null || Array.isArray(value) || ArrayBuffer.isView(value)) {
    throw typeError(`a thumbprint is of a Key or a JWK object, found ${describeType(value)}`);
  }
  return thumbprintSource(importNow(value));
}

/** Both forms of {@link thumbprint}. */
export const thumbprintVerb = plainVerb(function thumbprint(value: unknown, digest: unknown = 'sha256'): string {
  return computeThumbprint(sourceOf(value), digest);
});

/** Both forms of {@link thumbprintUri}. */
export const thumbprintUriVerb = plainVerb(function thumbprintUri(value: unknown, digest: unknown = 'sha256'): string {
  return computeThumbprintUri(sourceOf(value), digest);
});

/** What {@link thumbprint} and {@link thumbprintUri} take and give, in one of the forms. */
export type Thumbprint<F extends Form> = (jwkOrKey: JWK | Key, digest?: ThumbprintDigest) => Result<F, string>;

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
export const thumbprint: Thumbprint<'sync'> = thumbprintVerb.sync;

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
export const thumbprintUri: Thumbprint<'sync'> = thumbprintUriVerb.sync;
