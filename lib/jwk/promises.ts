/**
 * Keys: the `jwk` namespace of `jose-openssl/promises`. The same functions as in `jose-openssl`, with promises for
 * results and rejections for errors; keys are generated and decrypted on the thread pool.
 *
 * @module
 */

import { type GenerateKey, generateVerb } from './generate';
import { type ImportKey, importVerb } from './import';
import { type Thumbprint, thumbprintUriVerb, thumbprintVerb } from './thumbprint-of';

export * from './exports';

/**
 * As {@link importKey} of `jose-openssl`, with a promise of the key; encrypted keys are decrypted on the thread pool.
 *
 * @example
 * import { jwk } from 'jose-openssl/promises';
 * import assert from 'node:assert';
 *
 * await assert.rejects(jwk.importKey('no key'), { code: 'ERR_JWK_INVALID' });
 */
export const importKey: ImportKey<'promise'> = importVerb.promise;

/**
 * As {@link generateKey} of `jose-openssl`, on the thread pool, with a promise of the key.
 *
 * @example
 * import { jwk } from 'jose-openssl/promises';
 * import assert from 'node:assert';
 *
 * const key = await jwk.generateKey('RSA', 2048, { alg: 'RS256' });
 * assert.equal(key.bits, 2048);
 */
export const generateKey = generateVerb.promise as GenerateKey<'promise'>;

/**
 * As {@link thumbprint} of `jose-openssl`, with a promise of the text.
 *
 * @example
 * import { jwk } from 'jose-openssl/promises';
 * import assert from 'node:assert';
 *
 * const key = { kty: 'OKP', crv: 'Ed25519', x: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo' };
 * assert.equal(await jwk.thumbprint(key), 'kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k');
 */
export const thumbprint: Thumbprint<'promise'> = thumbprintVerb.promise;

/**
 * As {@link thumbprintUri} of `jose-openssl`, with a promise of the text.
 *
 * @example
 * import { jwk } from 'jose-openssl/promises';
 * import assert from 'node:assert';
 *
 * const key = { kty: 'OKP', crv: 'Ed25519', x: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo' };
 * assert.match(await jwk.thumbprintUri(key), /^urn:ietf:params:oauth:jwk-thumbprint:sha-256:/);
 */
export const thumbprintUri: Thumbprint<'promise'> = thumbprintUriVerb.promise;
