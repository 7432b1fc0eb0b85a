/** A key serves what its type, its curve and its own words allow, and nothing else. */

import { errors } from '../../lib';
import { signatureAlgorithm, type SignatureAlgorithm, signatureAlgorithms } from '../../lib/jwa';
import type * as library from '../../lib/jwk';
import { type AnyKey, generateKey, importKey, KeySet, OctKey } from '../../lib/jwk';
import type * as fits from '../../lib/jwk/usable';
import { assertFits, suitability } from '../../lib/jwk/usable';
import { algorithms as served, jwks } from '../support/keys';

const x25519 = generateKey('OKP', 'X25519');
const keys: readonly (readonly [string, AnyKey])[] = [
  ...(['oct', 'rsa', 'p256', 'p384', 'p521', 'secp256k1', 'ed25519', 'ed448'] as const).map(
    (name) => [name, importKey(jwks[name] as never)] as const,
  ),
  ['x25519', x25519],
];

function algorithm(name: string): SignatureAlgorithm {
  return signatureAlgorithm(name)!;
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

describe.each(signatureAlgorithms.map((row) => [row.name, row] as const))('%s', (name, row) => {
  it.each(keys)('with %s', (keyName, key) => {
    const fits = served.some(({ alg, key: serving }) => alg === name && serving === keyName);
    const expected = fits ? undefined : 'ERR_KEY_TYPE_MISMATCH';
    for (const operation of ['sign', 'verify'] as const) {
      for (const strict of [false, true, false]) {
        expect(
          codeOf(() => {
            assertFits(key, row, operation, strict);
          }),
        ).toBe(expected);
        expect(suitability(key, row, operation, strict)).toBe(fits ? 'good' : 'misfit');
      }
    }
    if (key.kty === 'oct') return;
    const publicKey = key.publicKey();
    expect(
      codeOf(() => {
        assertFits(publicKey, row, 'verify', true);
      }),
    ).toBe(expected);
    expect(
      codeOf(() => {
        assertFits(publicKey, row, 'sign', true);
      }),
    ).toBe('ERR_KEY_TYPE_MISMATCH');
  });
});

describe('what a key says it is for', () => {
  const mismatch = 'ERR_KEY_USE_MISMATCH';
  const cases: [string, object, string | undefined, string | undefined][] = [
    ['nothing', {}, undefined, undefined],
    ['use sig', { use: 'sig' }, undefined, undefined],
    ['use enc', { use: 'enc' }, mismatch, mismatch],
    ['an unknown use', { use: 'x' }, mismatch, mismatch],
    ['its alg', { alg: 'ES256' }, undefined, undefined],
    ['an unknown alg', { alg: 'ES512x' }, mismatch, mismatch],
    ['key_ops sign', { key_ops: ['sign'] }, undefined, mismatch],
    ['key_ops verify', { key_ops: ['verify'] }, mismatch, undefined],
    ['both key_ops', { key_ops: ['verify', 'sign'] }, undefined, undefined],
    ['other key_ops', { key_ops: ['encrypt', 'x'] }, mismatch, mismatch],
    ['no key_ops', { key_ops: [] }, mismatch, mismatch],
  ];
  it.each(cases)('%s', (_name, members, sign, verify) => {
    const key = importKey({ ...jwks.p256, ...members });
    expect(
      codeOf(() => {
        assertFits(key, algorithm('ES256'), 'sign', false);
      }),
    ).toBe(sign);
    expect(
      codeOf(() => {
        assertFits(key, algorithm('ES256'), 'verify', false);
      }),
    ).toBe(verify);
  });

  it('an answer for one operation is none for another', () => {
    const key = importKey({ ...jwks.rsa, key_ops: ['verify'], alg: 'PS256' });
    assertFits(key, algorithm('PS256'), 'verify', false);
    expect(
      codeOf(() => {
        assertFits(key, algorithm('PS256'), 'sign', false);
      }),
    ).toBe(mismatch);
    expect(
      codeOf(() => {
        assertFits(key, algorithm('RS256'), 'verify', false);
      }),
    ).toBe(mismatch);
    expect(
      codeOf(() => {
        assertFits(key, algorithm('PS384'), 'verify', true);
      }),
    ).toBe(mismatch);
  });
});

describe('short secrets', () => {
  const sizes: [string, number][] = [
    ['HS256', 32],
    ['HS384', 48],
    ['HS512', 64],
  ];

  it.each(sizes)('%s needs %d bytes', (name, size) => {
    const row = algorithm(name);
    for (const length of [1, size - 1, size, size + 1]) {
      const bytes = Buffer.alloc(length, 7);
      const jwk = importKey({ kty: 'oct', k: bytes.toString('base64url') });
      const bare = OctKey.importKey(bytes);
      const expected = length < size ? 'ERR_KEY_TOO_SHORT' : undefined;
      for (const operation of ['sign', 'verify'] as const) {
        expect(
          codeOf(() => {
            assertFits(bare, row, operation, false);
          }),
        ).toBeUndefined();
        expect(
          codeOf(() => {
            assertFits(bare, row, operation, true);
          }),
        ).toBe(expected);
        for (const strict of [true, false])
          expect(
            codeOf(() => {
              assertFits(jwk, row, operation, strict);
            }),
          ).toBe(expected);
      }
    }
  });

  it('warn once where they are bare', () => {
    jest.resetModules();
    const emitted: unknown[][] = [];
    const spy = jest.spyOn(process, 'emitWarning').mockImplementation((...args: unknown[]) => void emitted.push(args));
    try {
      const fresh = jest.requireActual<typeof library>('../../lib/jwk');
      const { assertFits: assertFreshly } = jest.requireActual<typeof fits>('../../lib/jwk/usable');
      for (const secret of ['one', 'two', 'three'])
        assertFreshly(fresh.OctKey.importKey(secret), algorithm('HS256'), 'verify', false);
    } finally {
      spy.mockRestore();
    }
    expect(emitted).toEqual([
      [
        expect.stringMatching(/HS256 needs a secret of at least 32 bytes.*found 3/),
        { type: 'SecurityWarning', code: 'JOSE_SHORT_SECRET' },
      ],
    ]);
  });

  it('in a set count as bare only where they were', () => {
    const set = new KeySet([OctKey.importKey('short')]);
    expect(suitability(set.keys[0]!, algorithm('HS256'), 'verify', false)).toBe('good');
    expect(suitability(set.keys[0]!, algorithm('HS256'), 'verify', true)).toBe('wrong size');
    const imported = KeySet.importKeySet(set.toJWKS({ private: true }));
    expect(suitability(imported.keys[0]!, algorithm('HS256'), 'verify', false)).toBe('wrong size');
  });
});
