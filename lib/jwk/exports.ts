/** What both forms of the `jwk` namespace share: classes and types. Their methods are synchronous in both. */

export { AKPKey } from './key-classes';
export { ECKey } from './key-classes';
export { Key } from './key';
export { KeySet, type KeyFilter, type KeySetOptions } from './key-set';
export { OctKey } from './key-classes';
export { OKPKey } from './key-classes';
export { RemoteKeySet } from './remote-key-set';
export type { RemoteKeySetCache, RemoteKeySetOptions } from './remote-options';
export { RSAKey } from './key-classes';
export type { SkippedKey } from './set-members';
export type { FetchFunction, HeaderFields } from './remote-fetch';
export type { AnyKey } from './import';
export type { AsyncKeyFunction, AsyncKeyInput, KeyFunction, KeyHeader, KeyInput, KeyMessage } from './key-input';
export type {
  JWK,
  JWKExportOptions,
  JWKSet,
  KeyExportOptions,
  KeyFormat,
  KeyMembers,
  KeyOperation,
  KeyParameters,
  KeySource,
  KeyUse,
  ThumbprintDigest,
} from './types';
