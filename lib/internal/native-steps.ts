/** The steps of the verbs that the core does, and their synchronous form; the other is in pooled-steps.ts. */

import type { Addon, TwinnedAddon } from './addon';
import { isLong, piecesOf, roomFor } from './long-text';
import {
  addon,
  native,
  translate,
  translated,
  Undecrypted,
  Verdict,
  type KeyHandle,
  type KeyParameters,
} from './native';

type MaybePromise<T> = T | Promise<T>;

/** A function of the core, at once or as a promise. */
type Step<Name extends keyof TwinnedAddon, Result = ReturnType<TwinnedAddon[Name]>> = (
  ...args: Parameters<TwinnedAddon[Name]>
) => MaybePromise<Result>;

/** The steps of a verb that may run on the thread pool in the promise form. */
export interface NativeSteps {
  /** Whether a signature or MAC over a text of that length is made or verified in the call itself. */
  readonly isImmediate: (scheme: number, length: number) => boolean;
  /** Makes a key. */
  readonly generate: Step<'generate'>;
  /** Reads EncryptedPrivateKeyInfo (RFC 5958 section 3). */
  readonly decryptPkcs8: Step<'decryptPkcs8'>;
  /** Reads a PEM block that is encrypted in the manner of RFC 1421, by its header lines and its octets. */
  readonly decryptLegacyPem: Step<'decryptLegacyPem'>;
  /** Reads a PKCS#12 file (RFC 7292). */
  readonly readPkcs12: Step<'readPkcs12'>;
  /** Signs `protectedText || '.' || payload`: the signature part, or the whole token with `SignFlag.wholeToken`. */
  readonly sign: Step<'sign'>;
  /** Verifies a signature part over `protectedText || '.' || payload`. */
  readonly verify: Step<'verify'>;
  /** Verifies a compact serialization whose dots are at the given places: its payload, or the verdict against it. */
  readonly verifyCompact: (...args: Parameters<Addon['verifyCompactAsync']>) => MaybePromise<Buffer | Verdict>;
  /** The same for a payload that is to be parsed as JSON: its text, checked, or the verdict against the token. */
  readonly verifyClaims: Step<'verifyClaims'>;
  /**
   * Verifies many compact serializations: a {@link BatchVerdict} for each, then the payloads one behind the other, each as
   * long as its base64url says. The rows are of {@link rowLength} numbers. With `maxDepth` the payloads are checked as those
   * of `verifyClaims` are.
   */
  readonly verifyMany: Step<'verifyMany'>;
  /**
   * Encrypts to the compact serialization. `header` is the base64url of the protected header, or its JSON for an
   * algorithm that adds parameters to it.
   */
  readonly encryptCompact: Step<'encryptCompact'>;
  /**
   * Encrypts to one or more recipients. `protectedJson` is empty where there is no protected header; `aad` is the
   * base64url of the JWE AAD.
   */
  readonly encryptJson: Step<'encryptJson'>;
  /** Decrypts a compact token of five parts, whose ciphertext has the given length in characters. */
  readonly decryptCompact: (
    ...args: [...Parameters<Addon['decryptCompactAsync']>, ciphertextLength: number]
  ) => MaybePromise<Buffer | Undecrypted>;
  /** Decrypts the parts of a message, each as base64url; `aadText` is what the tag covers beside the ciphertext. */
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
  ): MaybePromise<Buffer | Undecrypted>;
}

/** What the core answers to a decryption, where it made the Buffer itself. */
export function decrypted(result: Buffer | number): Buffer | Undecrypted {
  return typeof result === 'number' ? undecrypted(result) : result;
}

/** The same where it wrote the plaintext into `output`, and gives its size. */
export function decryptedInto(output: Buffer, size: Buffer | number): Buffer | Undecrypted {
  if (size === output.length) return output;
  return (size as number) < 0 ? undecrypted(size as number) : output.subarray(0, size as number);
}

/** The texts of a compact token as `decrypt` takes them. */
export function partsOf(
  token: string,
  firstDot: number,
  ciphertextLength: number,
): [string, string, string, string, string] {
  const secondDot = token.indexOf('.', firstDot + 1);
  const ciphertextAt = token.indexOf('.', secondDot + 1) + 1;
  const fourthDot = ciphertextAt + ciphertextLength;
  return [
    token.slice(0, firstDot),
    token.slice(firstDot + 1, secondDot),
    token.slice(secondDot + 1, ciphertextAt - 1),
    token.slice(ciphertextAt, fourthDot),
    token.slice(fourthDot + 1),
  ];
}

/** Whether the scheme of a row hashes the message first, so that it may come in pieces. EdDSA and ML-DSA do not. */
const hashesFirst: readonly boolean[] = addon.schemes().map((name) => /^(HS|RS|PS|ES)/.test(name));

function undecrypted(result: number): Undecrypted {
  return result === Undecrypted.malformed ? Undecrypted.malformed : Undecrypted.failed;
}

// The hot steps are written out: through `translated` each call would gather and spread its arguments.
export const synchronousNative: NativeSteps = {
  isImmediate: () => true,
  generate: native.generate,
  decryptPkcs8: translated(addon.decryptPkcs8),
  decryptLegacyPem: translated(addon.decryptLegacyPem),
  readPkcs12: translated(addon.readPkcs12),
  sign(key, scheme, flags, protectedText, payload) {
    try {
      return addon.sign(key, scheme, flags, protectedText, payload);
    } catch (error) {
      throw translate(error);
    }
  },
  verify(key, scheme, flags, protectedText, payload, signature) {
    try {
      return addon.verify(key, scheme, flags, protectedText, payload, signature);
    } catch (error) {
      throw translate(error);
    }
  },
  verifyCompact(key, scheme, token, firstDot, secondDot) {
    try {
      // A Buffer that JavaScript allocates from its pool costs a tenth of one that the core creates.
      const output = roomFor(secondDot - firstDot - 1);
      const isInPieces = isLong(token.length) && hashesFirst[scheme] === true;
      const pieces = isInPieces ? piecesOf(token.slice(firstDot + 1, secondDot)) : undefined;
      const verdict =
        pieces === undefined
          ? addon.verifyCompact(key, scheme, token, firstDot, secondDot, output)
          : addon.verifyPieces(key, scheme, token.slice(0, firstDot), pieces, token.slice(secondDot + 1), output);
      return verdict === Verdict.good ? output : verdict;
    } catch (error) {
      throw translate(error);
    }
  },
  verifyClaims(key, scheme, token, firstDot, secondDot, maxDepth) {
    try {
      return addon.verifyClaims(key, scheme, token, firstDot, secondDot, maxDepth);
    } catch (error) {
      throw translate(error);
    }
  },
  verifyMany: translated(addon.verifyMany),
  encryptCompact(key, alg, enc, header, plaintext, apu, apv, p2c) {
    try {
      return addon.encryptCompact(key, alg, enc, header, plaintext, apu, apv, p2c);
    } catch (error) {
      throw translate(error);
    }
  },
  encryptJson: translated(addon.encryptJson),
  decryptCompact(key, alg, enc, token, firstDot, parameters, ciphertextLength) {
    if (isLong(ciphertextLength)) {
      return synchronousNative.decrypt(key, alg, enc, ...partsOf(token, firstDot, ciphertextLength), parameters);
    }
    try {
      const output = roomFor(ciphertextLength);
      return decryptedInto(output, addon.decryptCompact(key, alg, enc, token, firstDot, parameters, output));
    } catch (error) {
      throw translate(error);
    }
  },
  decrypt(key, alg, enc, aadText, encryptedKey, iv, ciphertext, tag, parameters) {
    try {
      const pieces = isLong(ciphertext.length) ? piecesOf(ciphertext) : undefined;
      if (pieces === undefined) {
        return decrypted(addon.decrypt(key, alg, enc, aadText, encryptedKey, iv, ciphertext, tag, parameters));
      }
      const output = roomFor(ciphertext.length);
      const size = addon.decrypt(key, alg, enc, aadText, encryptedKey, iv, pieces, tag, parameters, output);
      return decryptedInto(output, size);
    } catch (error) {
      throw translate(error);
    }
  },
};
