/**
 * Keys (RFC 7517, 7518 section 6, 7638, 8037, 9278): the `jwk` namespace of `jose-openssl`.
 *
 * @module
 */

import { jwkVerbs, type JWKVerbs } from './verbs';

export * from './exports';
export type { JWKVerbs } from './verbs';

const verbs = jwkVerbs('sync');

export const importKey: JWKVerbs<'sync'>['importKey'] = verbs.importKey;
export const generateKey: JWKVerbs<'sync'>['generateKey'] = verbs.generateKey;
export const thumbprint: JWKVerbs<'sync'>['thumbprint'] = verbs.thumbprint;
export const thumbprintUri: JWKVerbs<'sync'>['thumbprintUri'] = verbs.thumbprintUri;
