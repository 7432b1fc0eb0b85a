/** Keys of encryption: what a set finds for an algorithm, and what is remembered of a key. */

import { errors, KeySet, OctKey } from '../../lib';
import { type Algorithm, contentEncryption, keyManagementAlgorithm, keyManagementWith } from '../../lib/jwa';
import { generateKey, importKey } from '../../lib/jwk';
import { assertFits, suitability } from '../../lib/jwk/usable';
import { octJwk, secretOf } from '../support/jwe-keys';
import { jwks } from '../support/keys';

function algorithm(name: string, enc?: string): Algorithm {
  const row = keyManagementAlgorithm(name)!;
  return enc === undefined ? row : keyManagementWith(row, contentEncryption(enc)!);
}

function codeOf(run: () => unknown): string | undefined {
  try {
    run();
    return undefined;
  } catch (error) {
    if (error instanceof errors.JoseError) return error.code;
    throw error;
  }
}

describe('KeySet.find', () => {
  const x25519 = generateKey('OKP', 'X25519', { kid: 'x25519' });
  const keys = [
    importKey({ ...jwks.rsa, kid: 'rsa' }),
    importKey({ ...jwks.p256, kid: 'p256' }),
    importKey({ ...jwks.ed25519, kid: 'ed25519' }),
    importKey(octJwk(16, { kid: 'oct' })),
    importKey(octJwk(16, { kid: 'dir', alg: 'dir' })),
    importKey(octJwk(16, { kid: 'gcm', alg: 'A128GCM' })),
    x25519,
  ];
  const set = new KeySet(keys);

  test.each([
    ['RSA-OAEP', ['rsa']],
    ['RSA1_5', ['rsa']],
    ['ECDH-ES', ['p256', 'x25519']],
    ['ECDH-ES+A128KW', ['p256', 'x25519']],
    ['A128KW', ['oct']],
    ['PBES2-HS256+A128KW', ['oct']],
    ['dir', ['oct', 'dir']],
    ['A128GCM', ['oct', 'gcm']],
    ['X', []],
  ])('%s: %j', (alg, kids) => {
    expect(set.find({ alg }).map(({ kid }) => kid)).toEqual(kids);
  });
});

test('an answer for one operation, algorithm or content encryption is none for another', () => {
  const key = importKey(octJwk(16));
  const dir = algorithm('dir', 'A128GCM');
  for (let round = 0; round < 2; round++) {
    for (const operation of ['encrypt', 'decrypt'] as const) {
      expect(codeOf(() => assertFits(key, dir, operation, false))).toBeUndefined();
      expect(codeOf(() => assertFits(key, algorithm('A128KW'), operation, true))).toBeUndefined();
      expect(codeOf(() => assertFits(key, algorithm('RSA-OAEP'), operation, false))).toBe('ERR_KEY_TYPE_MISMATCH');
    }
    expect(codeOf(() => assertFits(key, algorithm('dir', 'A256GCM'), 'encrypt', false))).toBe('ERR_KEY_TOO_SHORT');
    expect(codeOf(() => assertFits(key, algorithm('dir', 'A256GCM'), 'decrypt', false))).toBeUndefined();
    expect(suitability(key, algorithm('dir', 'A256GCM'), 'decrypt', false)).toBe('wrong size');
    expect(suitability(key, dir, 'decrypt', false)).toBe('good');
  }
});

test('every algorithm with keys of another type', () => {
  const oct = OctKey.importKey(secretOf(16));
  const rsa = importKey(jwks.rsa);
  const ed25519 = importKey(jwks.ed25519);
  for (const [name, key] of [
    ['ECDH-ES', oct],
    ['ECDH-ES', rsa],
    ['ECDH-ES', ed25519],
    ['ECDH-ES+A256KW', importKey(jwks.secp256k1)],
    ['A128KW', rsa],
    ['dir', ed25519],
    ['PBES2-HS256+A128KW', rsa],
    ['RSA1_5', oct],
  ] as const) {
    for (const operation of ['encrypt', 'decrypt'] as const) {
      expect(codeOf(() => assertFits(key, algorithm(name), operation, false))).toBe('ERR_KEY_TYPE_MISMATCH');
    }
  }
});

test('messages name what is needed', () => {
  const rsa = importKey(jwks.rsa);
  expect(() => assertFits(rsa, algorithm('ECDH-ES'), 'encrypt', false)).toThrow(
    /EC \(P-256 or P-384 or P-521\), or OKP \(X25519 or X448\) .*found one of type RSA/,
  );
  const short = OctKey.importKey('short');
  expect(() => assertFits(short, algorithm('dir', 'A128GCM'), 'encrypt', false)).toThrow(
    /dir with A128GCM needs a secret of 16 bytes .*found 5/,
  );
});
