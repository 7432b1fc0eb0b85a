/**
 * Keys: the `jwk` namespace of `jose-openssl/promises`. The same functions as in `jose-openssl`, with promises for
 * results and rejections for errors; keys are generated and decrypted on the thread pool.
 *
 * @module
 */

import { jwkVerbs, type JWKVerbs } from './verbs';

export * from './exports';
export type { JWKVerbs } from './verbs';

const verbs = jwkVerbs('promise');

export const importKey: JWKVerbs<'promise'>['importKey'] = verbs.importKey;
export const generateKey: JWKVerbs<'promise'>['generateKey'] = verbs.generateKey;
export const thumbprint: JWKVerbs<'promise'>['thumbprint'] = verbs.thumbprint;
export const thumbprintUri: JWKVerbs<'promise'>['thumbprintUri'] = verbs.thumbprintUri;
