/**
 * JSON Web Token (RFC 7519, 8725): the `jwt` namespace of `jose-openssl/promises`.
 *
 * @module
 */

import { type JWT, jwtVerbs } from './verbs';

export type * from './types';
export type { JWT, JWTKey } from './verbs';

const verbs = jwtVerbs('promise');

export const encode: JWT<'promise'>['encode'] = verbs.encode;
export const decode: JWT<'promise'>['decode'] = verbs.decode;
export const decodeMany: JWT<'promise'>['decodeMany'] = verbs.decodeMany;
export const validate: JWT<'promise'>['validate'] = verbs.validate;
export const decodeUnverified: JWT<'promise'>['decodeUnverified'] = verbs.decodeUnverified;
export const encodeNested: JWT<'promise'>['encodeNested'] = verbs.encodeNested;
export const decodeNested: JWT<'promise'>['decodeNested'] = verbs.decodeNested;
export const createSigner: JWT<'promise'>['createSigner'] = verbs.createSigner;
export const createVerifier: JWT<'promise'>['createVerifier'] = verbs.createVerifier;
