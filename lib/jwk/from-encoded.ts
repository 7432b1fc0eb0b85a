/** Keys in PEM and DER. */

import { InvalidJWKError, KeyPasswordError, NotSupportedError } from '../errors/classes';
import type { Bytes } from '../internal/bytes';
import { native, type KeyHandle } from '../internal/native';
import { quote } from '../internal/text';
import { derShape, type DerShape } from './der-shape';
import type { Members } from './json-copy';
import { hasPemArmor, readPem, type PemBlock } from './pem';

/** A key out of its encoding, with the JWK members that the encoding gave. */
export interface EncodedKey {
  readonly handle: KeyHandle;
  readonly members: Members;
}

type DerFormat = Parameters<typeof native.importDer>[1];

/** PEM labels: RFC 7468 sections 5, 10 and 13, and OpenSSL's names for PKCS#1 and SEC1. */
const formatOfLabel: ReadonlyMap<string, DerFormat> = new Map<string, DerFormat>([
  ['PUBLIC KEY', 'spki'],
  ['PRIVATE KEY', 'pkcs8'],
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

const encryptedKey = (password: Bytes | undefined): Error =>
  password === undefined
    ? new KeyPasswordError('This private key is encrypted; give its password in parameters.password.')
    : new NotSupportedError(
        'Encrypted private keys are not supported yet; decrypt it with: openssl pkey -in FILE -out FILE',
      );

export function importPem(text: string, password: Bytes | undefined): EncodedKey {
  // `openssl ecparam -genkey` writes the curve's parameters in a block of their own before the key.
  const all = readPem(text);
  const blocks = all.length > 1 ? all.filter(({ label }) => label !== 'EC PARAMETERS') : all;
  const [first] = blocks;
  if (first === undefined) throw new InvalidJWKError('This PEM text holds parameters of a key, but no key.');
  if (first.legacyEncrypted || first.label === 'ENCRYPTED PRIVATE KEY') throw encryptedKey(password);
  const format = formatOfLabel.get(first.label);
  if (format === undefined) {
    const advice = adviceOfLabel.get(first.label) ?? `expected one of ${[...formatOfLabel.keys()].join(', ')}`;
    throw new InvalidJWKError(
      `A PEM block labelled ${quote(first.label)} holds no key that can be used here; ${advice}.`,
    );
  }
  if (format === 'x509') return importCertificates(blocks);
  if (blocks.length > 1) {
    throw new InvalidJWKError(
      `Expected one key in this PEM text, found ${blocks.length} blocks; import each by itself.`,
    );
  }
  return { handle: native.importDer(first.der, format), members: {} };
}

function importCertificates(blocks: readonly PemBlock[]): EncodedKey {
  const other = blocks.find(({ label }) => formatOfLabel.get(label) !== 'x509');
  if (other !== undefined) {
    throw new InvalidJWKError(
      `Expected a certificate chain in this PEM text, found ${quote(other.label)} in it; import each by itself.`,
    );
  }
  return importCertificate(blocks.map(({ der }) => der));
}

/** The key of the first certificate; no trust decision is made (RFC 7517 section 4.7). */
function importCertificate(chain: readonly Uint8Array[]): EncodedKey {
  const [leaf = new Uint8Array()] = chain;
  return {
    handle: native.importDer(leaf, 'x509'),
    members: {
      x5c: chain.map((der) => Buffer.from(der).toString('base64')),
      x5t: native.digest('sha1', leaf),
      'x5t#S256': native.digest('sha256', leaf),
    },
  };
}

/** Structures that hold no key that can be read here. */
const refusals: Readonly<Partial<Record<DerShape, (password: Bytes | undefined) => Error>>> = {
  'encrypted-pkcs8': encryptedKey,
  pkcs12: () =>
    new NotSupportedError('PKCS#12 files are not supported yet; extract the key with: openssl pkcs12 -in FILE -nodes'),
  csr: () => new InvalidJWKError('This is a certificate request; give the certificate or the key instead.'),
};

/** Keys in DER, told apart by their structure; PEM in bytes is taken as well. */
export function importEncodedBytes(bytes: Uint8Array, password: Bytes | undefined): EncodedKey {
  const shape = derShape(bytes);
  if (shape === undefined) {
    const text = pemText(bytes);
    if (text !== undefined) return importPem(text, password);
    throw new InvalidJWKError(
      'Expected a key in PEM or DER (SPKI, PKCS#8, PKCS#1, SEC1 or X.509), found other bytes; ' +
        'a raw secret goes to OctKey.importKey.',
    );
  }
  if (shape === 'x509') return importCertificate([bytes]);
  const refusal = refusals[shape];
  if (refusal !== undefined) throw refusal(password);
  return { handle: native.importDer(bytes, 'any'), members: {} };
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
export function importText(text: string, password: Bytes | undefined): EncodedKey {
  if (hasPemArmor(text)) return importPem(text, password);
  const hint = /^\s*\{/.test(text)
    ? 'a JWK is given as an object: use JSON.parse'
    : 'a raw secret goes to OctKey.importKey';
  throw new InvalidJWKError(`Expected PEM text, found no "-----BEGIN …-----" line; ${hint}.`);
}
