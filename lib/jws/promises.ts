/**
 * JSON Web Signature (RFC 7515, 7518, 7797, 8037, 8812, 9864): the `jws` namespace of `jose-openssl/promises`.
 *
 * @module
 */

import { jwsVerbs } from './verbs';

export { Registry } from './registry';
export type * from './types';
export type { JWSStreams } from './stream-verbs';
export type { JWS, JWSKey } from './verbs';

export const {
  serializeCompact,
  deserializeCompact,
  deserializeCompactMany,
  serializeJson,
  deserializeJson,
  serialize,
  deserialize,
  detach,
  signStream,
  verifyStream,
  decodeUnverified,
} = jwsVerbs('promise');
