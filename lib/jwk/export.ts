/** What `toPEM` and `toDER` write: the formats as data, and which of them a key has. */

import { KeyPasswordError, KeyTypeMismatchError } from '../errors/classes';
import { typeError } from '../errors/base';
import type { Kty } from '../jwa/key-types';
import { type KeyHandle, native } from '../native/load';
import { toBytes } from '../util/bytes';
import { readOptions } from '../util/options';
import { describeType, quote } from '../util/text';
import type { KeyFormat } from './types';

interface FormatRow {
  readonly format: KeyFormat;
  readonly private: boolean;
  /** RFC 7468 label of the PEM block. */
  readonly label: string;
  readonly ktys: readonly Kty[];
}

const asymmetric: readonly Kty[] = ['RSA', 'EC', 'OKP', 'AKP'];

const formats: readonly FormatRow[] = [
  { format: 'spki', private: false, label: 'PUBLIC KEY', ktys: asymmetric },
  { format: 'pkcs8', private: true, label: 'PRIVATE KEY', ktys: asymmetric },
  { format: 'pkcs1', private: false, label: 'RSA PUBLIC KEY', ktys: ['RSA'] },
  { format: 'pkcs1', private: true, label: 'RSA PRIVATE KEY', ktys: ['RSA'] },
  { format: 'sec1', private: true, label: 'EC PRIVATE KEY', ktys: ['EC'] },
];

/**
 * PBKDF2-HMAC-SHA256 iterations for the passwords of private keys: what the library takes for PBES2-HS256+A128KW too.
 * RFC 8018 leaves the count open; as many as a caller can be expected to wait for, which is a quarter of a second.
 */
const ITERATIONS = 600_000;

interface EncodedKey {
  readonly label: string;
  readonly der: Buffer;
}

/** The key that is to be written. */
export interface EncodableKey {
  readonly kty: Kty;
  readonly isPrivate: boolean;
  readonly handle: KeyHandle;
}

export function encodeKey({ kty, isPrivate, handle }: EncodableKey, given: unknown): EncodedKey {
  const options = readOptions(given, ['private', 'format', 'password']);
  const wantsPrivate = readPrivate(options.private);
  const format = options.format ?? (wantsPrivate ? 'pkcs8' : 'spki');
  const row = formats.find((candidate) => candidate.format === format && candidate.private === wantsPrivate);
  if (row === undefined) throw formatError(format, wantsPrivate);
  if (!row.ktys.includes(kty)) {
    const instead = kty === 'oct' ? 'write it as a JWK with toJWK({ private: true })' : "use 'spki' or 'pkcs8'";
    throw new KeyTypeMismatchError(
      `format ${quote(format)} holds keys of type ${row.ktys.join(', ')}, found ${kty}; ${instead}`,
    );
  }
  if (wantsPrivate && !isPrivate) throw publicOnly();
  const password = readPassword(options.password, row);
  if (password !== undefined) {
    return { label: 'ENCRYPTED PRIVATE KEY', der: native.encryptPkcs8(handle, password, ITERATIONS) };
  }
  return { label: row.label, der: native.exportDer(handle, row.format, wantsPrivate) };
}

/** The `private` option of every export. */
export function readPrivate(value: unknown): boolean {
  if (value === undefined) return false;
  if (typeof value !== 'boolean') throw typeError(`private must be a boolean, found ${describeType(value)}`);
  return value;
}

/** The error for `private: true` on a key that has no private half to give. */
export function publicOnly(): KeyTypeMismatchError {
  return new KeyTypeMismatchError('private: true needs a private key, found a public one');
}

function formatError(format: unknown, wantsPrivate: boolean): TypeError {
  const other = formats.find((row) => row.format === format);
  if (other === undefined) {
    return typeError(`format must be 'spki', 'pkcs8', 'pkcs1' or 'sec1', found ${quote(format)}`);
  }
  return typeError(`format ${quote(format)} needs private: ${String(!wantsPrivate)}`);
}

function readPassword(password: unknown, row: FormatRow): Uint8Array | undefined {
  if (password === undefined) return undefined;
  const bytes = toBytes(password, 'password');
  if (!row.private) throw typeError('a password needs private: true; public keys are not encrypted');
  if (row.format !== 'pkcs8') {
    throw typeError(`with a password the format is 'pkcs8', found ${quote(row.format)}`);
  }
  if (bytes.length === 0) throw new KeyPasswordError('an empty password protects nothing; give a real one');
  return bytes;
}
