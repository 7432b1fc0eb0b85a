/**
 * JSON Web Token (RFC 7519, 8725): the `jwt` namespace of `jose-openssl`.
 *
 * @module
 */

import { type JWT, jwtVerbs } from './verbs';

export type * from './types';
export type { JWT, JWTKey } from './verbs';

const verbs = jwtVerbs('sync');

export const encode: JWT<'sync'>['encode'] = verbs.encode;
export const decode: JWT<'sync'>['decode'] = verbs.decode;
export const decodeMany: JWT<'sync'>['decodeMany'] = verbs.decodeMany;
export const validate: JWT<'sync'>['validate'] = verbs.validate;
export const decodeUnverified: JWT<'sync'>['decodeUnverified'] = verbs.decodeUnverified;
export const encodeNested: JWT<'sync'>['encodeNested'] = verbs.encodeNested;
export const decodeNested: JWT<'sync'>['decodeNested'] = verbs.decodeNested;
export const createSigner: JWT<'sync'>['createSigner'] = verbs.createSigner;
export const createVerifier: JWT<'sync'>['createVerifier'] = verbs.createVerifier;
