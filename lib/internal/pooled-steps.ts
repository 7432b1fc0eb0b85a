/** The steps that the core does, as promise verbs take them: on the thread pool, unless it would take longer to hand them over. */

import type { Bytes } from './bytes';
import { isQuickBatch, isQuickEncryption, isQuickSignature } from './cost';
import { isLong, piecesOf, roomFor } from './long-text';
import {
  addon,
  translatedAsync,
  type ClaimsVerdict,
  type EncryptedMessage,
  type KeyHandle,
  type KeyParameters,
  type RecipientToEncrypt,
  type Undecrypted,
  type Verdict,
} from './native';
import { decrypted, decryptedInto, partsOf, synchronousNative, type NativeSteps } from './native-steps';
import { pooled } from './pool-gate';

type MaybePromise<T> = T | Promise<T>;

/** What a quick step throws, it throws at once: promise verbs are asynchronous functions, which reject then. */
export class PooledSteps implements NativeSteps {
  /** @param signal - whose abortion keeps back what waits for its turn */
  constructor(readonly signal: AbortSignal | undefined) {}

  readonly isImmediate = isQuickSignature;

  // What takes a password is never kept waiting: it would have to be copied, and who cleanses the copy?
  readonly decryptPkcs8 = translatedAsync(addon.decryptPkcs8Async);
  readonly decryptLegacyPem = translatedAsync(addon.decryptLegacyPemAsync);
  readonly readPkcs12 = translatedAsync(addon.readPkcs12Async);

  generate(type: string, bits: number): Promise<KeyHandle> {
    return pooled(this.signal, addon.generateAsync, type, bits);
  }

  sign(key: KeyHandle, scheme: number, flags: number, protectedText: string, payload: Bytes): MaybePromise<string> {
    if (isQuickSignature(scheme, payload.length)) {
      return synchronousNative.sign(key, scheme, flags, protectedText, payload);
    }
    return pooled(this.signal, addon.signAsync, key, scheme, flags, protectedText, payload);
  }

  verify(
    key: KeyHandle,
    scheme: number,
    flags: number,
    protectedText: string,
    payload: Bytes,
    signature: string,
  ): MaybePromise<Verdict> {
    if (isQuickSignature(scheme, payload.length)) {
      return synchronousNative.verify(key, scheme, flags, protectedText, payload, signature);
    }
    return pooled(this.signal, addon.verifyAsync, key, scheme, flags, protectedText, payload, signature);
  }

  verifyCompact(
    key: KeyHandle,
    scheme: number,
    token: string,
    firstDot: number,
    secondDot: number,
  ): MaybePromise<Buffer | Verdict> {
    if (isQuickSignature(scheme, token.length)) {
      return synchronousNative.verifyCompact(key, scheme, token, firstDot, secondDot);
    }
    return pooled(this.signal, addon.verifyCompactAsync, key, scheme, token, firstDot, secondDot);
  }

  verifyClaims(
    key: KeyHandle,
    scheme: number,
    token: string,
    firstDot: number,
    secondDot: number,
    maxDepth: number,
  ): MaybePromise<ClaimsVerdict | string> {
    if (isQuickSignature(scheme, token.length)) {
      return synchronousNative.verifyClaims(key, scheme, token, firstDot, secondDot, maxDepth);
    }
    return pooled(this.signal, addon.verifyClaimsAsync, key, scheme, token, firstDot, secondDot, maxDepth);
  }

  verifyMany(
    keys: readonly KeyHandle[],
    rows: Uint32Array,
    tokens: readonly string[],
    maxDepth: number | undefined,
  ): MaybePromise<Buffer> {
    if (isQuickBatch(rows)) return synchronousNative.verifyMany(keys, rows, tokens, maxDepth);
    return pooled(this.signal, addon.verifyManyAsync, keys, rows, tokens, maxDepth);
  }

  encryptCompact(
    key: KeyHandle,
    alg: number,
    enc: number,
    header: string,
    plaintext: Bytes,
    apu: Bytes | undefined,
    apv: Bytes | undefined,
    p2c: number,
  ): MaybePromise<string> {
    if (isQuickEncryption(enc, plaintext.length, alg)) {
      return synchronousNative.encryptCompact(key, alg, enc, header, plaintext, apu, apv, p2c);
    }
    return pooled(this.signal, addon.encryptCompactAsync, key, alg, enc, header, plaintext, apu, apv, p2c);
  }

  encryptJson(
    enc: number,
    recipients: readonly RecipientToEncrypt[],
    protectedJson: string,
    parametersInProtected: boolean,
    aad: string,
    plaintext: Bytes,
  ): MaybePromise<EncryptedMessage> {
    const args = [enc, recipients, protectedJson, parametersInProtected, aad, plaintext] as const;
    const length = aad.length + plaintext.length;
    return isQuickEncryption(enc, length, ...recipients.map(({ alg }) => alg))
      ? synchronousNative.encryptJson(...args)
      : pooled(this.signal, addon.encryptJsonAsync, ...args);
  }

  decryptCompact(
    key: KeyHandle,
    alg: number,
    enc: number,
    token: string,
    firstDot: number,
    parameters: KeyParameters | undefined,
    ciphertextLength: number,
  ): MaybePromise<Buffer | Undecrypted> {
    if (isQuickEncryption(enc, token.length, alg)) {
      return synchronousNative.decryptCompact(key, alg, enc, token, firstDot, parameters, ciphertextLength);
    }
    if (isLong(ciphertextLength)) {
      return this.decrypt(key, alg, enc, ...partsOf(token, firstDot, ciphertextLength), parameters);
    }
    const result = pooled(this.signal, addon.decryptCompactAsync, key, alg, enc, token, firstDot, parameters);
    return result.then(decrypted);
  }

  decrypt(
    key: KeyHandle,
    alg: number,
    enc: number,
    aadText: string,
    encryptedKey: string,
    iv: string,
    ciphertext: string,
    tag: string,
    parameters: KeyParameters | undefined,
  ): MaybePromise<Buffer | Undecrypted> {
    const args = [key, alg, enc, aadText, encryptedKey, iv, ciphertext, tag, parameters] as const;
    if (isQuickEncryption(enc, aadText.length + ciphertext.length, alg)) return synchronousNative.decrypt(...args);
    const pieces = isLong(ciphertext.length) ? piecesOf(ciphertext) : undefined;
    if (pieces === undefined) return pooled(this.signal, addon.decryptAsync, ...args).then(decrypted);
    // Nobody else knows this memory: what the thread pool leaves there before the tag is checked is seen by none.
    const output = roomFor(ciphertext.length);
    const long = [key, alg, enc, aadText, encryptedKey, iv, pieces, tag, parameters, output] as const;
    return pooled(this.signal, addon.decryptAsync, ...long).then((size) => decryptedInto(output, size));
  }
}
