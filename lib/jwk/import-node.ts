/** Keys of node:crypto and of WebCrypto. */

import { KeyObject, type webcrypto } from 'node:crypto';
import { types } from 'node:util';

import { InvalidJWKError, KeyTypeMismatchError } from '../errors/classes';
import type { Kty } from '../jwa/key-types';
import { type KeyHandle, native } from '../native/load';
import { bare } from '../util/options';
import { importSecret } from './import-secret';
import type { Members } from './json-copy';

export type NodeKey = KeyObject | webcrypto.CryptoKey;

export interface ImportedNodeKey {
  readonly handle: KeyHandle;
  readonly isSecret: boolean;
  readonly members: Members;
}

/** Node before 19 has the class, but not as a global. */
const cryptoKeyClass = Reflect.get(globalThis, 'CryptoKey') as (new () => webcrypto.CryptoKey) | undefined;

/** Node's own tests look at one property, which a proxy may pretend to have. */
export function isNodeKey(value: unknown): value is NodeKey {
  if (types.isKeyObject(value)) return value instanceof KeyObject;
  return types.isCryptoKey(value) && (cryptoKeyClass === undefined || value instanceof cryptoKeyClass);
}

export function importNodeKey(key: NodeKey, wanted: Kty | undefined): ImportedNodeKey {
  if (key instanceof KeyObject) return importKeyObject(key, wanted, {});
  if (!key.extractable) {
    throw new InvalidJWKError(
      'this CryptoKey is not extractable, so it cannot be imported; create it with extractable: true',
    );
  }
  // RFC 7517 section 4.3 took its operation names from WebCrypto's usages, so a CryptoKey keeps its restrictions.
  const usages = [...key.usages];
  const members = usages.length === 0 ? {} : { key_ops: usages };
  return importKeyObject(KeyObject.from(key), wanted, members);
}

function importKeyObject(key: KeyObject, wanted: Kty | undefined, members: Members): ImportedNodeKey {
  const isSecret = key.type === 'secret';
  if (isSecret !== (wanted === 'oct') && wanted !== undefined) {
    throw new KeyTypeMismatchError(`expected a key of type ${wanted}, found a ${key.type} key of Node`);
  }
  const bytes = exportBytes(key);
  try {
    const handle = isSecret ? importSecret(bytes) : native.importDer(bytes, key.type === 'public' ? 'spki' : 'pkcs8');
    return { handle, isSecret, members };
  } finally {
    bytes.fill(0);
  }
}

function exportBytes(key: KeyObject): Buffer {
  if (key.type === 'secret') return key.export();
  return key.export(bare({ format: 'der', type: key.type === 'public' ? 'spki' : 'pkcs8' }));
}
