/** Keys in PEM and DER. */

import { InvalidJWKError, LimitExceededError } from '../errors/classes';
import type { Bytes } from '../internal/bytes';
import { native, type DerInput } from '../internal/native';
import type { Engine, Maybe } from '../native/engine';
import { quote } from '../internal/text';
import { certificateMembers, requireFewCertificates } from './certificates';
import { derShape, type DerShape } from './der-shape';
import { importEncryptedPem, importEncryptedPkcs8, importPkcs12, type EncodedKey } from './from-encrypted';
import { hasPemArmor, MAX_BLOCKS, readPem, type PemBlock } from './pem';

type PemFormat = DerInput | 'encrypted-pkcs8';

/** PEM labels: RFC 7468 sections 5, 10, 11 and 13, and OpenSSL's names for PKCS#1 and SEC1. */
const formatOfLabel: ReadonlyMap<string, PemFormat> = new Map<string, PemFormat>([
  ['PUBLIC KEY', 'spki'],
  ['PRIVATE KEY', 'pkcs8'],
  ['ENCRYPTED PRIVATE KEY', 'encrypted-pkcs8'],
  ['RSA PUBLIC KEY', 'pkcs1'],
  ['RSA PRIVATE KEY', 'pkcs1'],
  ['EC PRIVATE KEY', 'sec1'],
  ['CERTIFICATE', 'x509'],
  ['X509 CERTIFICATE', 'x509'],
]);

/** Labels of PEM blocks that hold something else, and what to do about it. */
const adviceOfLabel: ReadonlyMap<string, string> = new Map([
  ['OPENSSH PRIVATE KEY', 'convert it with: ssh-keygen -p -m PKCS8 -f FILE'],
  ['DSA PRIVATE KEY', 'JOSE has no DSA algorithm; use an RSA, EC or OKP key'],
  ['CERTIFICATE REQUEST', 'give the certificate or the key instead'],
  ['TRUSTED CERTIFICATE', 'convert it with: openssl x509 -in FILE'],
  ['EC PARAMETERS', 'these are the parameters of a key without the key'],
]);

function importPem(engine: Engine, text: string, password: Bytes | undefined): Maybe<EncodedKey> {
  // `openssl ecparam -genkey` writes the curve's parameters in a block of their own before the key.
  const all = readPem(text);
  const blocks = all.length > 1 ? all.filter(({ label }) => label !== 'EC PARAMETERS') : all;
  const [first] = blocks;
  const format = first && formatOfLabel.get(first.label);
  if (first !== undefined && format === undefined) {
    const advice = adviceOfLabel.get(first.label) ?? `expected one of ${[...formatOfLabel.keys()].join(', ')}`;
    throw new InvalidJWKError(
      `a PEM block labelled ${quote(first.label)} holds no key that can be used here; ${advice}`,
    );
  }
  if (all.length > MAX_BLOCKS) {
    throw new LimitExceededError(`a PEM text may hold at most ${MAX_BLOCKS} blocks; import each by itself`);
  }
  if (first === undefined || format === undefined) {
    throw new InvalidJWKError('this PEM text holds parameters of a key, but no key');
  }
  if (format === 'x509') return importCertificates(blocks);
  if (blocks.length > 1) {
    throw new InvalidJWKError(
      `expected one key in this PEM text, found ${blocks.length} blocks; import each by itself`,
    );
  }
  if (first.encryption !== undefined) return importEncryptedPem(engine, first, first.encryption, password);
  if (format === 'encrypted-pkcs8') return importEncryptedPkcs8(engine, first.der, password);
  return { handle: native.importDer(first.der, format), members: {} };
}

function importCertificates(blocks: readonly PemBlock[]): EncodedKey {
  const other = blocks.find(({ label }) => formatOfLabel.get(label) !== 'x509');
  if (other !== undefined) {
    throw new InvalidJWKError(
      `expected a certificate chain in this PEM text, found ${quote(other.label)} in it; import each by itself`,
    );
  }
  return importCertificate(blocks.map(({ der }) => der));
}

/** The key of the first certificate; no trust decision is made (RFC 7517 section 4.7). */
function importCertificate(chain: readonly Uint8Array[]): EncodedKey {
  const [leaf = new Uint8Array()] = chain;
  requireFewCertificates(chain.length);
  return { handle: native.importDer(leaf, 'x509'), members: certificateMembers(chain) };
}

type Reader = (engine: Engine, bytes: Uint8Array, password: Bytes | undefined) => Maybe<EncodedKey>;

/** The structures that the core does not tell apart by itself. */
const readers: ReadonlyMap<DerShape, Reader> = new Map<DerShape, Reader>([
  ['x509', (_engine, bytes) => importCertificate([bytes])],
  ['encrypted-pkcs8', importEncryptedPkcs8],
  ['pkcs12', importPkcs12],
  [
    'csr',
    () => {
      throw new InvalidJWKError('this is a certificate request; give the certificate or the key instead');
    },
  ],
]);

/** Keys in DER, told apart by their structure; PEM in bytes is taken as well. */
export function importEncodedBytes(engine: Engine, bytes: Uint8Array, password: Bytes | undefined): Maybe<EncodedKey> {
  const shape = derShape(bytes);
  if (shape === undefined) return importPemBytes(engine, bytes, password);
  const read = readers.get(shape);
  return read === undefined ? { handle: native.importDer(bytes, 'any'), members: {} } : read(engine, bytes, password);
}

function importPemBytes(engine: Engine, bytes: Uint8Array, password: Bytes | undefined): Maybe<EncodedKey> {
  const text = pemText(bytes);
  if (text !== undefined) return importPem(engine, text, password);
  throw new InvalidJWKError(
    'expected a key in PEM or DER (SPKI, PKCS#8, PKCS#1, SEC1, X.509 or PKCS#12), found other bytes; ' +
      'a raw secret goes to OctKey.importKey',
  );
}

/** Whether bytes are in one of the encodings above, so that they are no bare secret. */
export function isEncodedKey(bytes: Uint8Array): boolean {
  return derShape(bytes) !== undefined || pemText(bytes) !== undefined;
}

/** Bytes as text where they are PEM: armor is ASCII, so a Latin-1 reading finds it in UTF-8 too. */
function pemText(bytes: Uint8Array): string | undefined {
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return view.includes('-----BEGIN ') ? view.toString('latin1') : undefined;
}

/** Text must be PEM: a raw secret is taken where its use is known to be one, not here. */
export function importText(engine: Engine, text: string, password: Bytes | undefined): Maybe<EncodedKey> {
  if (hasPemArmor(text)) return importPem(engine, text, password);
  const hint = /^\s*\{/.test(text)
    ? 'a JWK is given as an object: use JSON.parse'
    : 'a raw secret goes to OctKey.importKey';
  throw new InvalidJWKError(`expected PEM text, found no "-----BEGIN …-----" line; ${hint}`);
}
