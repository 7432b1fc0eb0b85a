/**
 * The one file that loads the native addon.
 *
 * A failure in the core arrives as an `Error` with a code of the error table; `translate` turns it into the public
 * class, here and nowhere else.
 */

import path from 'node:path';
import { types } from 'node:util';
import type load from 'node-gyp-build';

import { errorOfCode } from '../errors';
import { typeError } from '../errors/base';
import type { Addon, PooledFunctions } from './addon';
import { explainLoadFailure, faultOf } from './load-failure';

export type {
  DerInput,
  DerOutput,
  EncryptedMessage,
  KeyHandle,
  KeyParameters,
  LegacyFormat,
  Pkcs12Contents,
  RecipientToEncrypt,
  StreamHandle,
} from './addon';

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

/** What a decryption finds instead of a plaintext. */
export const Undecrypted = { failed: -1, malformed: -2 } as const;
export type Undecrypted = (typeof Undecrypted)[keyof typeof Undecrypted];

/** How a payload enters the JWS Signing Input, and what `sign` returns. */
export const SignFlag = {
  /** The payload is base64url encoded (RFC 7515); otherwise it is taken as it is (RFC 7797, or encoded already). */
  encodePayload: 1,
  /** The result is the whole compact serialization; otherwise only its signature part. */
  wholeToken: 2,
  /** A stream is to be verified, not signed. */
  verifies: 4,
} as const;

function loadAddon(root: string): Addon {
  let file: string | undefined;
  try {
    // Not imported above: under Node's permission model even this may throw, and the message is to say why.
    // eslint-disable-next-line @typescript-eslint/no-require-imports
    const nodeGypBuild = require('node-gyp-build') as typeof load;
    file = nodeGypBuild.path(root);
    if (process.platform === 'linux' && faultOf(file)?.kind === 'cut short') throw new Error(`${file}: file too short`);
    return nodeGypBuild(root) as Addon;
  } catch (cause) {
    throw errorOfCode('ERR_JOSE_ADDON_NOT_LOADED', explainLoadFailure(root, file, cause), { cause });
  }
}

// From lib/native and from dist/shared alike, the package's root is two folders up.
export const addon = loadAddon(path.join(__dirname, '..', '..'));

/** The code of what the core says of an argument of the wrong type: a fault of lib/, which checks what users give. */
const argumentErrorCode = 'ERR_INVALID_ARG_TYPE';

/** Turns a failure of the core into the public error; anything else is passed on. */
export function translate(error: unknown): unknown {
  // Not `instanceof`: in a vm context, as test runners use them, the core's Error is another realm's.
  if (!types.isNativeError(error) || !Object.hasOwn(error, 'code')) return error;
  const { code, message, openssl } = error as Error & { readonly code?: unknown; readonly openssl?: unknown };
  if (typeof code !== 'string') return error;
  if (code === argumentErrorCode) return typeError(message);
  // What is no failure of OpenSSL's own has no list of its errors: to have run out of memory.
  const errors = Object.hasOwn(error, 'openssl') ? openssl : [];
  return errorOfCode(code, message, code === 'ERR_OPENSSL' ? { openssl: errors } : {});
}

/** A function of the core that throws public errors. */
export function translated<Arguments extends unknown[], Result>(
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

/** A function of the core that runs at once or on the thread pool. */
export interface CoreFunction<Arguments extends unknown[], Result> {
  now(...args: Arguments): Result;
  pooled(...args: Arguments): Promise<Result>;
  /** Whether a call may wait for its turn. What takes a password does not: meanwhile the caller might cleanse it. */
  readonly mayWait: boolean;
}

const takesPassword: ReadonlySet<string> = new Set(['decryptPkcs8', 'decryptLegacyPem', 'readPkcs12']);

/** The functions of the core that have two forms, for `Engine.call`. */
export const core = Object.fromEntries(
  Object.entries(addon.pooled).map(([name, pooled]) => [
    name,
    Object.freeze({ now: addon[name as keyof PooledFunctions], pooled, mayWait: !takesPassword.has(name) }),
  ]),
) as unknown as {
  readonly [Name in keyof PooledFunctions]: CoreFunction<
    Parameters<PooledFunctions[Name]>,
    ReturnType<PooledFunctions[Name]>
  >;
};

/** The functions of the core that have one form only: they take microseconds. */
export const native = {
  /** The version text of the OpenSSL inside the addon. */
  opensslVersion: addon.opensslVersion,
  /** Its number alone, and how it is linked. */
  opensslBuild: addon.opensslBuild,
  /** The JWS algorithms of the core, by row number; an empty text where the OpenSSL that is linked lacks one. */
  schemes: addon.schemes,
  /** The key management algorithms of JWE, by row number. */
  keyManagement: addon.keyManagement,
  /** The content encryption algorithms of JWE, by row number. */
  contentCiphers: addon.contentCiphers,
  /** The key types of the core, by row number; an empty text where the OpenSSL that is linked lacks one. */
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
  openStream: translated(addon.openStream),
  verifyPieces: translated(addon.verifyPieces),
  /** Writes EncryptedPrivateKeyInfo: PBES2 with PBKDF2-HMAC-SHA256 and AES-256-CBC. */
  encryptPkcs8: translated(addon.encryptPkcs8),
} as const;
