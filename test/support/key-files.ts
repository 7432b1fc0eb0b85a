/** Key files made octet by octet: what no tool would write, and what an attacker does. */

import { createCipheriv, createHash, createHmac, pbkdf2Sync } from 'node:crypto';

/** One element of DER. */
export function element(tag: number, ...contents: readonly Buffer[]): Buffer {
  const body = Buffer.concat(contents);
  const { length } = body;
  if (length < 0x80) return Buffer.concat([Buffer.from([tag, length]), body]);
  const hex = length.toString(16);
  const octets = Buffer.from(hex.padStart(hex.length + (hex.length % 2), '0'), 'hex');
  return Buffer.concat([Buffer.from([tag, 0x80 | octets.length]), octets, body]);
}

export const sequence = (...parts: readonly Buffer[]): Buffer => element(0x30, ...parts);
export const octetString = (...parts: readonly Buffer[]): Buffer => element(0x04, ...parts);
export const bitString = (...parts: readonly Buffer[]): Buffer => element(0x03, Buffer.alloc(1), ...parts);
export const context0 = (...parts: readonly Buffer[]): Buffer => element(0xa0, ...parts);
export const nothing = element(0x05);

/** A number that is not negative. */
export function integer(value: number | bigint | Buffer): Buffer {
  if (Buffer.isBuffer(value)) return element(0x02, Buffer.alloc(1), value);
  const hex = value.toString(16);
  const octets = Buffer.from(hex.padStart(hex.length + (hex.length % 2), '0'), 'hex');
  return (octets[0] ?? 0) < 0x80 ? element(0x02, octets) : integer(octets);
}

/** A large odd number of so many octets, with its first bit set. */
export const numberOf = (octets: number): Buffer => integer(Buffer.alloc(octets, 0xff));

export function oid(dotted: string): Buffer {
  const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number);
  const octets = [first * 40 + second, ...rest].flatMap((arc) => {
    const groups = [arc & 0x7f];
    for (let left = Math.floor(arc / 128); left > 0; left = Math.floor(left / 128))
      groups.unshift((left & 0x7f) | 0x80);
    return groups;
  });
  return element(0x06, Buffer.from(octets));
}

const oids = {
  rsa: '1.2.840.113549.1.1.1',
  ec: '1.2.840.10045.2.1',
  dsa: '1.2.840.10040.4.1',
  dh: '1.2.840.113549.1.3.1',
  x942dh: '1.2.840.10046.2.1',
  ed25519: '1.3.101.112',
  x25519: '1.3.101.110',
} as const;

export type KeyAlgorithm = keyof typeof oids;

const identifier = (name: KeyAlgorithm, ...parameters: readonly Buffer[]): Buffer =>
  sequence(oid(oids[name]), ...parameters);

/** PKCS#8: what stands in its private key is given. */
export const pkcs8 = (name: KeyAlgorithm, parameters: readonly Buffer[], key: Buffer): Buffer =>
  sequence(integer(0), identifier(name, ...parameters), octetString(key));

export const spki = (name: KeyAlgorithm, parameters: readonly Buffer[], key: Buffer): Buffer =>
  sequence(identifier(name, ...parameters), bitString(key));

/** A certificate for such a key, whose signature nobody checks. */
export function certificate(key: Buffer, extensions: readonly Buffer[] = []): Buffer {
  const signature = sequence(oid('1.2.840.113549.1.1.11'), nothing);
  const name = sequence(element(0x31, sequence(oid('2.5.4.3'), element(0x0c, Buffer.from('test')))));
  const time = element(0x18, Buffer.from('20260101000000Z'));
  const more = extensions.length === 0 ? [] : [element(0xa3, sequence(Buffer.concat(extensions)))];
  const version = context0(integer(2));
  const tbs = sequence(version, integer(1), signature, name, sequence(time, time), name, key, ...more);
  return sequence(tbs, signature, bitString(Buffer.alloc(256)));
}

/** An extension that nobody knows. */
export const extension = (octets: number): Buffer => sequence(oid('1.2.3.4'), octetString(Buffer.alloc(octets)));

/** EC parameters that spell a curve out over a prime of so many octets (X9.62). */
export function explicitCurve(octets: number): Buffer {
  const field = sequence(oid('1.2.840.10045.1.1'), numberOf(octets));
  const coefficient = octetString(Buffer.alloc(octets, 1));
  const base = octetString(Buffer.from([4]), Buffer.alloc(2 * octets, 1));
  return sequence(integer(1), field, sequence(coefficient, coefficient), base, numberOf(octets), integer(1));
}

/** RSAPrivateKey with numbers of given sizes, and with further primes. */
export function rsaPrivate(octets: { n?: number; e?: number; p?: number; q?: number }, primes = 0, size = 1): Buffer {
  const { n = 256, e = 3, p = 128, q = 128 } = octets;
  const numbers = [n, e, n, p, q, p, q, p].map(numberOf);
  const info = sequence(numberOf(size), numberOf(size), numberOf(size));
  const others = primes === 0 ? [] : [sequence(Buffer.concat(Array<Buffer>(primes).fill(info)))];
  return sequence(integer(primes === 0 ? 0 : 1), ...numbers, ...others);
}

// Passwords ------------------------------------------------------------------------------------------------------------

export const filePassword = 'password';
const salt = Buffer.alloc(8, 7);
const hmacSha256 = sequence(oid('1.2.840.113549.2.9'), nothing);

const pbkdf2 = (rounds: number | bigint, ...length: readonly Buffer[]): Buffer =>
  sequence(oid('1.2.840.113549.1.5.12'), sequence(octetString(salt), integer(rounds), ...length, hmacSha256));

/** PBES2 with AES-256-CBC over a derivation. */
const pbes2With = (derivation: Buffer): Buffer =>
  sequence(
    oid('1.2.840.113549.1.5.13'),
    sequence(derivation, sequence(oid('2.16.840.1.101.3.4.1.42'), octetString(Buffer.alloc(16)))),
  );

/** The identifiers of encryptions, each with its rounds. */
export const encryptions = {
  pbes2: (rounds: number | bigint): Buffer => pbes2With(pbkdf2(rounds)),
  scrypt: (rounds: number | bigint): Buffer =>
    pbes2With(
      sequence(
        oid('1.3.6.1.4.1.11591.4.11'),
        sequence(octetString(salt), integer(2), integer(1), integer(BigInt(rounds) / 2n + 1n)),
      ),
    ),
  pbes1: (rounds: number | bigint): Buffer =>
    sequence(oid('1.2.840.113549.1.5.3'), sequence(octetString(salt), integer(rounds))),
  pkcs12: (rounds: number | bigint): Buffer =>
    sequence(oid('1.2.840.113549.1.12.1.3'), sequence(octetString(salt), integer(rounds))),
} as const;

/** Encrypts with PBES2 and one round. */
function encrypt(plaintext: Buffer): Buffer {
  const key = pbkdf2Sync(filePassword, salt, 1, 32, 'sha256');
  const cipher = createCipheriv('aes-256-cbc', key, Buffer.alloc(16));
  return Buffer.concat([cipher.update(plaintext), cipher.final()]);
}

/** EncryptedPrivateKeyInfo. With an identifier of another encryption the ciphertext is none. */
export const encryptedPkcs8 = (key: Buffer, algorithm = encryptions.pbes2(1)): Buffer =>
  sequence(algorithm, octetString(encrypt(key)));

// PKCS#12 --------------------------------------------------------------------------------------------------------------

const bag = (kind: number, value: Buffer): Buffer => sequence(oid(`1.2.840.113549.1.12.10.1.${kind}`), context0(value));
export const keyBag = (key: Buffer): Buffer => bag(1, key);
export const shroudedKeyBag = (encrypted: Buffer): Buffer => bag(2, encrypted);
export const certificateBag = (der: Buffer): Buffer =>
  bag(3, sequence(oid('1.2.840.113549.1.9.22.1'), context0(octetString(der))));

const data = (contents: Buffer): Buffer => sequence(oid('1.2.840.113549.1.7.1'), context0(octetString(contents)));

export const safe = (...bags: readonly Buffer[]): Buffer => data(sequence(...bags));

/** A safe that is encrypted as a whole. */
export function encryptedSafe(bags: readonly Buffer[], algorithm = encryptions.pbes2(1)): Buffer {
  const contents = element(0x80, encrypt(sequence(...bags)));
  const info = sequence(oid('1.2.840.113549.1.7.1'), algorithm, contents);
  return sequence(oid('1.2.840.113549.1.7.6'), context0(sequence(integer(0), info)));
}

/** RFC 7292 appendix B.2, for one block of SHA-256 and one round. */
function macKey(): Buffer {
  const block = 64;
  const text = Buffer.from(`${filePassword}\0`, 'utf16le').swap16();
  const repeat = (octets: Buffer): Buffer => {
    const length = block * Math.ceil(octets.length / block);
    return Buffer.alloc(length, octets);
  };
  return createHash('sha256').update(Buffer.concat([Buffer.alloc(block, 3), repeat(salt), repeat(text)])).digest(); // prettier-ignore
}

/** A whole file, with a MAC of one round that is good, or one that asks for what is given. */
export function pkcs12(safes: readonly Buffer[], mac: { rounds?: number | bigint; algorithm?: Buffer } = {}): Buffer {
  const contents = sequence(...safes);
  const algorithm = mac.algorithm ?? sequence(oid('2.16.840.1.101.3.4.2.1'), nothing);
  const digest = createHmac('sha256', macKey()).update(contents).digest();
  const macData = sequence(sequence(algorithm, octetString(digest)), octetString(salt), integer(mac.rounds ?? 1));
  return sequence(integer(3), data(contents), macData);
}

/** PBMAC1 (RFC 9579), with the length of its key. */
export const pbmac1 = (rounds: number | bigint, length = 32): Buffer =>
  sequence(
    oid('1.2.840.113549.1.5.14'),
    sequence(pbkdf2(rounds, integer(length)), sequence(oid('1.2.840.113549.2.9'), nothing)),
  );

export function pem(label: string, der: Buffer): string {
  return `-----BEGIN ${label}-----\n${der.toString('base64')}\n-----END ${label}-----\n`;
}

/** Every file that can hold a private key in PKCS#8. */
export function filesOf(der: Buffer): [string, unknown][] {
  const encrypted = encryptedPkcs8(der);
  return [
    ['DER', der],
    ['PEM', pem('PRIVATE KEY', der)],
    ['encrypted DER', encrypted],
    ['encrypted PEM', pem('ENCRYPTED PRIVATE KEY', encrypted)],
    ['PKCS#12', pkcs12([safe(keyBag(der))])],
    ['PKCS#12, shrouded', pkcs12([safe(shroudedKeyBag(encrypted))])],
    ['PKCS#12, encrypted', pkcs12([encryptedSafe([keyBag(der)])])],
    ['PKCS#12, shrouded and encrypted', pkcs12([encryptedSafe([shroudedKeyBag(encrypted)])])],
  ];
}

export const publicFilesOf = (der: Buffer): [string, unknown][] => [
  ['DER', der],
  ['PEM', pem('PUBLIC KEY', der)],
  ['certificate', certificate(der)],
  ['PEM certificate', pem('CERTIFICATE', certificate(der))],
];

/** p, q and g of DSA, where y = g^x mod p is what a reader would compute. */
export const dsaParameters = (octets: number): Buffer => sequence(numberOf(octets), integer(2), integer(3));
