/** The functions of the native addon, as TypeScript sees them. */

import type { Bytes } from '../util/bytes';
import type { ClaimsVerdict, Verdict } from './load';

declare const handleBrand: unique symbol;

/** A key inside the core. Opaque: it can be passed back to the core and nothing else. */
export interface KeyHandle {
  readonly [handleBrand]: never;
}

declare const streamBrand: unique symbol;

/** A signature in the core whose message comes in pieces. Opaque, and for one operation at a time. */
export interface StreamHandle {
  readonly [streamBrand]: never;
}

/** The DER encodings that the core reads; `pkcs1` is a public or a private key, `any` tries each. */
export type DerInput = 'spki' | 'pkcs8' | 'pkcs1' | 'sec1' | 'x509' | 'any';

/** The DER encodings that the core writes. */
export type DerOutput = 'spki' | 'pkcs8' | 'pkcs1' | 'sec1';

/** What a PKCS#12 file holds: its private key, and certificates in DER, the key's own first. */
export interface Pkcs12Contents {
  readonly key: KeyHandle | undefined;
  readonly certificates: readonly Buffer[];
}

/** What is inside a PEM block that is encrypted in the manner of RFC 1421. */
export type LegacyFormat = 'pkcs1' | 'sec1';

/** The header parameters that a key management algorithm has of its own, as they stand in the header. */
export interface KeyParameters {
  /** The ephemeral public key; its type is the name of its curve. */
  readonly epk?: { readonly type: string; readonly x: string; readonly y?: string };
  readonly apu?: string;
  readonly apv?: string;
  readonly iv?: string;
  readonly tag?: string;
  readonly p2s?: string;
  readonly p2c?: number;
}

/** Whom a message is encrypted to. */
export interface RecipientToEncrypt {
  readonly key: KeyHandle;
  /** The core's row of the algorithm. */
  readonly alg: number;
  readonly apu: Bytes | undefined;
  readonly apv: Bytes | undefined;
  /** The iterations of PBES2; 0 for other algorithms. */
  readonly p2c: number;
}

/** The parts of a message that was encrypted; those that are not there are empty. */
export interface EncryptedMessage {
  readonly protected: string;
  readonly iv: string;
  readonly ciphertext: string;
  readonly tag: string;
  /** `header` is the JSON of the parameters that the algorithm added, unless they went into the protected header. */
  readonly recipients: readonly { readonly encryptedKey: string; readonly header: string }[];
}

/** The functions that also run on the thread pool: `addon.pooled` has each again, for a promise of the same. */
export interface PooledFunctions {
  /** Makes a key. */
  generate(type: string, bits: number): KeyHandle;

  /** Reads EncryptedPrivateKeyInfo (RFC 5958 section 3). */
  decryptPkcs8(der: Uint8Array, password: Bytes): KeyHandle;
  /** Reads a PEM block that is encrypted in the manner of RFC 1421, by its header lines and its octets. */
  decryptLegacyPem(der: Uint8Array, header: string, format: LegacyFormat, password: Bytes): KeyHandle;
  /** Reads a PKCS#12 file (RFC 7292). */
  readPkcs12(der: Uint8Array, password: Bytes): Pkcs12Contents;

  /** Signs `protectedText || '.' || payload`: the signature part, or the whole token with `SignFlag.wholeToken`. */
  sign(key: KeyHandle, scheme: number, flags: number, protectedText: string, payload: Bytes): string;
  /** Verifies a signature part over `protectedText || '.' || payload`. */
  verify(
    key: KeyHandle,
    scheme: number,
    flags: number,
    protectedText: string,
    payload: Bytes,
    signature: string,
  ): Verdict;
  /** Verifies a compact token whose periods are at the given places. A good payload then stands in `output`. */
  verifyCompact(
    key: KeyHandle,
    scheme: number,
    token: string,
    firstDot: number,
    secondDot: number,
    output: Uint8Array,
  ): Verdict;
  /** The same for a payload that is to be parsed as JSON: its text, checked, or the verdict against the token. */
  verifyClaims(
    key: KeyHandle,
    scheme: number,
    token: string,
    firstDot: number,
    secondDot: number,
    maxDepth: number,
  ): ClaimsVerdict | string;

  updateStream(stream: StreamHandle, payload: Bytes): void;
  signStream(stream: StreamHandle): string;
  verifyStream(stream: StreamHandle, signature: string): Verdict;

  /**
   * Encrypts to the compact serialization. `header` is the base64url of the protected header, or its JSON for an
   * algorithm that adds parameters to it.
   */
  encryptCompact(
    key: KeyHandle,
    alg: number,
    enc: number,
    header: string,
    plaintext: Bytes,
    apu: Bytes | undefined,
    apv: Bytes | undefined,
    p2c: number,
  ): string;
  /**
   * Encrypts to one or more recipients. `protectedJson` is empty where there is no protected header; `aad` is the
   * base64url of the JWE AAD.
   */
  encryptJson(
    enc: number,
    recipients: readonly RecipientToEncrypt[],
    protectedJson: string,
    parametersInProtected: boolean,
    aad: string,
    plaintext: Bytes,
  ): EncryptedMessage;
  /**
   * Decrypts a compact token into `output`: the size of the plaintext, or one of `Undecrypted`. `firstDot` is the
   * place of the first period.
   */
  decryptCompact(
    key: KeyHandle,
    alg: number,
    enc: number,
    token: string,
    firstDot: number,
    parameters: KeyParameters | undefined,
    output: Uint8Array,
  ): number;
  /**
   * The same with the parts of a message, each as base64url, a long ciphertext in pieces. `aadText` is what the tag covers
   * beside the ciphertext.
   */
  decrypt(
    key: KeyHandle,
    alg: number,
    enc: number,
    aadText: string,
    encryptedKey: string,
    iv: string,
    ciphertext: string | readonly string[],
    tag: string,
    parameters: KeyParameters | undefined,
    output: Uint8Array,
  ): number;
}

export interface Addon extends PooledFunctions {
  readonly pooled: {
    readonly [Name in keyof PooledFunctions]: (
      ...args: Parameters<PooledFunctions[Name]>
    ) => Promise<ReturnType<PooledFunctions[Name]>>;
  };

  opensslVersion(): string;
  opensslBuild(): { version: string; linkage: string };
  threadCount(): number;
  /** As `keyTypes`, with an empty text in the place of a row that the linked OpenSSL lacks. */
  schemes(): string[];
  keyTypes(): string[];
  contentCiphers(): string[];
  keyManagement(): string[];
  digest(name: string, octets: Bytes): string;
  scanJson(text: string, maxDepth: number): number;

  importSecret(octets: Bytes): KeyHandle;
  importParts(type: string, parts: Readonly<Record<string, string>>): KeyHandle;
  importDer(octets: Uint8Array, format: DerInput): KeyHandle;
  exportParts(handle: KeyHandle, includePrivate: boolean): Record<string, string>;
  exportDer(handle: KeyHandle, format: DerOutput, isPrivate: boolean): Buffer;
  encryptPkcs8(handle: KeyHandle, password: Bytes, iterations: number): Buffer;
  publicHalf(handle: KeyHandle): KeyHandle;
  describe(handle: KeyHandle): { type: string; bits: number; isPrivate: boolean };
  dispose(handle: KeyHandle): void;
  openStream(key: KeyHandle, scheme: number, flags: number, protectedText: string): StreamHandle;

  /** As `verifyCompact`, for a payload in pieces; not of EdDSA and ML-DSA, which need the message at once. */
  verifyPieces(
    key: KeyHandle,
    scheme: number,
    protectedText: string,
    payload: readonly string[],
    signature: string,
    output: Uint8Array,
  ): Verdict;
}
