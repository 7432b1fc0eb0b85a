/**
 * JSON Web Encryption (RFC 7516, 7518, 8037): the `jwe` namespace of `jose-openssl/promises`.
 *
 * @module
 */

import { jweVerbs } from './verbs';

export { Registry } from './registry';
export type * from './types';
export type { JWE } from './verbs';

export const { encryptCompact, decryptCompact, encryptJson, decryptJson, encrypt, decrypt, decodeUnverified } =
  jweVerbs('promise');
