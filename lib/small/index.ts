/** The small API at the top level of `jose-openssl`. */

import { type Small, smallVerbs } from './verbs';

export type {
  DecryptOptions,
  EncryptedParts,
  EncryptOptions,
  OpenedToken,
  PlainKey,
  ReadOptions,
  SignedParts,
  SignOptions,
  SmallKey,
} from './types';
export type { Small } from './verbs';

const verbs = smallVerbs('sync');

export const sign: Small<'sync'>['sign'] = verbs.sign;
export const verify: Small<'sync'>['verify'] = verbs.verify;
export const encrypt: Small<'sync'>['encrypt'] = verbs.encrypt;
export const decrypt: Small<'sync'>['decrypt'] = verbs.decrypt;
export const serializeCompact: Small<'sync'>['serializeCompact'] = verbs.serializeCompact;
export const deserializeCompact: Small<'sync'>['deserializeCompact'] = verbs.deserializeCompact;
