/**
 * JWEs made and opened with node:crypto and plain text work, independent of the library: what an attacker, or another
 * implementation, would send and read.
 */

import * as crypto from 'node:crypto';
import { b64u, fromB64u, privateKeyObject, publicKeyObject } from './forge';
import type { Json } from './vectors';

/** The size of each content key in octets. */
export const contentKeySizes: Readonly<Record<string, number>> = {
  'A128CBC-HS256': 32,
  'A192CBC-HS384': 48,
  'A256CBC-HS512': 64,
  A128GCM: 16,
  A192GCM: 24,
  A256GCM: 32,
};

export const encNames = Object.keys(contentKeySizes);

export function sizeOf(enc: string): number {
  const size = contentKeySizes[enc];
  if (size === undefined) throw new Error(`No enc ${enc}`);
  return size;
}

export interface Sealed {
  readonly iv: Buffer;
  readonly ciphertext: Buffer;
  readonly tag: Buffer;
}

interface CbcHalves {
  readonly macKey: Buffer;
  readonly cipher: string;
  readonly encKey: Buffer;
  readonly hash: string;
  readonly tagLength: number;
}

function halvesOf(enc: string, cek: Buffer): CbcHalves {
  const half = cek.length / 2;
  return {
    macKey: cek.subarray(0, half),
    encKey: cek.subarray(half),
    cipher: `aes-${half * 8}-cbc`,
    hash: `sha${enc.slice(-3)}`,
    tagLength: half,
  };
}

/** RFC 7518 section 5.2.2.1: the tag over AAD, IV, ciphertext and the length of the AAD. */
export function cbcTag(enc: string, cek: Buffer, iv: Buffer, aad: string, ciphertext: Buffer): Buffer {
  const { macKey, hash, tagLength } = halvesOf(enc, cek);
  const length = Buffer.alloc(8);
  length.writeBigUInt64BE(BigInt(aad.length * 8));
  const input = Buffer.concat([Buffer.from(aad, 'ascii'), iv, ciphertext, length]);
  return crypto.createHmac(hash, macKey).update(input).digest().subarray(0, tagLength);
}

/** Encrypts content with a given key. */
export function seal(enc: string, cek: Buffer, aad: string, plaintext: string | Uint8Array, iv?: Buffer): Sealed {
  const octets = typeof plaintext === 'string' ? Buffer.from(plaintext) : plaintext;
  if (enc.endsWith('GCM')) {
    const nonce = iv ?? crypto.randomBytes(12);
    const cipher = crypto.createCipheriv(`aes-${cek.length * 8}-gcm` as crypto.CipherGCMTypes, cek, nonce);
    cipher.setAAD(Buffer.from(aad, 'ascii'));
    const ciphertext = Buffer.concat([cipher.update(octets), cipher.final()]);
    return { iv: nonce, ciphertext, tag: cipher.getAuthTag() };
  }
  const vector = iv ?? crypto.randomBytes(16);
  const { cipher: name, encKey } = halvesOf(enc, cek);
  const cipher = crypto.createCipheriv(name, encKey, vector);
  const ciphertext = Buffer.concat([cipher.update(octets), cipher.final()]);
  return { iv: vector, ciphertext, tag: cbcTag(enc, cek, vector, aad, ciphertext) };
}

/** Decrypts content; throws where the tag is wrong. */
export function open(enc: string, cek: Buffer, aad: string, { iv, ciphertext, tag }: Sealed): Buffer {
  if (enc.endsWith('GCM')) {
    const decipher = crypto.createDecipheriv(`aes-${cek.length * 8}-gcm` as crypto.CipherGCMTypes, cek, iv);
    decipher.setAAD(Buffer.from(aad, 'ascii'));
    decipher.setAuthTag(tag);
    return Buffer.concat([decipher.update(ciphertext), decipher.final()]);
  }
  if (!cbcTag(enc, cek, iv, aad, ciphertext).equals(tag)) throw new Error('Bad tag');
  const { cipher: name, encKey } = halvesOf(enc, cek);
  const decipher = crypto.createDecipheriv(name, encKey, iv);
  return Buffer.concat([decipher.update(ciphertext), decipher.final()]);
}

/** AES Key Wrap (RFC 3394) of octets whose number is a multiple of eight. */
export function wrap(kek: Uint8Array, cek: Uint8Array): Buffer {
  const cipher = crypto.createCipheriv(`id-aes${kek.length * 8}-wrap`, kek, Buffer.alloc(8, 0xa6));
  return Buffer.concat([cipher.update(cek), cipher.final()]);
}

export function unwrap(kek: Uint8Array, wrapped: Uint8Array): Buffer {
  const decipher = crypto.createDecipheriv(`id-aes${kek.length * 8}-wrap`, kek, Buffer.alloc(8, 0xa6));
  return Buffer.concat([decipher.update(wrapped), decipher.final()]);
}

const oaepHashes: Readonly<Record<string, string>> = {
  'RSA-OAEP': 'sha1',
  'RSA-OAEP-256': 'sha256',
  'RSA-OAEP-384': 'sha384',
  'RSA-OAEP-512': 'sha512',
};

function rsaPadding(alg: string): { padding: number; oaepHash?: string } {
  if (alg === 'RSA1_5') return { padding: crypto.constants.RSA_PKCS1_PADDING };
  return { padding: crypto.constants.RSA_PKCS1_OAEP_PADDING, oaepHash: oaepHashes[alg] ?? 'sha1' };
}

function rsaDecrypt(alg: string, key: object, encryptedKey: Buffer): Buffer {
  if (alg !== 'RSA1_5') return crypto.privateDecrypt({ key: privateKeyObject(key), ...rsaPadding(alg) }, encryptedKey);
  // Node has no PKCS #1 v1.5 any more; octets of a good message end the padding with their first zero.
  const padding = crypto.constants.RSA_NO_PADDING;
  const block = crypto.privateDecrypt({ key: privateKeyObject(key), padding }, encryptedKey);
  return block.subarray(block.indexOf(0, 2) + 1);
}

/** RFC 7518 section 4.6.2. */
export function concatKdf(secret: Buffer, name: string, length: number, apu: Buffer, apv: Buffer): Buffer {
  const field = (octets: Buffer): Buffer => {
    const size = Buffer.alloc(4);
    size.writeUInt32BE(octets.length);
    return Buffer.concat([size, octets]);
  };
  const bits = Buffer.alloc(4);
  bits.writeUInt32BE(length * 8);
  const info = Buffer.concat([field(Buffer.from(name)), field(apu), field(apv), bits]);
  const blocks: Buffer[] = [];
  for (let counter = 1; blocks.length * 32 < length; counter++) {
    const round = Buffer.alloc(4);
    round.writeUInt32BE(counter);
    blocks.push(crypto.createHash('sha256').update(round).update(secret).update(info).digest());
  }
  return Buffer.concat(blocks).subarray(0, length);
}

function partyOf(header: Json, name: 'apu' | 'apv'): Buffer {
  const value = header[name];
  return fromB64u(typeof value === 'string' ? value : '');
}

/** The key that a header with ECDH-ES agrees on, from a shared secret. */
export function agreedKey(header: Json, secret: Buffer): Buffer {
  const alg = String(header['alg']);
  const wrapping = /\+A(\d+)KW$/.exec(alg)?.[1];
  const [name, length] = wrapping === undefined ? [String(header['enc']), sizeOf(String(header['enc']))] : [alg, Number(wrapping) / 8]; // prettier-ignore
  return concatKdf(secret, name, length, partyOf(header, 'apu'), partyOf(header, 'apv'));
}

/** The content key of a token, with the recipient's private JWK, secret or password. */
export function contentKey(header: Json, encryptedKey: Buffer, key: Json | Buffer): Buffer {
  const alg = String(header['alg']);
  const secret = Buffer.isBuffer(key) ? key : fromB64u(typeof key['k'] === 'string' ? key['k'] : '');
  if (alg === 'dir') return secret;
  if (/^A\d+KW$/.test(alg)) return unwrap(secret, encryptedKey);
  if (/^A\d+GCMKW$/.test(alg)) {
    const [iv, tag] = [fromB64u(String(header['iv'])), fromB64u(String(header['tag']))];
    return open(`A${secret.length * 8}GCM`, secret, '', { iv, ciphertext: encryptedKey, tag });
  }
  if (alg.startsWith('RSA')) return rsaDecrypt(alg, key, encryptedKey);
  if (alg.startsWith('PBES2')) return unwrap(passwordKey(header, secret), encryptedKey);
  const publicKey = publicKeyObject(header['epk'] as object);
  const agreed = agreedKey(header, crypto.diffieHellman({ privateKey: privateKeyObject(key), publicKey }));
  return alg === 'ECDH-ES' ? agreed : unwrap(agreed, encryptedKey);
}

/** RFC 7518 section 4.8: the wrapping key of a password. */
export function passwordKey(header: Json, password: Buffer): Buffer {
  const [, hash = '', bits = ''] = /^PBES2-HS(\d+)\+A(\d+)KW$/.exec(String(header['alg'])) ?? [];
  const salt = Buffer.concat([Buffer.from(`${String(header['alg'])}\0`), fromB64u(String(header['p2s']))]);
  return crypto.pbkdf2Sync(password, salt, Number(header['p2c']), Number(bits) / 8, `sha${hash}`);
}

/** The parts of a compact token. */
export function partsOf(token: string): { header: Json; text: string; encryptedKey: Buffer; sealed: Sealed } {
  const [text = '', key = '', iv = '', ciphertext = '', tag = ''] = token.split('.');
  const header = JSON.parse(fromB64u(text).toString('utf8')) as Json;
  const sealed = { iv: fromB64u(iv), ciphertext: fromB64u(ciphertext), tag: fromB64u(tag) };
  return { header, text, encryptedKey: fromB64u(key), sealed };
}

/** Decrypts a compact token without the library. */
export function openCompact(token: string, key: Json | Buffer): Buffer {
  const { header, text, encryptedKey, sealed } = partsOf(token);
  return open(String(header['enc']), contentKey(header, encryptedKey, key), text, sealed);
}

export interface Forgery {
  readonly header: Json | string;
  readonly cek: Buffer;
  readonly enc?: string;
  readonly encryptedKey?: Buffer | string;
  readonly plaintext?: string | Uint8Array;
  readonly iv?: Buffer;
}

/** A compact token of whatever header, content key and encrypted key. */
export function forgeCompact({ header, cek, enc, encryptedKey = '', plaintext = 'hello', iv }: Forgery): string {
  const text = b64u(header);
  const parsed = typeof header === 'string' ? {} : header;
  const sealed = seal(enc ?? String(parsed['enc']), cek, text, plaintext, iv);
  return joinCompact(text, encryptedKey, sealed);
}

export function joinCompact(
  headerText: string,
  encryptedKey: Buffer | string,
  { iv, ciphertext, tag }: Sealed,
): string {
  const key = typeof encryptedKey === 'string' ? encryptedKey : b64u(encryptedKey);
  return [headerText, key, b64u(iv), b64u(ciphertext), b64u(tag)].join('.');
}

/** A token of "dir", the shortest way to content of any kind. */
export function forgeDirect(header: Json, secret: Buffer, plaintext: string | Uint8Array = 'hello'): string {
  return forgeCompact({ header: { alg: 'dir', ...header }, enc: String(header['enc']), cek: secret, plaintext });
}

/** The encrypted key of RSA, holding any octets. */
export function rsaEncrypt(alg: string, publicJwk: object, octets: Buffer): Buffer {
  return crypto.publicEncrypt({ key: publicKeyObject(publicJwk), ...rsaPadding(alg) }, octets);
}
