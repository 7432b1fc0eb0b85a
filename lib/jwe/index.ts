/**
 * JSON Web Encryption (RFC 7516, 7518, 8037): the `jwe` namespace of `jose-openssl`.
 *
 * @module
 */

import { type JWE, jweVerbs } from './verbs';

export { Registry } from './registry';
export type * from './types';
export type { JWE } from './verbs';

const verbs = jweVerbs('sync');

export const encryptCompact: JWE<'sync'>['encryptCompact'] = verbs.encryptCompact;
export const decryptCompact: JWE<'sync'>['decryptCompact'] = verbs.decryptCompact;
export const encryptJson: JWE<'sync'>['encryptJson'] = verbs.encryptJson;
export const decryptJson: JWE<'sync'>['decryptJson'] = verbs.decryptJson;
export const encrypt: JWE<'sync'>['encrypt'] = verbs.encrypt;
export const decrypt: JWE<'sync'>['decrypt'] = verbs.decrypt;
export const decodeUnverified: JWE<'sync'>['decodeUnverified'] = verbs.decodeUnverified;
