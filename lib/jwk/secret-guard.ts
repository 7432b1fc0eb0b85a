/**
 * Keeps keys from being taken for secrets.
 *
 * A verifier that takes a public key's text as an HMAC secret lets anyone forge its tokens, since the public key is
 * public (CVE-2015-9235 and its many descendants; a bypass was white space before the armor, CVE-2026-34950).
 */

import { InvalidJWKError } from '../errors/classes';
import { derShape, type DerShape } from './der-shape';

const structureNames: Record<DerShape, string> = {
  spki: 'a public key (SubjectPublicKeyInfo)',
  pkcs8: 'a private key (PKCS#8)',
  'encrypted-pkcs8': 'an encrypted private key (PKCS#8)',
  'pkcs1-public': 'an RSA public key (PKCS#1)',
  'pkcs1-private': 'an RSA private key (PKCS#1)',
  sec1: 'an EC private key (SEC1)',
  x509: 'an X.509 certificate',
  csr: 'a certificate request',
  pkcs12: 'a PKCS#12 file',
};

/** What a text can look like. Each is tried on the text without leading white space and byte order mark. */
const textPatterns: readonly { readonly pattern: RegExp; readonly what: string }[] = [
  { pattern: /-----BEGIN /, what: 'PEM text' },
  { pattern: /^(?:ssh-[a-z0-9]+|ecdsa-sha2-[a-z0-9-]+|sk-(?:ssh|ecdsa)-[a-z0-9@.-]+)\s/, what: 'an SSH public key' },
  { pattern: /^---- BEGIN SSH2 /, what: 'an SSH public key' },
  { pattern: /^PuTTY-User-Key-File-/, what: 'a PuTTY key file' },
  { pattern: /^openssh-key-v1(?:\s|$)/, what: 'an OpenSSH private key' },
  { pattern: /^[[{][^]*"(?:kty|keys)"\s*:/, what: 'JSON text of a JWK' },
];

/** The length-prefixed type name that an SSH public key's bytes begin with (RFC 4253 section 6.6). */
function isSshWire(bytes: Uint8Array): boolean {
  const length = bytes[3] ?? 0;
  if (bytes[0] !== 0 || bytes[1] !== 0 || bytes[2] !== 0 || length < 7 || length > 64) return false;
  const name = Buffer.from(bytes.subarray(4, 4 + length)).toString('latin1');
  return /^(?:ssh|ecdsa|sk)-[a-z0-9@.-]+$/.test(name);
}

function describeBytes(bytes: Uint8Array): string | undefined {
  const shape = derShape(bytes);
  if (shape !== undefined) return `DER of ${structureNames[shape]}`;
  return isSshWire(bytes) ? 'an SSH public key' : undefined;
}

const MIN_ENCODED_KEY = 40;

function describeText(text: string): string | undefined {
  // White space includes U+FEFF, the byte order mark.
  const trimmed = text.trimStart();
  const found = textPatterns.find(({ pattern }) => pattern.test(trimmed));
  if (found !== undefined) return found.what;
  // The body of a PEM block or of an SSH public key without its armor, as some consoles show it.
  const compact = trimmed.replace(/\s+/g, '');
  if (compact.length < MIN_ENCODED_KEY || !/^[A-Za-z0-9+/_-]+={0,2}$/.test(compact)) return undefined;
  // Hexadecimal digits are of base64's alphabet, too.
  for (const encoding of ['base64', 'hex'] as const) {
    const what = describeBytes(Buffer.from(compact, encoding));
    if (what !== undefined) return `${encoding} of ${what.replace('DER of ', '')}`;
  }
  return undefined;
}

/** The same for UTF-16, as some editors save text: each ASCII character has a zero byte beside it. */
function describeWideText(bytes: Buffer): string | undefined {
  // A secret of random octets has few that are zero. It is not made a string, which would stay behind in V8's heap.
  const zeros = bytes.reduce((count, octet) => (octet === 0 ? count + 1 : count), 0);
  if (bytes.length % 2 !== 0 || zeros < bytes.length / 8) return undefined;
  const bigEndian = Buffer.from(bytes).swap16();
  const what = describeText(bytes.toString('utf16le')) ?? describeText(bigEndian.toString('utf16le'));
  bigEndian.fill(0);
  return what;
}

/** Says what kind of key some text or bytes are, or undefined for what may be a secret. */
export function describeKeyText(secret: string | Uint8Array): string | undefined {
  if (typeof secret === 'string') {
    const binary = secret.startsWith('0') ? describeBytes(Buffer.from(secret, 'latin1')) : undefined;
    return binary ?? describeText(secret);
  }
  const view = Buffer.from(secret.buffer, secret.byteOffset, secret.byteLength);
  return describeBytes(view) ?? describeText(view.toString('utf8')) ?? describeWideText(view);
}

/** Throws InvalidJWKError where text or bytes that are to be a secret are a key of another kind. */
export function refuseKeyAsSecret(secret: string | Uint8Array): void {
  const what = describeKeyText(secret);
  // planted: public-key-as-secret
  if (what === undefined) return;
  throw new InvalidJWKError(
    `an asymmetric key used as secret: expected a shared secret, found ${what}; ` +
      'whoever knows a public key could forge tokens with it, so use RSAKey, ECKey or OKPKey.importKey, and an algorithm of that key',
  );
}
