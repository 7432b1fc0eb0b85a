/** The demo, as `npm run demo` runs it: on the built package. */

import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { cleanEnv, node, removeTemporaryFolders, temporaryFolder } from './support';
import { join } from 'node:path';

afterAll(removeTemporaryFolders);

const algorithms = ['HS256', 'RS256', 'ES256', 'Ed25519'];

function demo(...args: string[]): { status: number | null; stdout: string; stderr: string } {
  return node(['examples/demo.mjs', ...args], { env: cleanEnv() });
}

/** Which file's key each algorithm used. */
function keysUsed(stdout: string): Record<string, string> {
  return Object.fromEntries([...stdout.matchAll(/^(\w+), with a key of (.*)$/gm)].map(([, alg, file]) => [alg, file]));
}

function file(text: string | Buffer): string {
  return join(temporaryFolder({ file: text.toString() }), 'file');
}

test('signs the shipped claims with all four algorithms, and shows what was verified', () => {
  const { status, stdout, stderr } = demo();
  expect(stderr).toBe('');
  expect(status).toBe(0);
  expect(stdout).toMatch(/^jose-openssl with OpenSSL 3\.\d/);
  expect(Object.keys(keysUsed(stdout))).toEqual(algorithms);
  const tokens = [...stdout.matchAll(/token +([\w-]+)\.([\w-]+)\.([\w-]+)$/gm)];
  expect(
    tokens.map(([, header]) => (JSON.parse(Buffer.from(header!, 'base64url').toString()) as { alg: string }).alg),
  ).toEqual(algorithms);
  for (const [, , payload] of tokens)
    expect(stdout).toContain(`verified  ${Buffer.from(payload!, 'base64url').toString()}`);
});

test('signs claims of its caller with a PEM key of its caller', () => {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const pem = file(privateKey.export({ type: 'pkcs8', format: 'pem' }));
  const { stdout, stderr } = demo(file('{"sub":"somebody else"}'), pem);
  expect(stderr).toBe('');
  expect(stdout).toContain('verified  {"sub":"somebody else"}');
  const { ES256, ...others } = keysUsed(stdout);
  expect(join(ES256!)).toContain(join(pem, '..').split('/').at(-1)!);
  for (const used of Object.values(others)) expect(used).toContain('.generated');
});

test('takes every key that serves from a JWK or a JWK Set', () => {
  const secret = { kty: 'oct', k: randomBytes(32).toString('base64url'), kid: 'mine' };
  const okp = generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' });
  expect(keysUsed(demo('examples/claims.json', file(JSON.stringify(secret))).stdout).HS256).not.toContain('.generated');
  const used = keysUsed(demo('examples/claims.json', file(JSON.stringify({ keys: [secret, okp] }))).stdout);
  expect(algorithms.filter((alg) => !used[alg]!.includes('.generated'))).toEqual(['HS256', 'Ed25519']);
});

test('says when a key file fits nothing', () => {
  const { publicKey } = generateKeyPairSync('ed25519');
  const { stdout } = demo('examples/claims.json', file(publicKey.export({ type: 'spki', format: 'pem' })));
  expect(stdout).toContain('has no secret or private key that fits any of these algorithms');
});

test.each([
  ['a claims file that is not there', ['/nonexistent/claims.json'], 'claims.json cannot be read (ENOENT)'],
  ['claims that are not JSON', [file('{"sub":')], 'is not JSON'],
  ['claims that are no object', [file('[1]')], 'must hold one JSON object'],
  ['a key file that is not there', ['examples/claims.json', '/nonexistent/key.pem'], 'key.pem cannot be read (ENOENT)'],
  ['a key file that holds no key', ['examples/claims.json', file('hello')], 'holds no usable key'],
])('%s is a mistake that is explained without a stack', (_what, args, explanation) => {
  const { status, stderr } = demo(...args);
  expect(status).toBe(1);
  expect(stderr).toContain(explanation);
  expect(stderr).not.toContain('    at ');
});
