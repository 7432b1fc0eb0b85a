/**
 * JSON Web Encryption (RFC 7516, 7518, 8037): the `jwe` namespace of `jose-openssl/promises`.
 *
 * @module
 */

import { type JWE, jweVerbs } from './verbs';

export { Registry } from './registry';
export type * from './types';
export type { JWE } from './verbs';

const verbs = jweVerbs('promise');

export const encryptCompact: JWE<'promise'>['encryptCompact'] = verbs.encryptCompact;
export const decryptCompact: JWE<'promise'>['decryptCompact'] = verbs.decryptCompact;
export const encryptJson: JWE<'promise'>['encryptJson'] = verbs.encryptJson;
export const decryptJson: JWE<'promise'>['decryptJson'] = verbs.decryptJson;
export const encrypt: JWE<'promise'>['encrypt'] = verbs.encrypt;
export const decrypt: JWE<'promise'>['decrypt'] = verbs.decrypt;
export const decodeUnverified: JWE<'promise'>['decodeUnverified'] = verbs.decodeUnverified;
