/** Every form of every kind of key that node:crypto can make, in and out again. */

import * as crypto from 'node:crypto';
import { jwks, publicHalf, type KeyName } from '../support/keys';
import { ECKey, generateKey, importKey, OctKey, OKPKey, RSAKey, type KeyFormat } from '../../lib/jwk';

const x25519 = crypto.generateKeyPairSync('x25519').privateKey;
const x448 = crypto.generateKeyPairSync('x448').privateKey;

const kinds: readonly {
  name: string;
  key: crypto.KeyObject;
  kty: string;
  crv?: string;
  bits: number;
  formats: KeyFormat[];
}[] = [
  { name: 'RSA', key: privateObject('rsa'), kty: 'RSA', bits: 2048, formats: ['pkcs8', 'pkcs1'] },
  { name: 'P-256', key: privateObject('p256'), kty: 'EC', crv: 'P-256', bits: 256, formats: ['pkcs8', 'sec1'] },
  { name: 'P-384', key: privateObject('p384'), kty: 'EC', crv: 'P-384', bits: 384, formats: ['pkcs8', 'sec1'] },
  { name: 'P-521', key: privateObject('p521'), kty: 'EC', crv: 'P-521', bits: 521, formats: ['pkcs8', 'sec1'] },
  {
    name: 'secp256k1',
    key: privateObject('secp256k1'),
    kty: 'EC',
    crv: 'secp256k1',
    bits: 256,
    formats: ['pkcs8', 'sec1'],
  },
  { name: 'Ed25519', key: privateObject('ed25519'), kty: 'OKP', crv: 'Ed25519', bits: 256, formats: ['pkcs8'] },
  { name: 'Ed448', key: privateObject('ed448'), kty: 'OKP', crv: 'Ed448', bits: 448, formats: ['pkcs8'] },
  { name: 'X25519', key: x25519, kty: 'OKP', crv: 'X25519', bits: 256, formats: ['pkcs8'] },
  { name: 'X448', key: x448, kty: 'OKP', crv: 'X448', bits: 448, formats: ['pkcs8'] },
];

function privateObject(name: KeyName): crypto.KeyObject {
  return crypto.createPrivateKey({ key: jwks[name], format: 'jwk' });
}

const classes = { oct: OctKey, RSA: RSAKey, EC: ECKey, OKP: OKPKey };

/** How a key's forms are given to importKey. */
function formsOf(key: crypto.KeyObject, formats: readonly string[]): [string, unknown][] {
  const isPrivate = key.type === 'private';
  return [
    ['JWK', key.export({ format: 'jwk' })],
    ['KeyObject', key],
    ...formats.flatMap((type): [string, unknown][] => {
      const pem = key.export({ format: 'pem', type: type as 'pkcs8' });
      const der = key.export({ format: 'der', type: type as 'pkcs8' });
      return [
        [`${type} PEM`, pem],
        [`${type} PEM after white space and a byte order mark`, `\uFEFF \r\n\t${String(pem)}`],
        [`${type} PEM in CRLF lines`, String(pem).replaceAll('\n', '\r\n')],
        [`${type} PEM in one line`, String(pem).replace(/(?<!-)\n(?!-)/g, '')],
        [`${type} PEM bytes`, Buffer.from(pem)],
        [`${type} DER`, der],
        [`${type} DER as a plain Uint8Array`, new Uint8Array(der)],
      ];
    }),
    [
      isPrivate ? 'explanatory text before PEM' : 'text around PEM',
      `Some text\n${String(key.export({ format: 'pem', type: isPrivate ? 'pkcs8' : 'spki' }))}more`,
    ],
  ];
}

describe.each(kinds)('$name', ({ key, kty, crv, bits, formats }) => {
  const publicObject = crypto.createPublicKey(key);
  const privateJwk = key.export({ format: 'jwk' });
  const publicJwk = publicObject.export({ format: 'jwk' });
  const publicFormats = kty === 'RSA' ? ['spki', 'pkcs1'] : ['spki'];

  it.each(formsOf(key, formats))('private, from %s', (_name, value) => {
    const imported = importKey(value as string);
    expect(imported).toBeInstanceOf(classes[kty as 'RSA']);
    expect(imported).toMatchObject({ kty, isPrivate: true, bits, crv });
    expect(imported.toJWK({ private: true })).toEqual(privateJwk);
    expect(imported.toJWK()).toEqual(publicJwk);
  });

  it.each(formsOf(publicObject, publicFormats))('public, from %s', (_name, value) => {
    const imported = importKey(value as string);
    expect(imported).toMatchObject({ kty, isPrivate: false, bits, crv });
    expect(imported.toJWK()).toEqual(publicJwk);
    expect(() => imported.toJWK({ private: true })).toThrow(expect.objectContaining({ code: 'ERR_KEY_TYPE_MISMATCH' }));
  });

  it('writes the encodings that node:crypto writes', () => {
    const imported = importKey(privateJwk);
    for (const format of formats) {
      expect(imported.toPEM({ private: true, format })).toBe(key.export({ format: 'pem', type: format }));
      expect(imported.toDER({ private: true, format })).toEqual(key.export({ format: 'der', type: format as 'pkcs8' }));
    }
    for (const format of publicFormats as KeyFormat[]) {
      expect(imported.toPEM({ format })).toBe(publicObject.export({ format: 'pem', type: format }));
      expect(imported.toDER({ format })).toEqual(publicObject.export({ format: 'der', type: format as 'spki' }));
    }
    expect(imported.toPEM({ private: true })).toBe(key.export({ format: 'pem', type: 'pkcs8' }));
    expect(imported.toPEM()).toBe(publicObject.export({ format: 'pem', type: 'spki' }));
  });

  it('gives its public half', () => {
    const imported = importKey(privateJwk, { kid: 'k', use: 'enc', custom: { deep: [1] } });
    const half = imported.publicKey();
    expect(half).toBeInstanceOf(imported.constructor);
    expect(half).toMatchObject({ kty, isPrivate: false, bits, kid: 'k', use: 'enc' });
    expect(half.toJWK()).toEqual({ ...publicJwk, kid: 'k', use: 'enc', custom: { deep: [1] } });
    expect(half.publicKey().toJWK()).toEqual(half.toJWK());
    expect(half.thumbprint()).toBe(imported.thumbprint());
  });

  it('is made anew each time', () => {
    const generated = generateKey(kty, crv ?? bits, { alg: 'unregistered', autoKid: true });
    expect(generated).toMatchObject({ kty, crv, bits, isPrivate: true, alg: 'unregistered' });
    expect(generated.kid).toBe(generated.thumbprint());
    expect(importKey(generated.toJWK({ private: true })).toPEM({ private: true })).toBe(
      generated.toPEM({ private: true }),
    );
    expect(generateKey(kty, crv ?? bits).thumbprint()).not.toBe(generated.kid);
  });
});

describe('RSA private JWKs', () => {
  it('may have n, e and d alone', () => {
    const { n = '', e = '', d = '' } = jwks.rsa;
    expect(importKey({ kty: 'RSA', n, e, d }).toPEM({ private: true })).toBe(
      importKey(jwks.rsa as never).toPEM({ private: true }),
    );
  });
});

describe('oct', () => {
  const bytes = crypto.randomBytes(32);
  const k = bytes.toString('base64url');

  it.each([
    ['a JWK', { kty: 'oct', k }],
    ['bytes', bytes],
    ['a KeyObject', crypto.createSecretKey(bytes)],
  ])('from %s', (_name, value) => {
    const key = OctKey.importKey(value, { kid: 'k', use: 'sig', alg: 'HS256', key_ops: ['sign'], custom: 1 });
    expect(key).toMatchObject({ kty: 'oct', bits: 256, isPrivate: true, crv: undefined });
    expect(key.toJWK({ private: true })).toEqual({
      kty: 'oct',
      k,
      kid: 'k',
      use: 'sig',
      alg: 'HS256',
      key_ops: ['sign'],
      custom: 1,
    });
    expect(key.toJWK()).toEqual({ kty: 'oct', kid: 'k', use: 'sig', alg: 'HS256' });
  });

  it('from text, by its UTF-8 bytes', () => {
    expect(OctKey.importKey('pässword').toJWK({ private: true })).toEqual({
      kty: 'oct',
      k: Buffer.from('pässword').toString('base64url'),
    });
  });

  it('has no PEM form and no public half', () => {
    const key = importKey({ kty: 'oct', k });
    for (const run of [() => key.toPEM(), () => key.toDER({ private: true }), () => key.publicKey()]) {
      expect(run).toThrow(expect.objectContaining({ code: 'ERR_KEY_TYPE_MISMATCH' }));
    }
  });

  it('is generated in any whole number of bytes', () => {
    expect(generateKey('oct').bits).toBe(256);
    expect(generateKey('oct', 512).toJWK({ private: true }).k).toHaveLength(86);
  });
});

describe('WebCrypto keys', () => {
  it('come with their usages as key_ops', async () => {
    const pair = await crypto.webcrypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, true, [
      'sign',
      'verify',
    ]);
    expect(importKey(pair.privateKey)).toMatchObject({ kty: 'EC', isPrivate: true, keyOps: ['sign'] });
    expect(importKey(pair.publicKey)).toMatchObject({ kty: 'EC', isPrivate: false, keyOps: ['verify'] });
    expect(importKey(pair.publicKey, { key_ops: ['verify', 'x'] }).keyOps).toEqual(['verify', 'x']);
    const hmac = await crypto.webcrypto.subtle.generateKey({ name: 'HMAC', hash: 'SHA-256', length: 256 }, true, [
      'sign',
    ]);
    expect(importKey(hmac)).toMatchObject({ kty: 'oct', bits: 256 });
  });

  it('must be extractable', async () => {
    const pair = await crypto.webcrypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, false, [
      'sign',
      'verify',
    ]);
    expect(() => importKey(pair.privateKey)).toThrow(/not extractable/);
  });
});

it("publicHalf of these tests is the library's public JWK", () => {
  expect(importKey(jwks.rsa as never).toJWK()).toEqual(publicHalf(jwks.rsa));
});
