/** What a key shows of itself, and what becomes of it. */

import { inspect } from 'node:util';
import {
  generateKey,
  importKey,
  Key,
  KeySet,
  OctKey,
  RSAKey,
  ECKey,
  OKPKey,
  AKPKey,
  thumbprint,
  type AnyKey,
} from '../../lib/jwk';
import { handleOf } from '../../lib/jwk/key';
import { jwks, publicHalf } from '../support/keys';

const secretMembers = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'k', 'oth', 'priv'];

describe.each(Object.entries({ oct: jwks.oct, rsa: jwks.rsa, p256: jwks.p256, ed25519: jwks.ed25519 }))(
  '%s',
  (_name, jwk) => {
    const own = { kid: 'k1', use: 'sig', custom: { list: [1, { deep: true }] } };
    const key = importKey({ ...jwk, ...own });
    const secrets = secretMembers.flatMap((name) => jwk[name] ?? []);

    it('never shows its secrets', () => {
      const set = new KeySet([key]);
      const shown = [
        inspect(key, { depth: 10, showHidden: true }),
        inspect(set, { depth: 10, showHidden: true }),
        inspect({ nested: [key] }),
        JSON.stringify(key),
        JSON.stringify({ set, key }),
        JSON.stringify(set),
        JSON.stringify(key.parameters),
        JSON.stringify(Object.entries(key)),
        JSON.stringify(structuredCloneable(key)),
      ].join('\n');
      expect(secrets.length).toBeGreaterThan(0);
      for (const secret of secrets) expect(shown).not.toContain(secret.slice(0, 12));
      expect(inspect(key)).toMatch(
        new RegExp(`^${key.constructor.name} \\{ kid: 'k1', use: 'sig',.*bits: ${key.bits}`, 's'),
      );
    });

    it('has its public members as parameters, frozen', () => {
      expect(key.parameters).toEqual({ ...publicHalf(jwk), ...own });
      expect(key.parameters).toBe(key.parameters);
      for (const value of [
        key,
        key.parameters,
        key.parameters['custom'],
        (key.parameters['custom'] as typeof own.custom).list[1],
      ]) {
        expect(Object.isFrozen(value)).toBe(true);
      }
      expect(() => {
        (key as { kid: string }).kid = 'changed';
      }).toThrow(TypeError);
    });

    it('gives a JWK that the caller may change', () => {
      const exported = key.toJWK({ private: true });
      expect(exported).toEqual({ ...jwk, ...own });
      exported.kid = 'changed';
      exported['custom'] = 0;
      expect(key.toJWK({ private: true })).toEqual({ ...jwk, ...own });
    });

    it('leaves what it was made of alone', () => {
      const given = Object.freeze({ ...jwk, ...own, key_ops: Object.freeze(['sign', 'verify']) });
      const parameters = Object.freeze({ kid: 'k2', custom: Object.freeze([1]) });
      expect(importKey(given as never, parameters)).toMatchObject({
        kid: 'k2',
        use: 'sig',
        keyOps: ['sign', 'verify'],
      });
      const changing = { ...jwk, key_ops: ['sign'], custom: { a: 1 } };
      const imported = importKey(changing);
      changing.key_ops.push('verify');
      changing.custom.a = 2;
      expect(imported.toJWK({ private: true })).toEqual({ ...jwk, key_ops: ['sign'], custom: { a: 1 } });
    });

    it('is unusable once disposed', () => {
      const doomed = importKey({ ...jwk, ...own });
      const set = new KeySet([doomed]);
      doomed.dispose();
      doomed.dispose();
      const uses = [
        () => doomed.toJWK({ private: true }),
        () => doomed.thumbprint(),
        () => doomed.parameters,
        () => handleOf(doomed),
        () => set.toJWKS({ private: true }),
        ...(doomed.kty === 'oct' ? [] : [() => doomed.toPEM(), () => doomed.toJWK(), () => doomed.publicKey()]),
      ];
      for (const use of uses) {
        expect(use).toThrow(
          expect.objectContaining({
            code: 'ERR_JWK_INVALID',
            message: expect.stringMatching(/disposed/) as string,
          }) as Error,
        );
      }
      expect(inspect(doomed)).toMatch(/^\w+ \(disposed\) \{ kid: 'k1'/);
      expect(doomed.kid).toBe('k1');
      expect(importKey({ ...jwk, ...own }).thumbprint()).toBe(key.thumbprint());
    });

    it('outlives the public half that is disposed, and the other way round', () => {
      if (key.kty === 'oct') return;
      const first = importKey(jwk);
      first.publicKey().dispose();
      expect(first.toJWK()).toEqual(publicHalf(jwk));
      const half = first.publicKey();
      first.dispose();
      expect(half.toJWK()).toEqual(publicHalf(jwk));
    });
  },
);

/** What a message to another thread would carry of a key: its own enumerable properties. */
function structuredCloneable(key: AnyKey): object {
  return Object.fromEntries(Object.entries(key));
}

it('is disposed by using, where the runtime has it', () => {
  const symbol = (Symbol as { dispose?: symbol }).dispose;
  const key = generateKey('oct', 256);
  if (symbol === undefined) return;
  (key as unknown as Record<symbol, () => void>)[symbol]!();
  expect(() => key.thumbprint()).toThrow(/disposed/);
});

describe('classes', () => {
  it.each([RSAKey, ECKey, OKPKey, OctKey, AKPKey, Key])('%p is not made with new', (keyClass) => {
    const construct = keyClass as unknown as new (...args: unknown[]) => unknown;
    for (const args of [[], ['secret'], [Symbol('construct'), {}]]) {
      expect(() => new construct(...args)).toThrow(/jwk\.importKey/);
    }
  });

  it('are of one family', () => {
    for (const jwk of [jwks.oct, jwks.rsa, jwks.p256, jwks.ed25519])
      expect(importKey(jwk as never)).toBeInstanceOf(Key);
  });
});

describe('members', () => {
  it('named like anything are only names', () => {
    const jwk = JSON.parse(
      `{"kty":"oct","k":"${'A'.repeat(43)}","__proto__":{"kid":"evil"},"constructor":1,"toString":"x"}`,
    ) as never;
    const key = importKey(jwk);
    expect(key.kid).toBeUndefined();
    const exported = key.toJWK({ private: true });
    expect(Object.getPrototypeOf(exported)).toBe(Object.prototype);
    expect(JSON.parse(JSON.stringify(exported))).toEqual(jwk);
    expect(Object.keys(exported).sort()).toEqual(['__proto__', 'constructor', 'k', 'kty', 'toString']);
    expect(Object.prototype).not.toHaveProperty('kid');
  });

  it('that belong to another type of key are dropped', () => {
    const key = importKey({ ...publicHalf(jwks.p256), k: 'c2VjcmV0', n: 'AQAB', p: 'x', priv: 'x' });
    expect(key.toJWK()).toEqual(publicHalf(jwks.p256));
    expect(key.isPrivate).toBe(false);
  });

  it('that are undefined do not exist', () => {
    expect(
      importKey({ ...publicHalf(jwks.p256), kid: undefined, own: undefined, d: undefined } as never).toJWK(),
    ).toEqual(publicHalf(jwks.p256));
  });

  it('given as parameters win', () => {
    const key = importKey({ ...jwks.p256, kid: 'a', use: 'sig', x5t: 'AA' }, { kid: 'b', own: 1 });
    expect(key.toJWK()).toEqual({ ...publicHalf(jwks.p256), kid: 'b', use: 'sig', x5t: 'AA', own: 1 });
  });

  it('autoKid fills in a missing kid alone', () => {
    expect(importKey(jwks.p256 as never, { autoKid: true }).kid).toBe(thumbprint(jwks.p256 as never));
    expect(importKey({ ...jwks.p256, kid: 'own' }, { autoKid: true }).kid).toBe('own');
    expect(importKey(jwks.p256 as never, { autoKid: false }).kid).toBeUndefined();
    expect(OctKey.importKey('secret', { autoKid: true }).kid).toBe(thumbprint({ kty: 'oct', k: 'c2VjcmV0' }));
  });
});

describe('key_ops of a public half', () => {
  it.each([
    [['sign'], ['verify']],
    [['sign', 'verify'], ['verify']],
    [['verify'], ['verify']],
    [
      ['decrypt', 'unwrapKey'],
      ['encrypt', 'wrapKey'],
    ],
    [['encrypt', 'decrypt'], ['encrypt']],
    [['deriveKey', 'deriveBits'], []],
    [
      ['own', 'sign'],
      ['own', 'verify'],
    ],
    [[], []],
  ])('%j become %j', (keyOps, expected) => {
    const key = importKey({ ...jwks.p256, key_ops: keyOps });
    expect(key.publicKey().keyOps).toEqual(expected);
    expect(key.publicKey().parameters.key_ops).toEqual(expected);
    expect(key.toJWK().key_ops).toEqual(expected);
    expect(new KeySet([key]).toJWKS().keys[0]?.key_ops).toEqual(expected);
    expect(key.toJWK({ private: true }).key_ops).toEqual(keyOps);
    const publicKey = importKey({ ...publicHalf(jwks.p256), key_ops: keyOps });
    expect(publicKey.toJWK().key_ops).toEqual(keyOps);
  });
});
