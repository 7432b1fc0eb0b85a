/**
 * Tells which key structure some bytes are, by the skeleton of their ASN.1 alone.
 *
 * Two callers: the importer, which must know a certificate from a bare key; and the guard that keeps keys from being
 * taken for secrets. Nothing is decoded here, and nothing random passes: each skeleton fixes at least 40 bits.
 */

export type DerShape =
  'spki' | 'pkcs8' | 'encrypted-pkcs8' | 'pkcs1-public' | 'pkcs1-private' | 'sec1' | 'x509' | 'csr' | 'pkcs12';

const INTEGER = 0x02;
const BIT_STRING = 0x03;
const OCTET_STRING = 0x04;
const OID = 0x06;
const SEQUENCE = 0x30;
const CONTEXT_0 = 0xa0;

/** A tag, an INTEGER that is a version or an RSA modulus, or a SEQUENCE given by the first tags inside it. */
type Pattern = number | 'version' | 'modulus' | readonly number[];

interface Skeleton {
  readonly shape: DerShape;
  /** The first elements of the outer SEQUENCE. */
  readonly starts: readonly Pattern[];
  /** Whether nothing may follow them. */
  readonly ends?: boolean;
}

const ALGORITHM: Pattern = [OID];

/** The order matters only where a later row's start is a part of an earlier one's. */
const skeletons: readonly Skeleton[] = [
  // RFC 5280: SubjectPublicKeyInfo ::= SEQUENCE { algorithm, subjectPublicKey BIT STRING }
  { shape: 'spki', starts: [ALGORITHM, BIT_STRING], ends: true },
  // RFC 5958: OneAsymmetricKey ::= SEQUENCE { version, privateKeyAlgorithm, privateKey OCTET STRING, ... }
  { shape: 'pkcs8', starts: ['version', ALGORITHM, OCTET_STRING] },
  // RFC 5958: EncryptedPrivateKeyInfo ::= SEQUENCE { encryptionAlgorithm, encryptedData OCTET STRING }
  { shape: 'encrypted-pkcs8', starts: [ALGORITHM, OCTET_STRING], ends: true },
  // RFC 8017: RSAPrivateKey ::= SEQUENCE { version, n, e, d, p, q, dP, dQ, qInv, ... }
  { shape: 'pkcs1-private', starts: ['version', ...new Array<Pattern>(8).fill(INTEGER)] },
  // RFC 8017: RSAPublicKey ::= SEQUENCE { n, e }
  { shape: 'pkcs1-public', starts: ['modulus', INTEGER], ends: true },
  // RFC 5915: ECPrivateKey ::= SEQUENCE { version, privateKey OCTET STRING, parameters [0], publicKey [1] }
  { shape: 'sec1', starts: ['version', OCTET_STRING, CONTEXT_0] },
  { shape: 'sec1', starts: ['version', OCTET_STRING], ends: true },
  // RFC 5280: Certificate ::= SEQUENCE { tbsCertificate, signatureAlgorithm, signatureValue }; version 1 has no [0]
  { shape: 'x509', starts: [[CONTEXT_0, INTEGER], ALGORITHM, BIT_STRING], ends: true },
  { shape: 'x509', starts: [[INTEGER, SEQUENCE, SEQUENCE, SEQUENCE], ALGORITHM, BIT_STRING], ends: true },
  // RFC 2986: CertificationRequest ::= SEQUENCE { certificationRequestInfo, signatureAlgorithm, signature }
  { shape: 'csr', starts: [[INTEGER, SEQUENCE, SEQUENCE], ALGORITHM, BIT_STRING], ends: true },
  // RFC 7292: PFX ::= SEQUENCE { version, authSafe ContentInfo, macData OPTIONAL }
  { shape: 'pkcs12', starts: ['version', ALGORITHM, SEQUENCE], ends: true },
  { shape: 'pkcs12', starts: ['version', ALGORITHM], ends: true },
];

interface Element {
  readonly tag: number;
  readonly start: number;
  readonly end: number;
}

/** The element at an offset, or undefined where no DER element fits before `end`. */
function elementAt(bytes: Uint8Array, offset: number, end: number): Element | undefined {
  const tag = bytes[offset];
  const first = bytes[offset + 1];
  if (tag === undefined || first === undefined || offset + 2 > end) return undefined;
  let start = offset + 2;
  let length = first;
  if (first >= 0x80) {
    const octets = first & 0x7f;
    if (octets === 0 || octets > 4) return undefined;
    length = 0;
    for (let i = 0; i < octets; i++) length = length * 256 + (bytes[start + i] ?? 0);
    start += octets;
  }
  return start + length <= end ? { tag, start, end: start + length } : undefined;
}

/** Up to `limit` sibling elements; undefined where the bytes are no run of DER elements. */
function elementsOf(bytes: Uint8Array, parent: Element, limit: number): Element[] | undefined {
  const found: Element[] = [];
  let offset = parent.start;
  while (offset < parent.end && found.length < limit) {
    const element = elementAt(bytes, offset, parent.end);
    if (element === undefined) return undefined;
    found.push(element);
    offset = element.end;
  }
  return found;
}

function matches(bytes: Uint8Array, element: Element | undefined, pattern: Pattern): boolean {
  if (element === undefined) return false;
  if (typeof pattern === 'number') return element.tag === pattern;
  if (pattern === 'version') return element.tag === INTEGER && isVersion(bytes, element);
  if (pattern === 'modulus') return element.tag === INTEGER && isModulus(bytes, element);
  if (element.tag !== SEQUENCE) return false;
  const inner = elementsOf(bytes, element, pattern.length);
  return inner !== undefined && pattern.every((tag, i) => isOf(bytes, inner[i], tag));
}

/** The versions of these structures are 0 to 3. */
function isVersion(bytes: Uint8Array, { start, end }: Element): boolean {
  return end - start === 1 && (bytes[start] ?? 0xff) <= 3;
}

/** An odd positive number of 505 bits or more. */
function isModulus(bytes: Uint8Array, { start, end }: Element): boolean {
  return end - start >= 64 && (bytes[start] ?? 0xff) < 0x80 && ((bytes[end - 1] ?? 0) & 1) === 1;
}

/** The arcs that algorithms of keys have: 1.2, 1.3 and 2.16, two to an octet (X.690 section 8.19.4). */
const arcs: readonly (number | undefined)[] = [0x2a, 0x2b, 0x60];

function isOf(bytes: Uint8Array, element: Element | undefined, tag: number): boolean {
  return element?.tag === tag && (tag !== OID || arcs.includes(bytes[element.start]));
}

/** Every skeleton is a SEQUENCE that begins with a SEQUENCE or an INTEGER; said of most octets without any other look. */
function startsLikeKey(bytes: Uint8Array, offset: number): boolean {
  if (offset + 1 >= bytes.length || bytes[offset] !== SEQUENCE) return false;
  const length = bytes[offset + 1] ?? 0;
  const inner = offset + 2 + (length < 0x80 ? 0 : length & 0x7f);
  return inner < bytes.length && (bytes[inner] === SEQUENCE || bytes[inner] === INTEGER);
}

const MAX_ELEMENTS = 16;

/** The shape of a DER structure at an offset of some bytes; what follows it is not looked at. */
export function derShape(bytes: Uint8Array, offset = 0): DerShape | undefined {
  if (!startsLikeKey(bytes, offset)) return undefined;
  const outer = elementAt(bytes, offset, bytes.length);
  if (outer === undefined) return undefined;
  const elements = elementsOf(bytes, outer, MAX_ELEMENTS);
  if (elements === undefined) return undefined;
  const found = skeletons.find(({ starts, ends = false }) => {
    if (ends && elements.length !== starts.length) return false;
    return starts.every((pattern, i) => matches(bytes, elements[i], pattern));
  });
  return found?.shape;
}
