/**
 * Tokens made with node:crypto and plain text work, independent of the library: what an attacker, or another
 * implementation, would send.
 */

import * as crypto from 'node:crypto';

export function b64u(value: string | Uint8Array | object): string {
  if (typeof value === 'string') return Buffer.from(value, 'utf8').toString('base64url');
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64url');
  return Buffer.from(JSON.stringify(value), 'utf8').toString('base64url');
}

export function fromB64u(text: string): Buffer {
  return Buffer.from(text, 'base64url');
}

/** The JSON of a token's protected header. */
export function headerOf(token: string): Record<string, unknown> {
  return JSON.parse(fromB64u(token.split('.')[0] ?? '').toString('utf8')) as Record<string, unknown>;
}

const hashes: Record<string, string> = { 256: 'sha256', 384: 'sha384', 512: 'sha512' };

function hashOf(alg: string): string {
  const hash = hashes[alg.slice(2, 5)];
  if (hash === undefined) throw new Error(`No hash for ${alg}`);
  return hash;
}

/** HMAC of the text with a secret, which node:crypto allows to be empty or short. */
export function mac(alg: string, secret: string | Uint8Array, input: string): Buffer {
  return crypto.createHmac(hashOf(alg), secret).update(input).digest();
}

/** A signature by any algorithm that JOSE names, over the signing input. */
export function signInput(
  alg: string,
  key: crypto.KeyObject | string | Uint8Array,
  input: string | Uint8Array,
): Buffer {
  const data = typeof input === 'string' ? Buffer.from(input) : Buffer.from(input);
  const family = alg.slice(0, 2);
  if (family === 'HS') return crypto.createHmac(hashOf(alg), key).update(data).digest();
  if (typeof key === 'string' || key instanceof Uint8Array) throw new Error(`${alg} needs a KeyObject`);
  if (family === 'Ed') return crypto.sign(null, data, key);
  if (family === 'RS') return crypto.sign(hashOf(alg), data, key);
  if (family === 'PS') {
    const padding = crypto.constants.RSA_PKCS1_PSS_PADDING;
    return crypto.sign(hashOf(alg), data, { key, padding, saltLength: crypto.constants.RSA_PSS_SALTLEN_DIGEST });
  }
  return crypto.sign(hashOf(alg), data, { key, dsaEncoding: 'ieee-p1363' });
}

export function privateKeyObject(jwk: object): crypto.KeyObject {
  return crypto.createPrivateKey({ key: jwk as crypto.JsonWebKey, format: 'jwk' });
}

export function publicKeyObject(jwk: object): crypto.KeyObject {
  return crypto.createPublicKey({ key: jwk as crypto.JsonWebKey, format: 'jwk' });
}

/** A compact token from texts that are taken as they are: the header may be no JSON at all. */
export function rawCompact(
  headerText: string | Uint8Array,
  payload: string | Uint8Array,
  sign: (signingInput: string) => Uint8Array,
): string {
  const input = `${b64u(headerText)}.${b64u(payload)}`;
  return `${input}.${b64u(sign(input))}`;
}

/** A compact token whose header text is anything, with a good HS256 tag. */
export function hs256(
  headerText: string | Uint8Array | object,
  payload: string | Uint8Array,
  secret: string | Uint8Array,
): string {
  const text =
    typeof headerText === 'string' || headerText instanceof Uint8Array ? headerText : JSON.stringify(headerText);
  return rawCompact(text, payload, (input) => mac('HS256', secret, input));
}

/** A compact token signed by `alg`, whatever its header says. */
export function compact(
  header: object,
  payload: string | Uint8Array,
  key: crypto.KeyObject | string | Uint8Array,
  alg: string,
): string {
  return rawCompact(JSON.stringify(header), payload, (input) => signInput(alg, key, input));
}

/** A token whose three parts are put together as they are, with a good HS256 tag over the first two. */
export function retagged(headerPart: string, payloadPart: string, secret: string | Uint8Array): string {
  const input = `${headerPart}.${payloadPart}`;
  return `${input}.${b64u(mac('HS256', secret, input))}`;
}

/** Replaces one of a compact token's parts. */
export function withPart(token: string, index: 0 | 1 | 2, change: (part: string) => string): string {
  return token
    .split('.')
    .map((part, at) => (at === index ? change(part) : part))
    .join('.');
}

/** A flattened JSON JWS from its parts, HS256, the protected header and payload given as text. */
export function flattenedHs256(
  headerText: string,
  payload: string | Uint8Array,
  secret: string | Uint8Array,
): {
  protected: string;
  payload: string;
  signature: string;
} {
  const [protectedPart = '', payloadPart = '', signature = ''] = hs256(headerText, payload, secret).split('.');
  return { protected: protectedPart, payload: payloadPart, signature };
}

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

/** The same bytes with an unused low bit set in the last character; only for texts whose length is not 0 mod 4. */
export function withTrailingBit(text: string): string {
  if (text.length % 4 === 0) throw new Error('This text has no unused bits');
  const last = alphabet.indexOf(text.slice(-1));
  return text.slice(0, -1) + (alphabet[last | 1] ?? '');
}

/** The bytes of a non-negative integer, big-endian, padded to a length. */
export function bytesOf(value: bigint, length: number): Buffer {
  return Buffer.from(value.toString(16).padStart(length * 2, '0'), 'hex');
}

export function integerOf(bytes: Uint8Array): bigint {
  return BigInt(`0x${Buffer.from(bytes).toString('hex')}`);
}
