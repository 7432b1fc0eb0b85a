/** Keys from PEM and DER: what each label and each shape is, and who reads it (RFC 7468). */

import { InvalidJWKError, LimitExceededError } from '../errors/classes';
import type { Engine, Maybe } from '../native/engine';
import { type DerInput, native } from '../native/load';
import type { Bytes } from '../util/bytes';
import { quote } from '../util/text';
import { certificateMembers, MAX_CERTIFICATES, requireFewCertificates } from './certificates';
import { derShape, type DerShape } from './der-shape';
import { type EncodedKey, importEncryptedPem, importEncryptedPkcs8, importPkcs12 } from './import-encrypted';

export interface PemBlock {
  /** The words between BEGIN and the dashes. */
  readonly label: string;
  /** The lines of a block that is encrypted in the manner of RFC 1421: its DEK-Info names the cipher. */
  readonly encryption: string | undefined;
  /** The octets of the block, as they stand there: encrypted where it has such lines. */
  readonly der: Buffer;
}

const BEGIN = '-----BEGIN ';
const END = '-----END ';
const DASHES = '-----';

/** Whether a text has PEM armor anywhere; explanatory text may stand before it (RFC 7468 section 2). */
export function hasPemArmor(text: string): boolean {
  return text.includes(BEGIN);
}

/** As many as a key, its parameters and its certificates are. */
export const MAX_BLOCKS = MAX_CERTIFICATES + 2;

/**
 * The blocks of a text, in order; at least one, and at most one more than MAX_BLOCKS: what follows is not read. Throws
 * InvalidJWKError where the armor is damaged.
 */
export function readPem(text: string): PemBlock[] {
  const blocks: PemBlock[] = [];
  let offset = text.indexOf(BEGIN);
  while (offset !== -1 && blocks.length <= MAX_BLOCKS) {
    const labelEnd = text.indexOf(DASHES, offset + BEGIN.length);
    if (labelEnd === -1) throw damaged('its BEGIN line does not end in five dashes');
    const label = text.slice(offset + BEGIN.length, labelEnd);
    if (!/^[A-Z0-9][A-Z0-9 ]{0,63}$/.test(label)) throw damaged(`its label is ${quote(label)}`);
    const endLine = `${END}${label}${DASHES}`;
    const bodyEnd = text.indexOf(END, labelEnd);
    if (bodyEnd === -1 || !text.startsWith(endLine, bodyEnd)) throw damaged(`the line "${endLine}" is missing`);
    blocks.push(readBlock(label, text.slice(labelEnd + DASHES.length, bodyEnd)));
    offset = text.indexOf(BEGIN, bodyEnd + endLine.length);
  }
  if (blocks.length === 0) throw damaged('it has no BEGIN line');
  return blocks;
}

/** RFC 1421 section 4.6: "Proc-Type: 4,ENCRYPTED", then "DEK-Info: CIPHER,IV", then an empty line. */
const encryptionHeader =
  /^\s*Proc-Type:[ \t]*4,[ \t]*ENCRYPTED[ \t]*\r?\nDEK-Info:[ \t]*([A-Za-z0-9-]{1,32}),([0-9A-Fa-f]{1,64})[ \t]*\r?\n\s*\n/;

function readBlock(label: string, text: string): PemBlock {
  const [header = '', cipher = '', iv = ''] = encryptionHeader.exec(text) ?? [];
  if (header === '' && /^\s*Proc-Type:/.test(text)) {
    throw damaged('after "Proc-Type:" it lacks the lines "4,ENCRYPTED", "DEK-Info: CIPHER,IV" and an empty one');
  }
  const encryption = header === '' ? undefined : `Proc-Type: 4,ENCRYPTED\nDEK-Info: ${cipher},${iv}\n`;
  const body = text.slice(header.length);
  if (body.includes('\\n')) {
    throw damaged(
      'it holds a backslash and an n where a line should end; replace them, as in text.replaceAll("\\\\n", "\\n")',
    );
  }
  const base64 = body.replace(/[ \t\r\n]+/g, '');
  const der = decodeStrictBase64(base64);
  if (der === undefined) throw damaged('the text between its BEGIN and END lines is not base64');
  return { label, encryption, der };
}

/** Standard base64 with its padding, and nothing else (RFC 4648 section 4); undefined for any other text. */
export function decodeStrictBase64(text: string): Buffer | undefined {
  const bytes = Buffer.from(text, 'base64');
  // Node's decoder is lenient, so what it understood is written again and must be what stood there.
  return bytes.length > 0 && bytes.toString('base64') === text ? bytes : undefined;
}

function damaged(reason: string): InvalidJWKError {
  return new InvalidJWKError(`this PEM text cannot be read: ${reason}`);
}

/** RFC 7468 section 3: "generators MUST wrap the base64-encoded lines so that each line consists of exactly 64 characters". */
export function writePem(label: string, der: Uint8Array): string {
  const base64 = Buffer.from(der.buffer, der.byteOffset, der.byteLength).toString('base64');
  const lines = base64.match(/.{1,64}/g) ?? [];
  return [`${BEGIN}${label}${DASHES}`, ...lines, `${END}${label}${DASHES}`, ''].join('\n');
}

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
