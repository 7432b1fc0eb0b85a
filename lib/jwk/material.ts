/** Reads whatever a user has for a key: tells the forms apart, imports the key, validates what it says about itself. */

import { types } from 'node:util';

import { InvalidJWKError, KeyTypeMismatchError } from '../errors/classes';
import { typeError } from '../errors/base';
import { describeKeyType } from '../jwa/algorithm';
import type { Kty } from '../jwa/key-types';
import { type Engine, type Maybe, syncEngine, then } from '../native/engine';
import { type KeyHandle, native } from '../native/load';
import { toBytes } from '../util/bytes';
import { describeType, quote } from '../util/text';
import { holdsKey } from './certificates';
import type { EncodedKey } from './import-encrypted';
import { importJwk } from './import-jwk';
import { importNodeKey, isNodeKey } from './import-node';
import { decodeStrictBase64, importEncodedBytes, importText } from './import-pem';
import { importSecret } from './import-secret';
import { copyMembers, type Members } from './json-copy';
import { readKeyInfo, withoutMaterial } from './jwk-members';
import type { KeyMaterial } from './key';
import { ktyOfNativeType } from './key-shapes';
import { readParameters, type ReadParameters } from './parameters';
import { computeThumbprint } from './thumbprint';

/** A key in native memory, before anything it says about itself was looked at. */
interface Source {
  readonly handle: KeyHandle;
  readonly members: Members;
  readonly isBareSecret: boolean;
}

/** Imports a key of one type, or of any where none is wanted. Only encrypted forms take long enough for a promise. */
export function readMaterial(engine: Engine, value: unknown, parameters: unknown, wanted?: Kty): Maybe<KeyMaterial> {
  const given = readParameters(parameters);
  return then(readSource(engine, value, given, wanted), (source) => materialOf(source, given, wanted));
}

/** The same for the key classes, whose own `importKey` is synchronous in either form of the API. */
export function readMaterialNow(value: unknown, parameters: unknown, wanted: Kty): KeyMaterial {
  // With the synchronous engine no step returns a promise.
  return readMaterial(syncEngine, value, parameters, wanted) as KeyMaterial;
}

/** A key that was just generated, or derived from another one: its members are all that is left to read. */
export function generatedMaterial(handle: KeyHandle, given: ReadParameters): KeyMaterial {
  return materialOf({ handle, members: {}, isBareSecret: false }, given, undefined);
}

function readSource(
  engine: Engine,
  value: unknown,
  { password }: ReadParameters,
  wanted: Kty | undefined,
): Maybe<Source> {
  if (typeof value === 'string') {
    if (wanted === 'oct') return bareSecret(value);
    return then(importText(engine, value, password), notBare);
  }
  if (types.isUint8Array(value)) {
    const bytes = toBytes(value, 'the key');
    if (wanted === 'oct') return bareSecret(bytes);
    return then(importEncodedBytes(engine, bytes, password), notBare);
  }
  if (isNodeKey(value)) {
    const { handle, isSecret, members } = importNodeKey(value, wanted);
    return { handle, members, isBareSecret: isSecret };
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value) || ArrayBuffer.isView(value)) {
    throw typeError(
      `a key must be a JWK object, PEM text, PEM or DER bytes, a KeyObject or a CryptoKey; found ${describeType(value)}`,
    );
  }
  const jwk = copyMembers(value);
  return { handle: importJwk(jwk, wanted), members: withoutMaterial(jwk), isBareSecret: false };
}

function notBare(key: EncodedKey): Source {
  return { ...key, isBareSecret: false };
}

function bareSecret(secret: string | Uint8Array): Source {
  return { handle: importSecret(secret), members: {}, isBareSecret: true };
}

function materialOf(source: Source, given: ReadParameters, wanted: Kty | undefined): KeyMaterial {
  const { handle } = source;
  const { type, bits, isPrivate } = native.describe(handle);
  const { kty, crv, alg } = ktyOfNativeType(type);
  if (wanted !== undefined && kty !== wanted) {
    throw new KeyTypeMismatchError(
      `expected a key of type ${wanted}, found ${describeKeyType(kty, crv)}; jwk.importKey takes every type`,
    );
  }
  const merged = withAlg({ __proto__: null, ...source.members, ...given.members }, alg);
  const autoKid = given.autoKid && merged.kid === undefined;
  const parts = (isSecret: boolean): Record<string, string> => native.exportParts(handle, isSecret);
  const kid = autoKid ? { kid: computeThumbprint({ kty, crv, alg, parts: parts(kty === 'oct') }, 'sha256') } : {};
  const members = copyMembers({ ...merged, ...kid });
  const info = readKeyInfo(members, kty, crv);
  checkCertificate(members.x5c, handle, kty);
  const { isBareSecret } = source;
  return { handle, kty, crv, bits, isPrivate: isPrivate || kty === 'oct', isBareSecret, info, members };
}

/** The members with the "alg" that the key itself has, where it has one: no other may be given to it. */
function withAlg(members: Members, alg: string | undefined): Members {
  if (alg === undefined || members.alg === alg) return members;
  if (members.alg === undefined) return { __proto__: null, alg, ...members };
  throw new InvalidJWKError(`the "alg" of this AKP key is ${alg}, found ${quote(members.alg)}`);
}

/**
 * RFC 7517 section 4.7: "The key in the first certificate MUST match the public key represented by other members of the
 * JWK." Nothing else of the chain is looked at: whether to trust it is not this library's decision.
 */
function checkCertificate(x5c: unknown, handle: KeyHandle, kty: Kty): void {
  // The type was checked with the other members.
  const [first] = (x5c ?? []) as readonly string[];
  const der = first === undefined ? undefined : decodeStrictBase64(first);
  if (der === undefined) return;
  if (kty === 'oct' || !holdsKey(der, handle)) {
    throw new InvalidJWKError('the first certificate in the JWK\'s "x5c" holds another key than the JWK itself');
  }
}
