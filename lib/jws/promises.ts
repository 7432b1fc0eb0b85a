/**
 * JSON Web Signature (RFC 7515, 7518, 7797, 8037, 8812, 9864): the `jws` namespace of `jose-openssl/promises`.
 *
 * @module
 */

import { type JWS, jwsVerbs } from './verbs';

export { Registry } from './registry';
export type * from './types';
export type { JWSStreams } from './stream-verbs';
export type { JWS, JWSKey } from './verbs';

const verbs = jwsVerbs('promise');

export const serializeCompact: JWS<'promise'>['serializeCompact'] = verbs.serializeCompact;
export const deserializeCompact: JWS<'promise'>['deserializeCompact'] = verbs.deserializeCompact;
export const deserializeCompactMany: JWS<'promise'>['deserializeCompactMany'] = verbs.deserializeCompactMany;
export const serializeJson: JWS<'promise'>['serializeJson'] = verbs.serializeJson;
export const deserializeJson: JWS<'promise'>['deserializeJson'] = verbs.deserializeJson;
export const serialize: JWS<'promise'>['serialize'] = verbs.serialize;
export const deserialize: JWS<'promise'>['deserialize'] = verbs.deserialize;
export const detach: JWS<'promise'>['detach'] = verbs.detach;
export const signStream: JWS<'promise'>['signStream'] = verbs.signStream;
export const verifyStream: JWS<'promise'>['verifyStream'] = verbs.verifyStream;
export const decodeUnverified: JWS<'promise'>['decodeUnverified'] = verbs.decodeUnverified;
