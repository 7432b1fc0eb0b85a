/** The small API at the top level of `jose-openssl/promises`. */

import { smallVerbs } from './verbs';

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

export const { sign, verify, encrypt, decrypt, serializeCompact, deserializeCompact } = smallVerbs('promise');
