/** Every key management algorithm of JWE with the keys of these tests that serve it. */

import * as crypto from 'node:crypto';
import { b64u } from './forge';
import { contentKeySizes } from './forge-jwe';
import { jwks, publicHalf, type Jwk } from './keys';

function generated(make: () => crypto.KeyObject): () => Jwk {
  let made: Jwk | undefined;
  return () => (made ??= make().export({ format: 'jwk' }) as Jwk);
}

const p384 = generated(() => crypto.generateKeyPairSync('ec', { namedCurve: 'P-384' }).privateKey);
const p521 = generated(() => crypto.generateKeyPairSync('ec', { namedCurve: 'P-521' }).privateKey);
const x25519 = generated(() => crypto.generateKeyPairSync('x25519').privateKey);
const x448 = generated(() => crypto.generateKeyPairSync('x448').privateKey);
const otherX25519 = generated(() => crypto.generateKeyPairSync('x25519').privateKey);

/** The private keys for agreement, by curve. */
export function agreementKey(crv: string): Jwk {
  const makers: Record<string, () => Jwk> = { 'P-256': () => jwks.p256, 'P-384': p384, 'P-521': p521, X25519: x25519, X448: x448 }; // prettier-ignore
  const make = makers[crv];
  if (make === undefined) throw new Error(`No key on ${crv}`);
  return make();
}

export function otherAgreementKey(crv: string): Jwk {
  return crv === 'P-256' ? jwks.otherP256 : otherX25519();
}

export const agreementCurves = ['P-256', 'P-384', 'P-521', 'X25519', 'X448'] as const;

/** A secret of so many octets, other for each first octet. */
export function secretOf(length: number, first = 1): Buffer {
  return Buffer.from(Array.from({ length }, (_, index) => (first * 31 + index * 7) & 255));
}

export function octJwk(length: number, members: object = {}, first = 1): Jwk {
  return { kty: 'oct', k: b64u(secretOf(length, first)), ...members };
}

export const password = Buffer.from('a password, and not a short one');

export interface AlgorithmCase {
  readonly name: string;
  readonly alg: string;
  /** What decrypts: a private JWK or a secret. */
  readonly secret: (enc: string) => Jwk | Buffer;
  /** What encrypts. */
  readonly open: (enc: string) => Jwk | Buffer;
  readonly recommended: boolean;
}

function symmetric(alg: string, length: number | undefined, recommended: boolean): AlgorithmCase {
  const key = (enc: string): Jwk => octJwk(length ?? contentKeySizes[enc] ?? 0);
  return { name: alg, alg, secret: key, open: key, recommended };
}

function rsa(alg: string, recommended: boolean): AlgorithmCase {
  return { name: alg, alg, secret: () => jwks.rsa, open: () => publicHalf(jwks.rsa), recommended };
}

function agreement(alg: string, crv: string, recommended: boolean): AlgorithmCase {
  const key = (): Jwk => agreementKey(crv);
  return { name: `${alg} on ${crv}`, alg, secret: key, open: () => publicHalf(key()), recommended };
}

function pbes2(alg: string): AlgorithmCase {
  return { name: alg, alg, secret: () => password, open: () => password, recommended: false };
}

const withWrapping = ['ECDH-ES+A128KW', 'ECDH-ES+A192KW', 'ECDH-ES+A256KW'];

export const algorithmCases: readonly AlgorithmCase[] = [
  symmetric('dir', undefined, true),
  symmetric('A128KW', 16, true),
  symmetric('A192KW', 24, false),
  symmetric('A256KW', 32, true),
  symmetric('A128GCMKW', 16, false),
  symmetric('A192GCMKW', 24, false),
  symmetric('A256GCMKW', 32, false),
  rsa('RSA1_5', false),
  rsa('RSA-OAEP', true),
  rsa('RSA-OAEP-256', true),
  rsa('RSA-OAEP-384', false),
  rsa('RSA-OAEP-512', false),
  ...agreementCurves.map((crv) => agreement('ECDH-ES', crv, true)),
  ...withWrapping.flatMap((alg) => agreementCurves.map((crv) => agreement(alg, crv, alg !== 'ECDH-ES+A192KW'))),
  pbes2('PBES2-HS256+A128KW'),
  pbes2('PBES2-HS384+A192KW'),
  pbes2('PBES2-HS512+A256KW'),
];

/** Options for a quick run of any of them. */
export function optionsFor(alg: string): { algorithms: string[]; p2c: number } {
  return { algorithms: [alg], p2c: 1000 };
}

/** The same for decrypting, which takes no p2c. */
export function allowing(...algorithms: string[]): { algorithms: string[] } {
  return { algorithms };
}
