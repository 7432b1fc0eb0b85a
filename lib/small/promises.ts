/** The small API at the top level of `jose-openssl/promises`. */

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

const verbs = smallVerbs('promise');

export const sign: Small<'promise'>['sign'] = verbs.sign;
export const verify: Small<'promise'>['verify'] = verbs.verify;
export const encrypt: Small<'promise'>['encrypt'] = verbs.encrypt;
export const decrypt: Small<'promise'>['decrypt'] = verbs.decrypt;
export const serializeCompact: Small<'promise'>['serializeCompact'] = verbs.serializeCompact;
export const deserializeCompact: Small<'promise'>['deserializeCompact'] = verbs.deserializeCompact;
