/** The functions of the native addon, as TypeScript sees them. */

import type { Bytes } from './bytes';
import type { ClaimsVerdict, Verdict } from './native';

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

/** The functions that have a twin on the thread pool, which takes the same and gives a promise. */
export interface TwinnedAddon {
  generate(type: string, bits: number): KeyHandle;

  decryptPkcs8(der: Uint8Array, password: Bytes): KeyHandle;
  decryptLegacyPem(der: Uint8Array, header: string, format: LegacyFormat, password: Bytes): KeyHandle;
  readPkcs12(der: Uint8Array, password: Bytes): Pkcs12Contents;

  sign(key: KeyHandle, scheme: number, flags: number, protectedText: string, payload: Bytes): string;
  verify(
    key: KeyHandle,
    scheme: number,
    flags: number,
    protectedText: string,
    payload: Bytes,
    signature: string,
  ): Verdict;
  verifyClaims(
    key: KeyHandle,
    scheme: number,
    token: string,
    firstDot: number,
    secondDot: number,
    maxDepth: number,
  ): ClaimsVerdict | string;

  verifyMany(
    keys: readonly KeyHandle[],
    rows: Uint32Array,
    tokens: readonly string[],
    maxDepth: number | undefined,
  ): Buffer;

  updateStream(stream: StreamHandle, payload: Bytes): void;
  signStream(stream: StreamHandle): string;
  verifyStream(stream: StreamHandle, signature: string): Verdict;

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
  encryptJson(
    enc: number,
    recipients: readonly RecipientToEncrypt[],
    protectedJson: string,
    parametersInProtected: boolean,
    aad: string,
    plaintext: Bytes,
  ): EncryptedMessage;
  /** With `output`, the ciphertext is an array of texts, and the result its size or a refusal. */
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
    output?: Uint8Array,
  ): Buffer | number;
}

type Twins = {
  [Name in keyof TwinnedAddon as `${Name}Async`]: (
    ...args: Parameters<TwinnedAddon[Name]>
  ) => Promise<ReturnType<TwinnedAddon[Name]>>;
};

export interface Addon extends TwinnedAddon, Twins {
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

  /** Remembers with the key what a compact token is like whose header and whose signature's length these are. */
  rememberRead(key: KeyHandle, scheme: number, protectedText: string, signatureLength: number): void;
  /** As `verifyCompact`, for a token of the pattern remembered; one that is not is `malformedPayload`. */
  verifyOfPattern(key: KeyHandle, token: string, output: Uint8Array): Verdict;
  /**
   * As `verifyClaims`, likewise. Of claims of the layout remembered the result is only what has changed, and `changes`
   * says where it belongs; of others the first of `changes` is -1.
   */
  verifyClaimsOfPattern(key: KeyHandle, token: string, maxDepth: number, changes: Float64Array): ClaimsVerdict | string;
  /**
   * Remembers with the pattern what the claims are like: `lengths` has for each member how many characters stand before
   * its value, behind the value before it, and how many the value has.
   */
  rememberLayout(key: KeyHandle, claims: string, lengths: Uint32Array): void;
  /** As `verifyClaimsOfPattern`, for claims that were verified, among octets; undefined for those of no layout. */
  matchLayout(
    key: KeyHandle,
    octets: Uint8Array,
    from: number,
    size: number,
    changes: Float64Array,
  ): string | undefined;

  /** Remembers with the key what the compact tokens are like that it makes. */
  rememberWritten(key: KeyHandle, scheme: number, protectedText: string): void;
  /** A token of that pattern. */
  signOfPattern(key: KeyHandle, payload: Bytes): string;

  /** As `verifyCompact`, for a payload in pieces; not of EdDSA and ML-DSA, which need the message at once. */
  verifyPieces(
    key: KeyHandle,
    scheme: number,
    protectedText: string,
    payload: readonly string[],
    signature: string,
    output: Uint8Array,
  ): Verdict;

  // Their twins differ: on the thread pool the core makes the Buffer.
  verifyCompact(
    key: KeyHandle,
    scheme: number,
    token: string,
    firstDot: number,
    secondDot: number,
    output: Uint8Array,
  ): Verdict;
  verifyCompactAsync(
    key: KeyHandle,
    scheme: number,
    token: string,
    firstDot: number,
    secondDot: number,
  ): Promise<Verdict | Buffer>;
  decryptCompact(
    key: KeyHandle,
    alg: number,
    enc: number,
    token: string,
    firstDot: number,
    parameters: KeyParameters | undefined,
    output: Uint8Array,
  ): number;
  decryptCompactAsync(
    key: KeyHandle,
    alg: number,
    enc: number,
    token: string,
    firstDot: number,
    parameters: KeyParameters | undefined,
  ): Promise<Buffer | number>;
}
