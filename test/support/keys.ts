/**
 * Keys for tests: those of the RFCs' examples, as JWKs, and a few more made by node:crypto for the types that the
 * examples lack. Nothing here comes from the library under test.
 */

import * as crypto from 'node:crypto';
import { privateKeyObject, publicKeyObject } from './forge';
import { readOwnVector, type Json } from './vectors';

interface KeyVectors {
  readonly keys: { readonly [name: string]: Jwk };
}

const rfc7515 = readOwnVector<KeyVectors>('rfc7515_appendix_a.json').keys;
const rfc8037 = readOwnVector<KeyVectors>('rfc8037_appendix_a.json').keys;

export type Jwk = { readonly kty: string; readonly [member: string]: string };

function named(set: KeyVectors['keys'], name: string): Jwk {
  const jwk = set[name];
  if (jwk === undefined) throw new Error(`No key ${name} among the vectors`);
  return jwk;
}

/** Without the members that make it private. */
export function publicHalf(jwk: Json): Jwk {
  const secret = new Set(['d', 'p', 'q', 'dp', 'dq', 'qi', 'k', 'oth', 'priv']);
  return Object.fromEntries(Object.entries(jwk).filter(([name]) => !secret.has(name))) as unknown as Jwk;
}

function generated(make: () => crypto.KeyObject): () => Jwk {
  let made: Jwk | undefined;
  return () => (made ??= make().export({ format: 'jwk' }) as Jwk);
}

const p384 = generated(() => crypto.generateKeyPairSync('ec', { namedCurve: 'P-384' }).privateKey);
const secp256k1 = generated(() => crypto.generateKeyPairSync('ec', { namedCurve: 'secp256k1' }).privateKey);
const ed448 = generated(() => crypto.generateKeyPairSync('ed448').privateKey);
const otherRsa = generated(() => crypto.generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey);
const otherP256 = generated(() => crypto.generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey);
const otherEd25519 = generated(() => crypto.generateKeyPairSync('ed25519').privateKey);

/** Private JWKs without kid, alg or use. */
export const jwks = {
  oct: named(rfc7515, 'A.1'),
  rsa: named(rfc7515, 'A.2'),
  p256: named(rfc7515, 'A.3'),
  p521: named(rfc7515, 'A.4'),
  ed25519: named(rfc8037, 'A.1'),
  get p384(): Jwk {
    return p384();
  },
  get secp256k1(): Jwk {
    return secp256k1();
  },
  get ed448(): Jwk {
    return ed448();
  },
  get otherRsa(): Jwk {
    return otherRsa();
  },
  get otherP256(): Jwk {
    return otherP256();
  },
  get otherEd25519(): Jwk {
    return otherEd25519();
  },
};

export type KeyName = keyof typeof jwks;

export function publicJwk(name: KeyName): Jwk {
  return publicHalf(jwks[name]);
}

export function privateObject(name: KeyName): crypto.KeyObject {
  return privateKeyObject(jwks[name]);
}

export function publicObject(name: KeyName): crypto.KeyObject {
  return publicKeyObject(publicJwk(name));
}

/** A secret of the right size for every HMAC algorithm, as bytes. */
export const secret = Buffer.from(jwks.oct['k'] ?? '', 'base64url');

/** Every algorithm that signs with a key, and the key of these tests that serves it. */
export const algorithms: readonly { readonly alg: string; readonly key: KeyName; readonly deterministic: boolean }[] = [
  { alg: 'HS256', key: 'oct', deterministic: true },
  { alg: 'HS384', key: 'oct', deterministic: true },
  { alg: 'HS512', key: 'oct', deterministic: true },
  { alg: 'RS256', key: 'rsa', deterministic: true },
  { alg: 'RS384', key: 'rsa', deterministic: true },
  { alg: 'RS512', key: 'rsa', deterministic: true },
  { alg: 'PS256', key: 'rsa', deterministic: false },
  { alg: 'PS384', key: 'rsa', deterministic: false },
  { alg: 'PS512', key: 'rsa', deterministic: false },
  { alg: 'ES256', key: 'p256', deterministic: false },
  { alg: 'ES384', key: 'p384', deterministic: false },
  { alg: 'ES512', key: 'p521', deterministic: false },
  { alg: 'ES256K', key: 'secp256k1', deterministic: false },
  { alg: 'EdDSA', key: 'ed25519', deterministic: true },
  { alg: 'EdDSA', key: 'ed448', deterministic: true },
  { alg: 'Ed25519', key: 'ed25519', deterministic: true },
  { alg: 'Ed448', key: 'ed448', deterministic: true },
];

/** Everything but `none`: for cases in which only the key and the signature may decide. */
export const everyAlgorithm: readonly string[] = [...new Set(algorithms.map(({ alg }) => alg))];
