/** Keys that are not what they claim: each is refused, with a message that says what is wrong (threats 14 and 23). */

import * as crypto from 'node:crypto';
import { generateKey, importKey, KeySet, OctKey, RSAKey, ECKey, OKPKey, AKPKey } from '../../lib/jwk';
import { b64u, bytesOf, fromB64u, integerOf, withTrailingBit } from '../support/forge';
import { jwks, publicHalf } from '../support/keys';
import { readVector } from '../support/vectors';

type Jwk = Record<string, unknown>;

function refusal(run: () => unknown): { code?: string; message: string; name: string } {
  try {
    run();
  } catch (error) {
    return error as { code?: string; message: string; name: string };
  }
  throw new Error('Expected a refusal');
}

/** Secret-looking parts of a JWK must not show in messages. */
function expectRefused(jwk: Jwk, message: RegExp, code = 'ERR_JWK_INVALID'): void {
  const error = refusal(() => importKey(jwk));
  expect(error.message).toMatch(message);
  expect(error.code).toBe(code);
  for (const value of Object.values(jwk)) {
    if (typeof value === 'string' && value.length > 20) expect(error.message).not.toContain(value.slice(0, 20));
  }
}

const { d: ecD = '', ...ecPublic } = jwks.p256;
const ec: Jwk = ecPublic;
const rsa: Jwk = publicHalf(jwks.rsa);
const okp: Jwk = publicHalf(jwks.ed25519);
const zero32 = b64u(Buffer.alloc(32));
const p256Order = BigInt('0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551');
const p256Prime = BigInt('0xffffffff00000001000000000000000000000000ffffffffffffffffffffffff');

test('an RSA modulus that is prime, with the d that belongs to it', () => {
  // 2^9689 - 1: looking for two factors must end after the first try, or it would take half a minute.
  const n = 2n ** 9689n - 1n;
  const e = 65537n;
  const d = inverse(e, n - 1n);
  expect((d * e) % (n - 1n)).toBe(1n);
  const numbers = { n, e, d };
  const members = Object.entries(numbers).map(([name, value]) => [name, b64u(bytesOf(value, byteLength(value)))]);
  expectRefused({ kty: 'RSA', ...Object.fromEntries(members) }, /no product of two different primes/);
});

const byteLength = (value: bigint): number => Math.ceil(value.toString(16).length / 2);

function inverse(value: bigint, modulus: bigint): bigint {
  let [r0, r1, s0, s1] = [modulus, value, 0n, 1n];
  while (r1 > 0n) [r0, r1, s0, s1] = [r1, r0 % r1, s1, s0 - (r0 / r1) * s1];
  return ((s0 % modulus) + modulus) % modulus;
}

describe('EC', () => {
  const cases: [string, Jwk, RegExp][] = [
    ['y not on the curve', { ...ec, y: ec['x'] }, /point on P-256|not valid/],
    ['(0, 0)', { ...ec, x: zero32, y: zero32 }, /point on P-256|not valid/],
    ['x short', { ...ec, x: b64u(fromB64u(ec['x'] as string).subarray(1)) }, /"x".*32/],
    ['x long', { ...ec, x: b64u(Buffer.concat([Buffer.alloc(1), fromB64u(ec['x'] as string)])) }, /"x".*32/],
    ['x not reduced', { ...ec, x: b64u(bytesOf(p256Prime, 32)) }, /point on P-256|not valid/],
    ['x padded', { ...ec, x: `${ec['x'] as string}=` }, /base64url/],
    ['x with white space', { ...ec, x: ` ${ec['x'] as string}` }, /base64url/],
    ['x with trailing bits', { ...ec, x: withTrailingBit(ec['x'] as string) }, /base64url/],
    ['x empty', { ...ec, x: '' }, /"x"/],
    ['x missing', { ...ec, x: undefined }, /must have "x".*missing/],
    ['x a number', { ...ec, x: 1 }, /"x".*found a number/],
    ['y null', { ...ec, y: null }, /"y".*found null/],
    ['crv missing', { ...ec, crv: undefined }, /"crv".*missing/],
    ['crv in the wrong case', { ...ec, crv: 'p-256' }, /"crv".*found "p-256"/],
    ['crv of another key', { ...ec, crv: 'P-384' }, /"x".*48/],
    ['crv of another curve of that size', { ...ec, crv: 'secp256k1' }, /point on secp256k1|not valid/],
    ['crv of OKP', { ...ec, crv: 'Ed25519' }, /"crv".*must be one of P-256/],
    ['crv a prototype name', { ...ec, crv: '__proto__' }, /"crv"/],
    ['d of another key', { ...ec, d: jwks.otherP256['d'] }, /"d"/],
    ['d zero', { ...ec, d: zero32 }, /"d"/],
    ['d the order', { ...ec, d: b64u(bytesOf(p256Order, 32)) }, /"d"/],
    ['d one more than the order', { ...ec, d: b64u(bytesOf(p256Order + 1n, 32)) }, /"d"/],
    ['d plus the order', { ...ec, d: b64u(bytesOf(integerOf(fromB64u(ecD)) + p256Order, 33)) }, /"d".*32/],
    ['d short', { ...ec, d: b64u(fromB64u(ecD).subarray(1)) }, /"d".*32/],
    ['d empty', { ...ec, d: '' }, /"d"/],
    ['d null', { ...ec, d: null }, /"d".*found null/],
  ];
  it.each(cases)('%s', (_name, jwk, message) => {
    expectRefused(jwk, message);
  });
});

describe('OKP', () => {
  const cases: [string, Jwk, RegExp][] = [
    ['x of 31 bytes', { ...okp, x: b64u(Buffer.alloc(31, 1)) }, /"x".*32/],
    ['x of 33 bytes', { ...okp, x: b64u(Buffer.alloc(33, 1)) }, /"x".*32/],
    ['x missing', { ...okp, x: undefined }, /must have "x"/],
    ['crv in the wrong case', { ...okp, crv: 'ed25519' }, /"crv"/],
    ['crv of EC', { ...okp, crv: 'P-256' }, /"crv"/],
    ['d of another key', { ...okp, d: jwks.otherEd25519['d'] }, /"d"/],
    ['d of 31 bytes', { ...jwks.ed25519, d: b64u(Buffer.alloc(31)) }, /"d".*32/],
    [
      'an X25519 key with alg EdDSA',
      { ...okp, crv: 'X25519', alg: 'EdDSA' },
      /"alg" is "EdDSA", which needs.*Ed25519 or Ed448/,
    ],
    [
      'the neutral point, which verifies forgeries',
      { ...okp, x: b64u(Buffer.concat([Buffer.from([1]), Buffer.alloc(31)])) },
      /order|"x"/,
    ],
    ['no point at all', { ...okp, x: b64u(Buffer.alloc(32, 0xff)) }, /"x"|point/],
  ];
  it.each(cases)('%s', (_name, jwk, message) => {
    expectRefused(jwk, message);
  });
});

function rsaNumbers(): Record<'n' | 'e' | 'd' | 'p' | 'q', bigint> {
  const number = (name: string): bigint => integerOf(fromB64u((jwks.rsa as Record<string, string>)[name] ?? ''));
  return { n: number('n'), e: number('e'), d: number('d'), p: number('p'), q: number('q') };
}

function uint(value: bigint): string {
  const length = Math.ceil(value.toString(16).length / 2);
  return b64u(bytesOf(value, length));
}

describe('RSA', () => {
  const { n, p, q } = rsaNumbers();
  const full: Jwk = jwks.rsa;
  const small = crypto.generateKeyPairSync('rsa', { modulusLength: 1024 }).privateKey;
  const odd = crypto.generateKeyPairSync('rsa', { modulusLength: 2040 }).privateKey;
  const other: Jwk = jwks.otherRsa;
  const cases: [string, Jwk, RegExp][] = [
    ['1024 bits', publicHalf(small.export({ format: 'jwk' })), /2048.*found 1024/],
    ['1024 bits, private', small.export({ format: 'jwk' }), /2048.*found 1024/],
    ['2040 bits', odd.export({ format: 'jwk' }), /2048.*found 20/],
    ['16385 bits', { ...rsa, n: uint((1n << 16384n) + 1n) }, /16384.*found 16385/],
    ['32768 bits', { ...rsa, n: b64u(Buffer.alloc(4096, 0xff)) }, /16384.*found 32768/],
    ['e = 1', { ...rsa, e: 'AQ' }, /exponent/],
    ['e = 0', { ...rsa, e: 'AA' }, /exponent|"e"/],
    ['e = 2', { ...rsa, e: 'Ag' }, /exponent/],
    ['e even', { ...rsa, e: uint(65536n) }, /exponent.*odd/],
    ['e longer than 256 bits', { ...rsa, e: uint((1n << 256n) + 1n) }, /exponent/],
    ['n even', { ...rsa, n: uint(n - 1n) }, /modulus.*odd/],
    ['n missing', { ...rsa, n: undefined }, /must have "n"/],
    ['e missing', { ...rsa, e: undefined }, /must have "e"/],
    ['e a number', { ...rsa, e: 65537 }, /"e".*found a number/],
    ['n padded', { ...rsa, n: `${rsa['n'] as string}==` }, /base64url/],
    ['p * q is not n', { ...full, p: other['p'] }, /"p" and "q"/],
    ['p and q are 1 and n', { ...full, p: 'AQ', q: rsa['n'] }, /"p" and "q"/],
    ['d of another key', { ...full, d: other['d'] }, /"d"/],
    ['d of another key, alone', { ...rsa, d: other['d'] }, /"d"/],
    ['d too large', { ...full, d: uint(rsaNumbers().d + (p - 1n) * (q - 1n) * 2n) }, /"d"/],
    ['dp wrong', { ...full, dp: full['dq'] }, /"dp"/],
    ['dq wrong', { ...full, dq: full['dp'] }, /"dq"/],
    ['qi wrong', { ...full, qi: full['dp'] }, /"qi"/],
    ['p without the rest', { ...rsa, d: full['d'], p: full['p'] }, /has "p", so it must have q, dp, dq, qi/],
    ['the rest without d', { ...full, d: undefined }, /must have d/],
    ['p a number', { ...full, p: 7 }, /"p"/],
  ];
  it.each(cases)('%s', (_name, jwk, message) => {
    expectRefused(jwk, message);
  });

  it('with more than two primes', () => {
    expectRefused({ ...full, oth: [] }, /two primes/, 'ERR_JOSE_NOT_SUPPORTED');
  });

  it('from the generator of ROCA', () => {
    const { testGroups } = readVector<{ testGroups: { comment: string; private: { keys: Jwk[] } }[] }>(
      'wycheproof',
      'json_web_key_test.json',
    );
    const roca = testGroups.find(({ comment }) => comment === 'jws_rsa_roca_key')!.private.keys[0]!;
    expectRefused(publicHalf(roca), /ROCA/);
  });

  it('in PEM and DER as in a JWK', () => {
    const spki = crypto.createPublicKey(small).export({ type: 'spki', format: 'pem' });
    for (const value of [spki, small.export({ type: 'pkcs1', format: 'der' }), small]) {
      expect(refusal(() => importKey(value))).toMatchObject({
        code: 'ERR_JWK_INVALID',
        message: expect.stringMatching(/1024/) as string,
      });
    }
  });
});

describe('oct', () => {
  const cases: [string, Jwk, RegExp, string?][] = [
    ['k missing', { kty: 'oct' }, /must have "k"/],
    ['k a number', { kty: 'oct', k: 5 }, /"k".*found a number/],
    ['k in plain text', { kty: 'oct', k: 'pass word' }, /base64url/],
    ['k padded', { kty: 'oct', k: 'AAAA====' }, /base64url/],
    ['k with trailing bits', { kty: 'oct', k: 'AB' }, /base64url/],
    ['k empty', { kty: 'oct', k: '' }, /empty secret/, 'ERR_KEY_TOO_SHORT'],
    ['with a certificate', { kty: 'oct', k: zero32, x5c: ['AAAA'] }, /another key/],
  ];
  it.each(cases)('%s', (_name, jwk, message, ...[code]) => {
    expectRefused(jwk, message, code);
  });

  it('is not taken from an inherited member', () => {
    const inherited = Object.create({ k: zero32 }) as Jwk;
    expectRefused(Object.assign(inherited, { kty: 'oct' }), /must have "k"/);
    const prototype = Object.prototype as Jwk;
    prototype['k'] = zero32;
    prototype['kid'] = 'polluted';
    try {
      expectRefused({ kty: 'oct' }, /must have "k"/);
      expect(importKey({ kty: 'oct', k: zero32 }).kid).toBeUndefined();
      expect(importKey({ kty: 'oct', k: zero32 }, {}).kid).toBeUndefined();
    } finally {
      delete prototype['k'];
      delete prototype['kid'];
    }
  });
});

describe('kty', () => {
  const cases: [string, unknown, string?][] = [
    ['missing', undefined],
    ['a number', 2],
    ['in the wrong case', 'ec'],
    ['in capitals', 'OCT'],
    ['with white space', 'RSA '],
    ['unknown', 'DSA'],
    ['a prototype name', 'constructor'],
  ];
  it.each(cases)('%s', (_name, kty, ...[code]) => {
    expectRefused({ ...ec, kty }, /kty|AKP/, code);
  });

  it('of a set that was taken for a key', () => {
    expectRefused({ keys: [ec] }, /KeySet\.importKeySet/);
  });
});

describe('what a key says about itself', () => {
  const cases: [string, Jwk, RegExp][] = [
    ['kid a number', { kid: 1 }, /"kid" must be a string/],
    ['use an array', { use: ['sig'] }, /"use" must be/],
    ['alg an object', { alg: {} }, /"alg" must be/],
    ['alg null', { alg: null }, /"alg" must be/],
    ['key_ops a string', { key_ops: 'sign' }, /"key_ops" must be an array/],
    ['key_ops with a number', { key_ops: ['verify', 1] }, /"key_ops" must be/],
    ['key_ops with duplicates', { key_ops: ['verify', 'verify'] }, /"key_ops" must be.*distinct/],
    ['use sig with deriveKey', { use: 'sig', key_ops: ['verify', 'deriveKey'] }, /"use" is "sig".*"deriveKey"/],
    ['use enc with verify', { use: 'enc', key_ops: ['verify'] }, /"use" is "enc".*"verify"/],
    ['alg of another type of key', { alg: 'RS256' }, /"alg" is "RS256".*needs a key of type RSA/],
    ['alg of another curve', { alg: 'ES384' }, /"alg" is "ES384".*P-384.*this key is EC \(P-256\)/],
    ['x5u a number', { x5u: 1 }, /"x5u" must be/],
    ['x5c a string', { x5c: 'AAAA' }, /"x5c" must be/],
    ['x5c empty', { x5c: [] }, /"x5c" must be.*empty/],
    ['x5c in base64url', { x5c: ['-_-_'] }, /"x5c" must be/],
    ['x5t a number', { x5t: 1 }, /"x5t" must be/],
    ['x5t#S256 an object', { 'x5t#S256': {} }, /"x5t#S256" must be/],
    ['a function', { own: () => 1 }, /"own" must be a JSON value, found a function/],
    ['a bigint', { own: [1n] }, /"own" must be a JSON value/],
    ['a number that JSON lacks', { own: NaN }, /"own" must be a JSON value/],
  ];
  it.each(cases)('%s', (_name, members, message) => {
    expectRefused({ ...ec, ...members }, message);
    expect(refusal(() => importKey(ec as never, members)).message).toMatch(message);
  });

  it('may name an algorithm, a use or an operation that nobody registered', () => {
    const members = { alg: 'ES521', use: 'other', key_ops: ['verify', 'fly'] };
    expect(importKey({ ...ec, ...members }).toJWK()).toEqual({ ...ec, ...members });
  });

  it('may not be nested without end', () => {
    let deep: unknown = 1;
    for (let depth = 0; depth < 100_000; depth++) deep = [deep];
    expect(refusal(() => importKey({ ...ec, deep })).code).toBe('ERR_JOSE_LIMIT_EXCEEDED');
    const circular: Jwk = { ...ec };
    circular['self'] = circular;
    expect(refusal(() => importKey(circular as never)).code).toBe('ERR_JOSE_LIMIT_EXCEEDED');
  });
});

describe('arguments', () => {
  const nothing: unknown[] = [
    undefined,
    null,
    0,
    1,
    false,
    true,
    [],
    [ec],
    Symbol('x'),
    1n,
    () => ec,
    new Uint16Array(4),
  ];
  it.each(nothing)('%p is no key', (value) => {
    for (const run of [importKey, OctKey.importKey, RSAKey.importKey, ECKey.importKey, OKPKey.importKey]) {
      expect(() => run(value as never)).toThrow(TypeError);
    }
  });

  it.each([null, 1, 'kid', [], true])('%p are no parameters', (parameters) => {
    expect(() => importKey(ec as never, parameters as never)).toThrow(TypeError);
    expect(() => generateKey('EC', 'P-256', parameters as never)).toThrow(TypeError);
  });

  it.each(['kty', 'crv', 'x', 'y', 'd', 'n', 'e', 'k', 'p', 'oth', 'priv'])('parameters cannot set %s', (name) => {
    expect(() => importKey(ec as never, { [name]: 'AA' })).toThrow(/cannot set/);
  });

  it('autoKid and password have their types', () => {
    expect(() => importKey(ec as never, { autoKid: 'yes' as never })).toThrow(TypeError);
    expect(() => importKey(ec as never, { autoKid: true, kid: 'x' })).toThrow(/either kid or autoKid/);
    expect(() => importKey(ec as never, { password: 5 as never })).toThrow(TypeError);
    expect(importKey(ec as never, { password: 'unused', autoKid: true }).parameters).toEqual({
      ...ec,
      kid: importKey(ec as never).thumbprint(),
    });
  });

  it('{} is a key without kty', () => {
    expectRefused({}, /"kty".*missing/);
    for (const value of [new Date(), new Map(), new (class Key {})(), Object.create(ec) as object]) {
      expect(refusal(() => importKey(value as never))).toMatchObject({ code: 'ERR_JWK_INVALID' });
    }
  });

  it.each([
    ['', /PEM/],
    ['secret', /OctKey\.importKey/],
    ['{"kty":"oct"}', /JSON\.parse/],
  ])('the text %j is no key', (text, message) => {
    expect(refusal(() => importKey(text))).toMatchObject({
      code: 'ERR_JWK_INVALID',
      message: expect.stringMatching(message) as string,
    });
  });

  it('an object that pretends to be something else has no say', () => {
    const value = { toString: () => 'secret', valueOf: () => 'secret', [Symbol.toPrimitive]: () => 'secret' };
    expect(refusal(() => OctKey.importKey(value as never))).toMatchObject({ code: 'ERR_JWK_INVALID' });
  });
});

describe('keys of another type', () => {
  const { publicKey: dsa } = crypto.generateKeyPairSync('dsa', { modulusLength: 1024, divisorLength: 160 });
  const { publicKey: pss } = crypto.generateKeyPairSync('rsa-pss', { modulusLength: 2048 });
  const { publicKey: brainpool } = crypto.generateKeyPairSync('ec', { namedCurve: 'brainpoolP256r1' });

  it.each([
    ['DSA', dsa],
    ['RSASSA-PSS', pss],
    ['an unregistered curve', brainpool],
  ])('%s', (_name, key) => {
    for (const value of [
      key,
      key.export({ type: 'spki', format: 'pem' }),
      key.export({ type: 'spki', format: 'der' }),
    ]) {
      expect(['ERR_JWK_INVALID', 'ERR_JOSE_NOT_SUPPORTED']).toContain(refusal(() => importKey(value)).code);
    }
  });

  it('are refused by the classes', () => {
    const mismatch = expect.objectContaining({ code: 'ERR_KEY_TYPE_MISMATCH' }) as Error;
    const pem = importKey(ec).toPEM();
    expect(() => RSAKey.importKey(ec as never)).toThrow(mismatch);
    expect(() => RSAKey.importKey(pem)).toThrow(mismatch);
    expect(() => OKPKey.importKey(importKey(ec as never).toDER())).toThrow(mismatch);
    expect(() => ECKey.importKey(jwks.rsa as never)).toThrow(mismatch);
    expect(() => OctKey.importKey(jwks.rsa as never)).toThrow(mismatch);
    expect(() => OctKey.importKey(dsa)).toThrow(mismatch);
    expect(() => ECKey.importKey(crypto.createSecretKey(Buffer.alloc(32)))).toThrow(mismatch);
    expect(() => AKPKey.importKey(ec as never)).toThrow(mismatch);
    expect(() => AKPKey.importKey(pem)).toThrow(mismatch);
  });
});

describe('generateKey', () => {
  const cases: [string, unknown[], RegExp, string?][] = [
    ['an unknown type', ['DSA'], /DSA/, 'ERR_JOSE_NOT_SUPPORTED'],
    ['an unknown algorithm', ['AKP', 'ML-DSA-66'], /ML-DSA-66/, 'ERR_JOSE_NOT_SUPPORTED'],
    ['an algorithm that is a number', ['AKP', 65], /algorithm/],
    ['an unknown curve', ['EC', 'P-224'], /P-224/, 'ERR_JOSE_NOT_SUPPORTED'],
    ['a curve of the other type', ['OKP', 'P-256'], /P-256/, 'ERR_JOSE_NOT_SUPPORTED'],
    ['a short RSA key', ['RSA', 1024], /2048/, 'ERR_JWK_INVALID'],
    ['a huge RSA key', ['RSA', 32768], /16384/, 'ERR_JWK_INVALID'],
    ['bits that are no bytes', ['oct', 255], /255/, 'ERR_JWK_INVALID'],
    ['no bits', ['oct', 0], /found 0/, 'ERR_JWK_INVALID'],
    ['an algorithm of another key', ['EC', 'P-256', { alg: 'RS256' }], /RS256/, 'ERR_JWK_INVALID'],
    ['kty a number', [1], /kty/],
    ['bits a string', ['RSA', '2048'], /bits/],
    ['bits a fraction', ['RSA', 2048.5], /bits/],
    ['bits null', ['oct', null], /bits/],
    ['a curve that is a number', ['EC', 256], /curve/],
  ];
  it.each(cases)('%s', (_name, args, message, ...[code]) => {
    const error = refusal(() => (generateKey as (...all: unknown[]) => unknown)(...args));
    expect(error.message).toMatch(message);
    expect(error.code ?? error.name).toBe(code ?? 'TypeError');
  });
});

describe('a set', () => {
  it('skips what it cannot use, and says why', () => {
    const set = KeySet.importKeySet({
      keys: [
        { ...ec, kid: 'good' },
        { ...ec, y: ec['x'], kid: 'bad' },
        { kty: 'new' },
        {},
        { kty: 'oct', k: '', kid: 7 },
      ] as never,
    });
    expect(set.keys.map(({ kid }) => kid)).toEqual(['good']);
    expect(set.skipped).toEqual([
      { index: 1, kid: 'bad', code: 'ERR_JWK_INVALID', reason: expect.stringMatching(/P-256/) as string },
      { index: 2, kid: undefined, code: 'ERR_JWK_INVALID', reason: expect.stringMatching(/kty/) as string },
      { index: 3, kid: undefined, code: 'ERR_JWK_INVALID', reason: expect.stringMatching(/kty/) as string },
      { index: 4, kid: undefined, code: 'ERR_KEY_TOO_SHORT', reason: expect.stringMatching(/empty/) as string },
    ]);
  });

  it.each([{}, { keys: {} }, { keys: 'x' }, { keys: [1] }, { keys: [null] }, { keys: [[ec]] }, { Keys: [] }])(
    '%j is malformed',
    (value) => {
      expect(refusal(() => KeySet.importKeySet(value as never)).code).toBe('ERR_JWKS_INVALID');
    },
  );

  it.each([undefined, null, 1, 'text', [], [ec]])('%p is no set', (value) => {
    expect(() => KeySet.importKeySet(value as never)).toThrow(TypeError);
  });
});
