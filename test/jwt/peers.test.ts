/** Tokens made here are read by others, and theirs here, for each algorithm that both have. */

import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { createSigner, createVerifier, type Algorithm } from 'fast-jwt';
import jsonwebtoken from 'jsonwebtoken';
import { jwt, jwk, type JWK } from '../../lib/index';
import { privateKeyObject, publicKeyObject } from '../support/forge';
import { jwks, publicJwk, secret, type KeyName } from '../support/keys';

const claims = { iss: 'me', aud: ['a', 'b'], sub: 'ünï', n: 1.5, nested: { list: [1, null, true] } };
const pairs: readonly (readonly [alg: string, key: KeyName])[] = [
  ['HS256', 'oct'],
  ['HS384', 'oct'],
  ['HS512', 'oct'],
  ['RS256', 'rsa'],
  ['RS384', 'rsa'],
  ['RS512', 'rsa'],
  ['PS256', 'rsa'],
  ['PS384', 'rsa'],
  ['PS512', 'rsa'],
  ['ES256', 'p256'],
  ['ES384', 'p384'],
  ['ES512', 'p521'],
  ['EdDSA', 'ed25519'],
];

interface Job {
  readonly work: 'sign' | 'verify' | 'encrypt' | 'decrypt' | 'wrap';
  readonly key: object;
  readonly alg: string;
  readonly [member: string]: unknown;
}

/** What jose answers to the jobs, in their order. */
function jose(jobs: readonly Job[]): unknown[] {
  const script = join(__dirname, '..', 'support', 'jose-jobs.mjs');
  return JSON.parse(execFileSync(process.execPath, [script], { input: JSON.stringify(jobs) }).toString()) as unknown[];
}

function publicOf(name: KeyName): JWK {
  return name === 'oct' ? jwks.oct : publicJwk(name);
}

function make(alg: string, name: KeyName): string {
  return jwt.encode({ alg }, claims, jwks[name], { algorithms: [alg], expiresIn: '1h', notBefore: 0 });
}

function read(alg: string, name: KeyName, token: string): object {
  return jwt.decode(token, publicOf(name), { algorithms: [alg], issuer: 'me', audience: 'a' }).claims;
}

/** The halves of a key as fast-jwt and jsonwebtoken take them. */
function halves(name: KeyName): [Buffer | string, Buffer | string] {
  if (name === 'oct') return [secret, secret];
  return [
    privateKeyObject(jwks[name]).export({ format: 'pem', type: 'pkcs8' }),
    publicKeyObject(publicJwk(name)).export({ format: 'pem', type: 'spki' }),
  ];
}

test('jose, signed', () => {
  const options = { issuer: 'me', audience: 'b', typ: 'JWT' };
  const verified = jose(
    pairs.map(([alg, name]) => ({ work: 'verify', key: publicOf(name), alg, token: make(alg, name), options })),
  );
  for (const payload of verified) expect(payload).toMatchObject(claims);
  const header = (alg: string): object => ({ alg, typ: 'JWT' });
  const signed = jose(
    pairs.map(([alg, name]) => ({ work: 'sign', key: jwks[name], alg, claims, header: header(alg) })),
  );
  pairs.forEach(([alg, name], index) => {
    expect(read(alg, name, signed[index] as string)).toMatchObject(claims);
  });
});

test('jose, encrypted', () => {
  const key = { kty: 'oct', k: Buffer.alloc(32, 9).toString('base64url') };
  const kinds = [
    ['dir', 'A256GCM'],
    ['dir', 'A128CBC-HS256'],
    ['A256KW', 'A256GCM'],
    ['A256GCMKW', 'A128GCM'],
  ] as const;
  const encode = (alg: string, enc: string): string =>
    jwt.encode({ alg, enc }, claims, key, { expiresIn: '1h', algorithms: [alg] });
  const opened = jose(
    kinds.map(([alg, enc]) => ({ work: 'decrypt', key, alg: alg === 'dir' ? enc : alg, token: encode(alg, enc) })),
  );
  for (const payload of opened) expect(payload).toMatchObject(claims);
  const sealed = jose(
    kinds.map(([alg, enc]) => ({ work: 'encrypt', key, alg: alg === 'dir' ? enc : alg, claims, header: { alg, enc } })),
  );
  kinds.forEach(([alg], index) => {
    expect(jwt.decode(sealed[index] as string, key, { algorithms: [alg] }).claims).toMatchObject(claims);
  });
});

test('jose, nested', () => {
  const recipient = jwk.generateKey('EC', 'P-256');
  const header = { alg: 'ECDH-ES', enc: 'A256GCM', cty: 'JWT' };
  const token = make('ES256', 'p256');
  const [wrapped] = jose([{ work: 'wrap', key: recipient.toJWK(), alg: 'ECDH-ES', header, token }]);
  const keys = { decrypt: recipient, verify: publicJwk('p256') };
  expect(jwt.decodeNested(wrapped as string, keys).claims).toMatchObject(claims);
});

test.each(pairs)('fast-jwt: %s', (alg, name) => {
  const algorithm = alg as Algorithm;
  const [key, publicKey] = halves(name);
  const verify = createVerifier({ key: publicKey, algorithms: [algorithm], allowedIss: 'me', allowedAud: 'a' });
  expect(verify(make(alg, name))).toMatchObject(claims);
  const token: unknown = createSigner({ key, algorithm, expiresIn: 60_000 })(claims);
  expect(read(alg, name, String(token))).toMatchObject(claims);
});

test.each(pairs.filter(([alg]) => alg !== 'EdDSA'))('jsonwebtoken: %s', (alg, name) => {
  const algorithm = alg as jsonwebtoken.Algorithm;
  const [key, publicKey] = halves(name);
  const options = { algorithms: [algorithm], issuer: 'me', audience: 'b' };
  expect(jsonwebtoken.verify(make(alg, name), publicKey, options)).toMatchObject(claims);
  const token = jsonwebtoken.sign(claims, key, { algorithm, expiresIn: '1h', notBefore: '0s' });
  expect(read(alg, name, token)).toMatchObject(claims);
});
