/** What encryption and decryption have in common for every serialization. */

import { DecryptionError, InvalidJWEError, LimitExceededError } from '../errors';
import type { Bytes } from '../internal/bytes';
import { Undecrypted, type KeyParameters } from '../internal/native';
import { firstResult, then, type Engine, type Maybe } from '../internal/operation';
import { Uninflated } from '../internal/zip';
import type { ContentEncryption, KeyManagement } from '../jwa';
import type { Key } from '../jwk/key';
import { usableKeys, type KeyUse } from '../message/usable-keys';
import type { Registry } from './registry';
import type { JWEMessage } from './types';

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

/** The plaintext as it is encrypted. */
export function compressed(engine: Engine, isCompressed: boolean, plaintext: Bytes): Maybe<Bytes> {
  return isCompressed ? engine.deflate(plaintext) : plaintext;
}

/**
 * The one error of all decryptions that fail. RFC 7516 section 11.5: "the recipient MUST NOT distinguish between
 * format, padding, and length errors of encrypted keys".
 */
export function failed(): DecryptionError {
  return new DecryptionError('the JWE could not be decrypted: it is meant for another key, or it was changed');
}

/** The error for an answer of the core that means the token is malformed or cannot be decrypted. */
export function refused(answer: Undecrypted): Error {
  if (answer === Undecrypted.failed) return failed();
  return new InvalidJWEError(
    'every part of a JWE must be base64url without padding or white space (RFC 7516 section 2)',
  );
}

/** Whether an agreement is impossible: the ephemeral key must be on the curve of the recipient's. */
export function isOnOtherCurve(key: Key, parameters: KeyParameters | undefined): boolean {
  const epk = parameters?.epk;
  return epk !== undefined && epk.type !== key.crv;
}

/** A key and what it decrypted. */
export interface Decrypted {
  readonly key: Key;
  readonly plaintext: Buffer;
}

/** Decrypts with the keys in turn; undefined where none can. A malformed part is an error at once. */
export function decryptWith(
  keys: readonly Key[],
  parameters: KeyParameters | undefined,
  attempt: (key: Key) => Maybe<Buffer | Undecrypted>,
): Maybe<Decrypted | undefined> {
  return firstResult(keys, (key): Maybe<Decrypted | undefined> => {
    if (isOnOtherCurve(key, parameters)) return undefined;
    return then(attempt(key), (plaintext) => {
      if (typeof plaintext !== 'number') return { key, plaintext };
      if (plaintext === Undecrypted.malformed) throw refused(plaintext);
      return undefined;
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
  return then(engine.inflate(octets, most), (plaintext) => {
    if (plaintext === Uninflated.malformed) throw failed();
    if (plaintext !== Uninflated.tooLong) return plaintext;
    throw new LimitExceededError(
      `the compressed plaintext is longer than ${most} octets; a registry with a larger maxDecompressedLength allows more`,
    );
  });
}

/** RFC 7516 section 5.2 step 10: with a direct algorithm the encrypted key is empty. */
export function requireNoEncryptedKey({ name, isDirect }: KeyManagement, isEmpty: boolean): void {
  if (isDirect && !isEmpty) {
    throw new InvalidJWEError(`a JWE with ${name} must have no encrypted key (RFC 7516 section 5.2)`);
  }
}
