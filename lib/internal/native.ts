/**
 * The one file that loads the native addon, and the types of its few functions.
 *
 * A failure in the core arrives as an `Error` with a code of the error table; `translate` turns it into the public
 * class, here and nowhere else.
 */

import path from 'node:path';
import { types } from 'node:util';
import nodeGypBuild from 'node-gyp-build';

import { errorOfCode } from '../errors';
import type { Bytes } from './bytes';

declare const handleBrand: unique symbol;

/** A key inside the core. Opaque: it can be passed back to the core and nothing else. */
export interface KeyHandle {
  readonly [handleBrand]: never;
}

/** The DER encodings that the core reads; `pkcs1` is a public or a private key, `any` tries each. */
export type DerInput = 'spki' | 'pkcs8' | 'pkcs1' | 'sec1' | 'x509' | 'any';

/** The DER encodings that the core writes. */
export type DerOutput = 'spki' | 'pkcs8' | 'pkcs1' | 'sec1';

/** What `native.scanJson` finds. */
export const JsonVerdict = { ok: 0, duplicateMember: 1, tooDeep: 2, malformed: 3 } as const;

/** What a verification finds. */
export const Verdict = { bad: 0, good: 1, malformedPayload: 2, malformedSignature: 3 } as const;
export type Verdict = (typeof Verdict)[keyof typeof Verdict];

/** What `verifyClaims` finds against a token; the last three only where the signature is good. */
export const ClaimsVerdict = {
  bad: 0,
  malformedPayload: 2,
  malformedSignature: 3,
  notUtf8: 4,
  duplicateMember: 5,
  tooDeep: 6,
} as const;
export type ClaimsVerdict = (typeof ClaimsVerdict)[keyof typeof ClaimsVerdict];

/** How a payload enters the JWS Signing Input, and what `sign` returns. */
export const SignFlag = {
  /** The payload is base64url encoded (RFC 7515); otherwise it is taken as it is (RFC 7797, or encoded already). */
  encodePayload: 1,
  /** The result is the whole compact serialization; otherwise only its signature part. */
  wholeToken: 2,
} as const;

interface Addon {
  opensslVersion(): string;
  schemes(): string[];
  keyTypes(): string[];
  digest(name: string, octets: Bytes): string;
  scanJson(text: string, maxDepth: number): number;

  importSecret(octets: Bytes): KeyHandle;
  importParts(type: string, parts: Readonly<Record<string, string>>): KeyHandle;
  importDer(octets: Uint8Array, format: DerInput): KeyHandle;
  exportParts(handle: KeyHandle, includePrivate: boolean): Record<string, string>;
  exportDer(handle: KeyHandle, format: DerOutput, isPrivate: boolean): Buffer;
  publicHalf(handle: KeyHandle): KeyHandle;
  describe(handle: KeyHandle): { type: string; bits: number; isPrivate: boolean };
  dispose(handle: KeyHandle): void;
  generate(type: string, bits: number): KeyHandle;
  generateAsync(type: string, bits: number): Promise<KeyHandle>;

  sign(key: KeyHandle, scheme: number, flags: number, protectedText: string, payload: Bytes): string;
  signAsync(key: KeyHandle, scheme: number, flags: number, protectedText: string, payload: Bytes): Promise<string>;
  verify(
    key: KeyHandle,
    scheme: number,
    flags: number,
    protectedText: string,
    payload: Bytes,
    signature: string,
  ): Verdict;
  verifyAsync(
    key: KeyHandle,
    scheme: number,
    flags: number,
    protectedText: string,
    payload: Bytes,
    signature: string,
  ): Promise<Verdict>;
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
  verifyClaims(
    key: KeyHandle,
    scheme: number,
    token: string,
    firstDot: number,
    secondDot: number,
    maxDepth: number,
  ): ClaimsVerdict | string;
  verifyClaimsAsync(
    key: KeyHandle,
    scheme: number,
    token: string,
    firstDot: number,
    secondDot: number,
    maxDepth: number,
  ): Promise<ClaimsVerdict | string>;
}

// From lib/internal and from dist/internal alike, the package's root is two folders up.
const addon = nodeGypBuild(path.join(__dirname, '..', '..')) as Addon;

/** The code of what the core says of an argument of the wrong type: a fault of lib/, which checks what users give. */
const argumentErrorCode = 'ERR_INVALID_ARG_TYPE';

/** Turns a failure of the core into the public error; anything else is passed on. */
function translate(error: unknown): unknown {
  // Not `instanceof`: in a vm context, as test runners use them, the core's Error is another realm's.
  if (!types.isNativeError(error) || !('code' in error)) return error;
  const { code, message } = error;
  if (typeof code !== 'string') return error;
  if (code === argumentErrorCode) return new TypeError(message);
  const openssl = 'openssl' in error ? error.openssl : [];
  return errorOfCode(code, message, code === 'ERR_OPENSSL' ? { openssl } : {});
}

/** A function of the core that throws public errors. */
function translated<Arguments extends unknown[], Result>(
  call: (...args: Arguments) => Result,
): (...args: Arguments) => Result {
  return (...args) => {
    try {
      return call(...args);
    } catch (error) {
      throw translate(error);
    }
  };
}

/** The same for a function whose work is done on the thread pool. */
function translatedAsync<Arguments extends unknown[], Result>(
  call: (...args: Arguments) => Promise<Result>,
): (...args: Arguments) => Promise<Result> {
  return async (...args) => {
    try {
      return await call(...args);
    } catch (error) {
      throw translate(error);
    }
  };
}

/** The functions of the core that have one form only: they take microseconds. */
export const native = {
  /** The version text of the OpenSSL inside the addon. */
  opensslVersion: addon.opensslVersion,
  /** The JWS algorithms of the core, by row number. */
  schemes: addon.schemes,
  /** The key types of the core, by row number. */
  keyTypes: addon.keyTypes,
  /** The base64url digest of octets; `sha1`, `sha256`, `sha384`, `sha512`. */
  digest: translated(addon.digest),
  /** Looks for duplicate members and excessive depth: a number of {@link JsonVerdict}. */
  scanJson: translated(addon.scanJson),
  importSecret: translated(addon.importSecret),
  importParts: translated(addon.importParts),
  importDer: translated(addon.importDer),
  exportParts: translated(addon.exportParts),
  exportDer: translated(addon.exportDer),
  publicHalf: translated(addon.publicHalf),
  describe: translated(addon.describe),
  dispose: translated(addon.dispose),
  generate: translated(addon.generate),
  generateAsync: translatedAsync(addon.generateAsync),
} as const;

type MaybePromise<T> = T | Promise<T>;

/** The steps of a verb that run on the thread pool in the promise form. */
export interface NativeSteps {
  /** Makes a key. */
  generate(type: string, bits: number): MaybePromise<KeyHandle>;
  /** Signs `protectedText || '.' || payload`: the signature part, or the whole token with `SignFlag.wholeToken`. */
  sign(key: KeyHandle, scheme: number, flags: number, protectedText: string, payload: Bytes): MaybePromise<string>;
  /** Verifies a signature part over `protectedText || '.' || payload`. */
  verify(
    key: KeyHandle,
    scheme: number,
    flags: number,
    protectedText: string,
    payload: Bytes,
    signature: string,
  ): MaybePromise<Verdict>;
  /** Verifies a compact serialization whose dots are at the given places: its payload, or the verdict against it. */
  verifyCompact(
    key: KeyHandle,
    scheme: number,
    token: string,
    firstDot: number,
    secondDot: number,
  ): MaybePromise<Buffer | Verdict>;
  /** The same for a payload that is to be parsed as JSON: its text, checked, or the verdict against the token. */
  verifyClaims(
    key: KeyHandle,
    scheme: number,
    token: string,
    firstDot: number,
    secondDot: number,
    maxDepth: number,
  ): MaybePromise<ClaimsVerdict | string>;
}

// The hot steps are written out: through `translated` each call would gather and spread its arguments.
export const synchronousNative: NativeSteps = {
  generate: native.generate,
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
      const output = Buffer.allocUnsafe(Math.floor(((secondDot - firstDot - 1) * 3) / 4));
      const verdict = addon.verifyCompact(key, scheme, token, firstDot, secondDot, output);
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
};

export const asynchronousNative: NativeSteps = {
  generate: native.generateAsync,
  sign: translatedAsync(addon.signAsync),
  verify: translatedAsync(addon.verifyAsync),
  verifyCompact: translatedAsync(addon.verifyCompactAsync),
  verifyClaims: translatedAsync(addon.verifyClaimsAsync),
};
