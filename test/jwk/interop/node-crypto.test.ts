/** Every type of key to node:crypto and WebCrypto and back, in every form that they have. */

import * as crypto from 'node:crypto';
import { generateKey, importKey, type JWK, type Key, type KeyFormat } from '../../../lib/jwk';

const keys: readonly [string, Key][] = [
  ['RSA 2048', generateKey('RSA', 2048)],
  ['RSA 3072', generateKey('RSA', 3072)],
  ...['P-256', 'P-384', 'P-521', 'secp256k1'].map((crv): [string, Key] => [crv, generateKey('EC', crv)]),
  ...['Ed25519', 'Ed448', 'X25519', 'X448'].map((crv): [string, Key] => [crv, generateKey('OKP', crv)]),
];

/** The forms that have a private half, and those that have none, by what both sides call them. */
function formatsOf(key: Key): { private: KeyFormat[]; public: KeyFormat[] } {
  const traditional = { RSA: 'pkcs1', EC: 'sec1' } as const;
  const other = key.kty === 'RSA' || key.kty === 'EC' ? [traditional[key.kty]] : [];
  return { private: ['pkcs8', ...other], public: ['spki', ...(key.kty === 'RSA' ? (['pkcs1'] as const) : [])] };
}

const password = 'ключ & password';

describe.each(keys)('%s', (_name, key) => {
  const privateObject = crypto.createPrivateKey({
    key: key.toJWK({ private: true }) as crypto.JsonWebKey,
    format: 'jwk',
  });
  const publicObject = crypto.createPublicKey({ key: key.toJWK() as crypto.JsonWebKey, format: 'jwk' });
  const same = (other: Key): void => {
    expect(other.toJWK({ private: other.isPrivate })).toEqual(key.toJWK({ private: other.isPrivate }));
  };

  it('JWK', () => {
    expect(privateObject.export({ format: 'jwk' })).toEqual(key.toJWK({ private: true }));
    expect(publicObject.export({ format: 'jwk' })).toEqual(key.toJWK());
  });

  it('KeyObject', () => {
    same(importKey(privateObject));
    same(importKey(publicObject));
  });

  it('PEM and DER', () => {
    const { private: privateFormats, public: publicFormats } = formatsOf(key);
    for (const format of privateFormats) {
      const type = format as 'pkcs8';
      const pem = privateObject.export({ format: 'pem', type });
      expect(key.toPEM({ private: true, format })).toBe(pem);
      expect(key.toDER({ private: true, format })).toEqual(privateObject.export({ format: 'der', type }));
      same(importKey(pem));
      same(importKey(privateObject.export({ format: 'der', type })));
      const read = crypto.createPrivateKey(key.toPEM({ private: true, format }));
      expect(read.export({ format: 'jwk' })).toEqual(key.toJWK({ private: true }));
    }
    for (const format of publicFormats) {
      const type = format as 'spki';
      const pem = publicObject.export({ format: 'pem', type });
      expect(key.toPEM({ format })).toBe(pem);
      expect(key.toDER({ format })).toEqual(publicObject.export({ format: 'der', type }));
      same(importKey(pem));
      same(importKey(publicObject.export({ format: 'der', type })));
      expect(crypto.createPublicKey(key.toPEM({ format })).export({ format: 'jwk' })).toEqual(key.toJWK());
    }
  });

  it('encrypted', () => {
    for (const cipher of ['aes-128-cbc', 'aes-256-cbc', 'des-ede3-cbc']) {
      const options = { type: 'pkcs8', cipher, passphrase: password } as const;
      same(importKey(privateObject.export({ ...options, format: 'pem' }), { password }));
      same(importKey(privateObject.export({ ...options, format: 'der' }), { password }));
      const [, traditional] = formatsOf(key).private;
      if (traditional === undefined) continue;
      const legacy = { type: traditional as 'sec1', cipher, passphrase: password, format: 'pem' } as const;
      same(importKey(privateObject.export(legacy), { password }));
    }
    const pem = key.toPEM({ private: true, password });
    const der = key.toDER({ private: true, password });
    const read = [
      crypto.createPrivateKey({ key: pem, passphrase: password }),
      crypto.createPrivateKey({ key: der, format: 'der', type: 'pkcs8', passphrase: password }),
    ];
    for (const object of read) expect(object.export({ format: 'jwk' })).toEqual(key.toJWK({ private: true }));
  });

  it('WebCrypto', async () => {
    const [names, privateUsage, publicUsage] = webCrypto(key);
    for (const name of names) {
      const parameters = { name, hash: 'SHA-256', namedCurve: key.crv ?? '' };
      const jwk = key.toJWK({ private: true });
      const ours = await crypto.subtle.importKey('jwk', jwk as crypto.JsonWebKey, parameters, true, [privateUsage]);
      const exported = (await crypto.subtle.exportKey('jwk', ours)) as unknown as JWK;
      for (const theirs of [ours, exported]) {
        const back = importKey(theirs);
        expect(back.thumbprint()).toBe(key.thumbprint());
        expect(back.keyOps).toEqual([privateUsage]);
        expect(back.toPEM({ private: true })).toBe(key.toPEM({ private: true }));
      }
      const pkcs8 = Buffer.from(await crypto.subtle.exportKey('pkcs8', ours));
      expect(importKey(pkcs8).toPEM({ private: true })).toBe(key.toPEM({ private: true }));
      const usages = publicUsage === undefined ? [] : [publicUsage];
      const half = await crypto.subtle.importKey('spki', key.toDER(), parameters, true, usages);
      expect(importKey(half).toPEM()).toBe(key.toPEM());
    }
  });
});

type Usage = crypto.webcrypto.KeyUsage;

/** The algorithms of WebCrypto for a key, and what its halves do there. It has no secp256k1. */
function webCrypto({ kty, crv = '' }: Key): [names: readonly string[], privateUsage: Usage, publicUsage?: Usage] {
  if (crv === 'secp256k1') return [[], 'sign'];
  if (crv.startsWith('X')) return [[crv], 'deriveBits'];
  if (kty === 'OKP') return [[crv], 'sign', 'verify'];
  return [kty === 'RSA' ? ['RSASSA-PKCS1-v1_5', 'RSA-PSS'] : ['ECDSA'], 'sign', 'verify'];
}

describe('a secret', () => {
  const key = generateKey('oct', 512);
  const jwk = key.toJWK({ private: true });

  it('as KeyObject and CryptoKey', async () => {
    const object = crypto.createSecretKey(Buffer.from(String(jwk['k']), 'base64url'));
    expect(object.export({ format: 'jwk' })).toEqual(jwk);
    expect(importKey(object).toJWK({ private: true })).toEqual(jwk);
    for (const [name, usage] of [
      ['HMAC', 'sign'],
      ['AES-GCM', 'encrypt'],
      ['AES-KW', 'wrapKey'],
    ] as const) {
      const bits = name === 'HMAC' ? 512 : 256;
      const bytes = object.export().subarray(0, bits / 8);
      const theirs = await crypto.subtle.importKey('raw', bytes, { name, hash: 'SHA-512' }, true, [usage]);
      const back = importKey(theirs);
      expect(back).toMatchObject({ kty: 'oct', bits, keyOps: [usage] });
      expect(back.toJWK({ private: true })['k']).toBe(bytes.toString('base64url'));
      expect(importKey((await crypto.subtle.exportKey('jwk', theirs)) as unknown as JWK).bits).toBe(bits);
    }
  });
});
