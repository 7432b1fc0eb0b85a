/** One recipient of a JWE: the keys that may serve, and what every serialization does with them. */

import { DecryptionError, InvalidJWEError, LimitExceededError, NotSupportedError } from '../errors';
import {
  type ContentEncryption,
  contentEncryptionAlgorithms,
  type KeyManagement,
  keyManagementAlgorithms,
  keyManagementWith,
} from '../jwa';
import type { Key } from '../jwk/key';
import { type KeyUse, usableKeys } from '../message/usable-keys';
import { type Engine, firstResult, type Maybe, overwriting, ownRoomFor, then } from '../native/engine';
import { type KeyParameters, native, Undecrypted } from '../native/load';
import { pooledFrom } from '../native/pool';
import { Uninflated } from '../native/zip';
import { type Bytes, ownCopy } from '../util/bytes';
import type { Registry } from './registry';
import type { JWEMessage } from './types';

const managementNames = native.keyManagement();
const contentNames = native.contentCiphers();

const contentRows = contentEncryptionAlgorithms.map(({ name }) => contentNames.indexOf(name));

const managementRows: number[] = [];
for (const algorithm of keyManagementAlgorithms) {
  // The core has one row for "dir", whatever it is used with.
  const forms = [algorithm, ...contentEncryptionAlgorithms.map((content) => keyManagementWith(algorithm, content))];
  for (const { index, name } of forms) managementRows[index] = managementNames.indexOf(name);
}

function found(row: number | undefined, name: string): number {
  if (row !== undefined && row >= 0) return row;
  throw new NotSupportedError(`the OpenSSL that is linked (${native.opensslVersion()}) lacks ${name}`);
}

/** The core's row of a key management algorithm; throws NotSupportedError where there is none. */
export function managementRow({ index, name }: KeyManagement): number {
  return found(managementRows[index], name);
}

/** The core's row of a content encryption algorithm; throws NotSupportedError where there is none. */
export function contentRow({ index, name }: ContentEncryption): number {
  return found(contentRows[index], name);
}

/** Whether so many octets are encrypted or decrypted in less time than the way to the thread pool takes. */
export function isQuickEncryption(octets: number, ...algorithms: readonly KeyManagement[]): boolean {
  return octets < pooledFrom && algorithms.every(({ mode }) => quickModes.has(mode));
}

/** Key management with AES alone: no key pair, no password. */
const quickModes: ReadonlySet<KeyManagement['mode']> = new Set(['dir', 'aes-kw', 'gcm-kw']);

/** One recipient's key management, about to be done or undone. */
export interface EncryptionContext extends KeyUse {
  readonly algorithm: KeyManagement;
  readonly content: ContentEncryption;
  message(): JWEMessage;
}

/** The key to encrypt with: the first that may. */
export function encryptionKey(context: EncryptionContext, input: unknown): Maybe<Key> {
  return then(usableKeys(context, input, 'encrypt'), ([key]) => key as Key);
}

/** Does a step with the plaintext as it is encrypted, and overwrites what was made for that. */
export function withCompressed<T>(
  engine: Engine,
  isCompressed: boolean,
  plaintext: Bytes,
  step: (text: Bytes) => Maybe<T>,
): Maybe<T> {
  if (!isCompressed) return step(plaintext);
  // Of a text zlib would make octets in the slab of small Buffers.
  const copy = typeof plaintext === 'string' ? ownCopy(plaintext) : undefined;
  return overwriting(copy, () =>
    then(engine.deflate(copy ?? plaintext), (text) => overwriting(text, () => step(text))),
  );
}

/**
 * The one error of all decryptions that fail. RFC 7516 section 11.5: "the recipient MUST NOT distinguish between
 * format, padding, and length errors of encrypted keys".
 */
export function failed(): DecryptionError {
  return new DecryptionError('the JWE could not be decrypted: it is meant for another key, or it was changed');
}

/** Whether an agreement is impossible: the ephemeral key must be on the curve of the recipient's. */
function isOnOtherCurve(key: Key, parameters: KeyParameters | undefined): boolean {
  const epk = parameters?.epk;
  return epk !== undefined && epk.type !== key.crv;
}

/** A key and what it decrypted. */
export interface Decrypted {
  readonly key: Key;
  readonly plaintext: Buffer;
}

/**
 * Decrypts with the keys in turn; undefined where none can.
 *
 * @param ciphertextLength - in characters of base64url
 * @param attempt - decrypts into `output` and gives the size of the plaintext, or one of {@link Undecrypted}
 * @throws InvalidJWEError - a part is malformed
 */
export function decryptWith(
  keys: readonly Key[],
  parameters: KeyParameters | undefined,
  ciphertextLength: number,
  attempt: (key: Key, output: Buffer) => Maybe<number>,
): Maybe<Decrypted | undefined> {
  return firstResult(keys, (key): Maybe<Decrypted | undefined> => {
    if (isOnOtherCurve(key, parameters)) return undefined;
    const output = ownRoomFor(ciphertextLength);
    return then(attempt(key, output), (size) => {
      if (size >= 0) return { key, plaintext: size === output.length ? output : output.subarray(0, size) };
      if (size !== Undecrypted.malformed) return undefined;
      throw new InvalidJWEError(
        'every part of a JWE must be base64url without padding or white space (RFC 7516 section 2)',
      );
    });
  });
}

/**
 * The plaintext as it was before it was encrypted.
 *
 * @throws LimitExceededError - it would be longer than the registry allows
 * @throws DecryptionError - it is no raw DEFLATE stream, or something follows it
 */
export function decompressed(engine: Engine, isCompressed: boolean, octets: Buffer, registry: Registry): Maybe<Buffer> {
  if (!isCompressed) return octets;
  const most = registry.limits.maxDecompressedLength;
  const inflated = overwriting(octets, () => engine.inflate(octets, most));
  return then(inflated, (plaintext) => {
    // planted: one-decryption-error
    if (plaintext === Uninflated.malformed) throw failed();
    if (plaintext !== Uninflated.tooLong) return plaintext;
    throw new LimitExceededError(
      `the compressed plaintext is longer than ${most} octets; a registry with a larger maxDecompressedLength allows more`,
    );
  });
}

/** RFC 7516 section 5.2 step 10: with a direct algorithm the encrypted key is empty. */
export function requireNoEncryptedKey({ name, isDirect }: KeyManagement, isEmpty: boolean): void {
  // planted: direct-encrypted-key
  if (isDirect && !isEmpty) {
    throw new InvalidJWEError(`a JWE with ${name} must have no encrypted key (RFC 7516 section 5.2)`);
  }
}
