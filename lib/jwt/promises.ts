/**
 * JSON Web Token (RFC 7519, 8725): the `jwt` namespace of `jose-openssl/promises`.
 *
 * @module
 */

import { jwtVerbs } from './verbs';

export type * from './types';
export type { JWT, JWTKey } from './verbs';

export const {
  encode,
  decode,
  decodeMany,
  validate,
  decodeUnverified,
  encodeNested,
  decodeNested,
  createSigner,
  createVerifier,
} = jwtVerbs('promise');
