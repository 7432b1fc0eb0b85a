/**
 * JSON Web Signature (RFC 7515, 7518, 7797, 8037, 8812, 9864): the `jws` namespace of `jose-openssl`.
 *
 * @module
 */

import { type JWS, jwsVerbs } from './verbs';

export { Registry } from './registry';
export type * from './types';
export type { JWSStreams } from './stream-verbs';
export type { JWS, JWSKey } from './verbs';

const verbs = jwsVerbs('sync');

export const serializeCompact: JWS<'sync'>['serializeCompact'] = verbs.serializeCompact;
export const deserializeCompact: JWS<'sync'>['deserializeCompact'] = verbs.deserializeCompact;
export const deserializeCompactMany: JWS<'sync'>['deserializeCompactMany'] = verbs.deserializeCompactMany;
export const serializeJson: JWS<'sync'>['serializeJson'] = verbs.serializeJson;
export const deserializeJson: JWS<'sync'>['deserializeJson'] = verbs.deserializeJson;
export const serialize: JWS<'sync'>['serialize'] = verbs.serialize;
export const deserialize: JWS<'sync'>['deserialize'] = verbs.deserialize;
export const detach: JWS<'sync'>['detach'] = verbs.detach;
export const signStream: JWS<'sync'>['signStream'] = verbs.signStream;
export const verifyStream: JWS<'sync'>['verifyStream'] = verbs.verifyStream;
export const decodeUnverified: JWS<'sync'>['decodeUnverified'] = verbs.decodeUnverified;
