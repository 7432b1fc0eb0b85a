/**
 * What marks octets as a key: the beginnings of the texts and structures that hold one.
 *
 * A mark is found wherever it stands. So each fixes at least 40 bits, and of a million random secrets none has one.
 */

import { derShape, type DerShape } from './der-shape';
import { startsWith } from './secret-encodings';

/** A key that stands among other octets. */
export interface FoundKey {
  readonly what: string;
  /** How to use it as the key that it is. */
  readonly advice: string;
}

interface Mark {
  /** The octets that it begins with, as Latin-1. */
  readonly starts: string;
  /** The name of the key, or a function that looks further and names it where it is one. */
  readonly what: string | ((octets: Uint8Array, offset: number) => string | undefined);
  readonly advice: string;
}

const importIt = 'import it with jwk.importKey, which gives an RSAKey, ECKey or OKPKey';
const parseIt = 'parse it with JSON.parse and import the object with jwk.importKey';
const convertIt = 'write the key as PEM or JWK with the program that made it, and import that with jwk.importKey';
const convertSsh = 'convert it with: ssh-keygen -e -m PKCS8 -f FILE, and import that with jwk.importKey';
const leaveIt = 'JOSE has no algorithm for such a key';

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

function nameOfDer(octets: Uint8Array, offset: number): string | undefined {
  const shape = derShape(octets, offset);
  return shape === undefined ? undefined : `${structureNames[shape]} in DER`;
}

/** The octets of a short stretch as text, for a search: only labels and names of algorithms, never a key. */
function textAt(octets: Uint8Array, offset: number, length: number): string {
  return String.fromCharCode(...octets.subarray(offset, offset + length));
}

const pemLabels: readonly (readonly [RegExp, string])[] = [
  [/^ PGP /, 'a PGP block'],
  [/^[A-Z0-9 ]* REQUEST-/, 'a certificate request in PEM'],
  [/^[A-Z0-9 ]* CERTIFICATE-/, 'a certificate in PEM'],
  [/^[A-Z0-9 ]* PUBLIC KEY-/, 'a public key in PEM'],
  [/^[A-Z0-9 ]* PRIVATE KEY-/, 'a private key in PEM'],
];

const BEGIN = '-----BEGIN';
const MAX_LABEL = 40;

function nameOfPem(octets: Uint8Array, offset: number): string {
  const label = textAt(octets, offset + BEGIN.length, MAX_LABEL);
  return pemLabels.find(([pattern]) => pattern.test(label))?.[1] ?? 'PEM text';
}

const isSpace = (octet: number | undefined): boolean =>
  octet === 0x20 || (octet !== undefined && octet >= 0x09 && octet <= 0x0d);

function skipSpace(octets: Uint8Array, offset: number): number {
  let i = offset;
  while (isSpace(octets[i])) i++;
  return i;
}

const COLON = 0x3a;
const isLetterOrDigit = (octet = 0): boolean => /[A-Za-z0-9]/.test(String.fromCharCode(octet));
const isQuote = (octet: number | undefined): boolean => octet === 0x22 || octet === 0x27;

/** Whether a text in quotes is the name of a member of an object: a colon follows. */
function isQuotedName(octets: Uint8Array, offset: number, length: number): boolean {
  const quote = octets[offset - 1];
  if (!isQuote(quote) || octets[offset + length] !== quote) return false;
  return octets[skipSpace(octets, offset + length + 1)] === COLON;
}

/** RFC 7518 section 6.1 and RFC 9964; without quotes only these make a member of "kty", as `util.inspect` writes it. */
const looseKty = /^kty[^A-Za-z0-9]{0,8}:[^A-Za-z0-9]{0,8}(?:RSA|EC|OKP|AKP|oct)(?![A-Za-z0-9])/;
const MAX_LOOSE_KTY = 24;

function nameOfJwk(octets: Uint8Array, offset: number): string | undefined {
  // Of the longer look there is no need where the name goes on.
  if (isLetterOrDigit(octets[offset + 3])) return undefined;
  const isJwk = isQuotedName(octets, offset, 3) || looseKty.test(textAt(octets, offset, MAX_LOOSE_KTY));
  return isJwk ? 'a JWK as text' : undefined;
}

function nameOfJwkSet(octets: Uint8Array, offset: number): string | undefined {
  return isQuotedName(octets, offset, 4) ? 'a JWK Set as text' : undefined;
}

const isNameOfSsh = Uint8Array.from({ length: 256 }, (_, octet) =>
  /[a-z0-9@.-]/.test(String.fromCharCode(octet)) ? 1 : 0,
);
const MAX_SSH_NAME = 64;
const FOUR_ZERO_DIGITS = Buffer.from('AAAA', 'latin1');

/** The algorithm's name in a line of OpenSSH, then the base64 of its length in four octets (RFC 4253 section 6.6). */
function isSshLine(octets: Uint8Array, offset: number): boolean {
  let end = offset;
  while (end < offset + MAX_SSH_NAME && isNameOfSsh[octets[end] ?? 0] === 1) end++;
  return isSpace(octets[end]) && startsWith(octets, skipSpace(octets, end), FOUR_ZERO_DIGITS);
}

function nameOfSsh(octets: Uint8Array, offset: number): string | undefined {
  return isSshLine(octets, offset) || isSshWire(octets, offset) ? 'an SSH public key' : undefined;
}

const OF_SECURITY_KEY = Buffer.from('sk-', 'latin1');

/** Whether the algorithm's name stands after its length in four octets, as in the octets of an SSH public key. */
function isSshWire(octets: Uint8Array, offset: number): boolean {
  const start = startsWith(octets, offset - OF_SECURITY_KEY.length, OF_SECURITY_KEY)
    ? offset - OF_SECURITY_KEY.length
    : offset;
  const length = octets[start - 1] ?? 0;
  const isShort = octets[start - 4] === 0 && octets[start - 3] === 0 && octets[start - 2] === 0;
  return isShort && length >= 7 && length <= 64;
}

const AGE = 'age1';
const isBech32 = Uint8Array.from({ length: 256 }, (_, octet) =>
  /[02-9ac-hj-np-z]/.test(String.fromCharCode(octet)) ? 1 : 0,
);
const DIGITS_OF_AGE = 58;

/** An age recipient is bech32 of 32 octets. Digit by digit, since most that begins so ends at once. */
function nameOfAgeRecipient(octets: Uint8Array, offset: number): string | undefined {
  const end = offset + AGE.length + DIGITS_OF_AGE;
  for (let i = offset + AGE.length; i < end; i++) if (isBech32[octets[i] ?? 0] !== 1) return undefined;
  return 'an age recipient';
}

/** Of several marks that begin alike, the first that fits gives the name. */
const marks: readonly Mark[] = [
  // RFC 7468 section 2, and the armor of RFC 4716 and RFC 9580.
  { starts: BEGIN, what: nameOfPem, advice: importIt },
  { starts: '---- BEGIN SSH2 ', what: 'an SSH public key', advice: convertSsh },
  { starts: '0', what: nameOfDer, advice: importIt },
  { starts: 'kty', what: nameOfJwk, advice: parseIt },
  { starts: 'keys', what: nameOfJwkSet, advice: 'parse it with JSON.parse and use KeySet.importKeySet' },
  { starts: 'ssh-', what: nameOfSsh, advice: convertSsh },
  { starts: 'ecdsa-sha2-', what: nameOfSsh, advice: convertSsh },
  { starts: 'openssh-key-v1', what: 'an OpenSSH private key', advice: convertSsh },
  { starts: 'PuTTY-User-Key-File-', what: 'a PuTTY key file', advice: convertIt },
  // RFC 6931 section 2.1 and XML Signature section 4.5.2; .NET writes RSA keys so.
  { starts: 'RSAKeyValue', what: 'an RSA key in XML', advice: convertIt },
  { starts: 'DSAKeyValue', what: 'a DSA key in XML', advice: leaveIt },
  { starts: 'ECKeyValue', what: 'an EC key in XML', advice: convertIt },
  // id-data and id-signedData of RFC 5652, as in PKCS#12 and PKCS#7 files, which may be in BER.
  { starts: '\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07', what: 'a PKCS#12 or PKCS#7 file', advice: convertIt },
  { starts: '\xfe\xed\xfe\xed\x00\x00\x00', what: 'a Java key store', advice: convertIt },
  { starts: 'AGE-SECRET-KEY-1', what: 'an age identity', advice: leaveIt },
  { starts: 'AGE-PLUGIN-', what: 'an age identity', advice: leaveIt },
  { starts: AGE, what: nameOfAgeRecipient, advice: leaveIt },
];

interface PreparedMark extends Mark {
  readonly octets: Uint8Array;
}

/** The marks that begin with an octet. */
const marksOf: readonly (readonly PreparedMark[])[] = Array.from({ length: 256 }, (_, octet) =>
  marks
    .map((mark) => ({ ...mark, octets: Buffer.from(mark.starts, 'latin1') }))
    .filter(({ octets }) => octets[0] === octet),
);

/** For each two octets whether a mark begins with them: nearly every place is passed by one look. */
const canBegin = new Uint8Array(0x10000);
for (const { octets } of marksOf.flat()) {
  const [first = 0, second] = octets;
  if (second === undefined) canBegin.fill(1, first << 8, (first + 1) << 8);
  else canBegin[(first << 8) | second] = 1;
}

/** The first key that stands among some octets. */
export function findKey(octets: Uint8Array): FoundKey | undefined {
  let next = octets[0] ?? 0;
  for (let offset = 0; offset + 1 < octets.length; offset++) {
    const first = next;
    next = octets[offset + 1] ?? 0;
    if (canBegin[(first << 8) | next] === 0) continue;
    for (const { octets: starts, what, advice } of marksOf[first] ?? []) {
      if (!startsWith(octets, offset, starts)) continue;
      const name = typeof what === 'string' ? what : what(octets, offset);
      if (name !== undefined) return { what: name, advice };
    }
  }
  return undefined;
}
