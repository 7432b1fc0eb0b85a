/** Threats, part a: the bytes of signatures and the numbers of keys, rows 9 to 15. */

import * as crypto from 'node:crypto';
import { jwk } from '../../lib';
import { expectJoseError, forms } from '../support/both';
import { b64u, bytesOf, compact, fromB64u, integerOf, withPart } from '../support/forge';
import { jwks, privateObject, publicJwk, type KeyName } from '../support/keys';
import { readWycheproof, type WycheproofTest } from '../support/vectors';
import { withinASecond } from '../support/timed';

const bad = 'ERR_JWS_SIGNATURE_VERIFICATION_FAILED';

interface Curve {
  readonly alg: string;
  readonly key: KeyName;
  readonly length: number;
  readonly order: bigint;
}

const curves: readonly Curve[] = [
  { alg: 'ES256', key: 'p256', length: 32, order: 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n },
  {
    alg: 'ES384',
    key: 'p384',
    length: 48,
    order: 0xffffffffffffffffffffffffffffffffffffffffffffffffc7634d81f4372ddf581a0db248b0a77aecec196accc52973n,
  },
  {
    alg: 'ES512',
    key: 'p521',
    length: 66,
    order:
      0x01fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffa51868783bf2f966b7fcc0148f709a5d03bb5c9b8899c47aebb6fb71e91386409n,
  },
  {
    alg: 'ES256K',
    key: 'secp256k1',
    length: 32,
    order: 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n,
  },
];

function signed(alg: string, key: KeyName): { token: string; signature: Buffer } {
  const token = compact({ alg }, 'payload', privateObject(key), alg);
  return { token, signature: fromB64u(token.split('.')[2] ?? '') };
}

function withSignature(token: string, signature: Uint8Array): string {
  return withPart(token, 2, () => b64u(signature));
}

describe.each(forms)('$name', ({ jws }) => {
  async function expectBad(token: string, alg: string, key: KeyName): Promise<void> {
    await expectJoseError(() => jws.deserializeCompact(token, publicJwk(key), { algorithms: [alg] }), bad);
  }

  describe('row 9: psychic signatures', () => {
    describe.each(curves)('$alg', ({ alg, key, length, order }) => {
      const { token, signature } = signed(alg, key);
      const zero = Buffer.alloc(length);
      const one = bytesOf(1n, length);
      const n = bytesOf(order, length);
      const r = signature.subarray(0, length);
      const s = signature.subarray(length);
      test.each([
        ['r = s = 0', zero, zero],
        ['r = 0', zero, s],
        ['s = 0', r, zero],
        ['r = n', n, s],
        ['s = n', r, n],
        ['r = s = n', n, n],
        ['r = n, s = 0', n, zero],
        ['r = s = 1', one, one],
        ['r = n - 1, s = 1', bytesOf(order - 1n, length), one],
        ['all ones', Buffer.alloc(length, 0xff), Buffer.alloc(length, 0xff)],
      ])('%s', async (_, first, second) => {
        await expectBad(withSignature(token, Buffer.concat([first, second])), alg, key);
      });

      test('r + n and s + n, where they fit', async () => {
        const limit = 1n << BigInt(8 * length);
        for (const [first, second] of [
          [integerOf(r) + order, integerOf(s)],
          [integerOf(r), integerOf(s) + order],
        ] as const) {
          if (first >= limit || second >= limit) continue;
          await expectBad(
            withSignature(token, Buffer.concat([bytesOf(first, length), bytesOf(second, length)])),
            alg,
            key,
          );
        }
      });

      test('no bytes at all', async () => {
        await expectBad(withSignature(token, Buffer.alloc(0)), alg, key);
      });
    });
  });

  describe('row 10: ECDSA signatures in another encoding', () => {
    describe.each(curves)('$alg', ({ alg, key, length }) => {
      const { token, signature } = signed(alg, key);
      const r = signature.subarray(0, length);
      const s = signature.subarray(length);
      const zero = Buffer.alloc(1);
      const input = Buffer.from(token.split('.').slice(0, 2).join('.'));
      const der = crypto.sign(`sha${alg.slice(2, 5)}`, input, privateObject(key));
      test.each([
        ['DER', der],
        ['one byte less', signature.subarray(0, -1)],
        ['one byte more', Buffer.concat([signature, zero])],
        ['a zero before', Buffer.concat([zero, signature])],
        ['padded halves', Buffer.concat([zero, r, zero, s])],
        ['r alone', r],
        ['twice', Buffer.concat([signature, signature])],
        ['one byte', Buffer.from([1])],
        ['12 KiB', Buffer.alloc(12_000, 1)],
      ])('%s', async (_, bytes) => {
        await expectBad(withSignature(token, bytes), alg, key);
      });

      test('16 KiB and more are bad or too long, before any conversion', async () => {
        for (const size of [16_384, 100_000]) {
          const large = withSignature(token, Buffer.alloc(size, 1));
          const codes = [bad, 'ERR_JOSE_LIMIT_EXCEEDED'];
          const options = { algorithms: [alg] };
          await expectJoseError(() => jws.deserializeCompact(large, publicJwk(key), options), codes);
        }
      });
    });
  });

  describe('row 11: both s and n - s are good signatures', () => {
    test.each(curves)('$alg', async ({ alg, key, length, order }) => {
      const { token, signature } = signed(alg, key);
      const s = integerOf(signature.subarray(length));
      const other = Buffer.concat([signature.subarray(0, length), bytesOf(order - s, length)]);
      const result = await jws.deserializeCompact(withSignature(token, other), publicJwk(key), { algorithms: [alg] });
      expect(result.payload.toString()).toBe('payload');
    });
  });

  describe('row 12: EdDSA', () => {
    const order25519 = (1n << 252n) + 27742317777372353535851937790883648493n;
    const order448 = (1n << 446n) - 13818066809895115352007386748515426880336692474882178609894547503885n;
    const reversed = (bytes: Uint8Array): Buffer => Buffer.from(bytes).reverse();
    const types = [
      { alg: 'Ed25519', key: 'ed25519', length: 32, order: order25519 },
      { alg: 'Ed448', key: 'ed448', length: 57, order: order448 },
    ] as const;
    describe.each(types)('$alg', ({ alg, key, length, order }) => {
      const { token, signature } = signed(alg, key);
      const [r, s] = [signature.subarray(0, length), signature.subarray(length)];
      const shifted = reversed(bytesOf(integerOf(reversed(s)) + order, length));
      test.each([
        ['S + L', Buffer.concat([r, shifted])],
        ['one byte more', Buffer.concat([signature, Buffer.alloc(1)])],
        ['one byte less', signature.subarray(0, -1)],
        ['nothing', Buffer.alloc(0)],
        ['all zero', Buffer.alloc(2 * length)],
        ['identity R, S = 0', Buffer.concat([Buffer.from([1]), Buffer.alloc(2 * length - 1)])],
        ['all ones', Buffer.alloc(2 * length, 0xff)],
      ])('%s', async (_, bytes) => {
        await expectBad(withSignature(token, bytes), alg, key);
        await expectBad(
          withSignature(compact({ alg: 'EdDSA' }, 'x', privateObject(key), 'EdDSA'), bytes),
          'EdDSA',
          key,
        );
      });
    });

    const lowOrder: [string, string, string][] = [
      ['Ed25519', 'identity', `01${'00'.repeat(31)}`],
      ['Ed25519', 'identity with the sign bit', `01${'00'.repeat(30)}80`],
      ['Ed25519', 'order 2', `ec${'ff'.repeat(30)}7f`],
      ['Ed25519', 'order 4', '00'.repeat(32)],
      ['Ed25519', 'order 4, other sign', `${'00'.repeat(31)}80`],
      ['Ed25519', 'order 8', '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05'],
      ['Ed25519', 'order 8, other sign', '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85'],
      ['Ed25519', 'order 8, second', 'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a'],
      ['Ed25519', 'order 8, second, other sign', 'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa'],
      ['Ed25519', 'identity, y = p + 1', `ee${'ff'.repeat(30)}7f`],
      ['Ed25519', 'order 4, y = p', `ed${'ff'.repeat(30)}7f`],
      ['Ed448', 'identity', `01${'00'.repeat(56)}`],
      ['Ed448', 'order 2', `fe${'ff'.repeat(27)}fe${'ff'.repeat(27)}00`],
      ['Ed448', 'order 4', '00'.repeat(57)],
      ['Ed448', 'order 4, other sign', `${'00'.repeat(56)}80`],
    ];
    test.each(lowOrder)('%s public key of low order: %s', async (crv, _, hex) => {
      const key = { kty: 'OKP', crv, x: b64u(Buffer.from(hex, 'hex')) };
      const length = crv === 'Ed25519' ? 32 : 57;
      // With A the identity, R = S·B verifies for every message: here S = 0 and R the identity.
      const forged = Buffer.concat([Buffer.from([1]), Buffer.alloc(2 * length - 1)]);
      const token = `${b64u({ alg: crv })}.${b64u('{"admin":true}')}.${b64u(forged)}`;
      expect(() => jwk.importKey(key)).toThrow(expect.objectContaining({ code: 'ERR_JWK_INVALID' }) as Error);
      await expectJoseError(() => jws.deserializeCompact(token, key, { algorithms: [crv] }), 'ERR_JWK_INVALID');
    });
  });

  describe('row 13: RSA signatures of another length', () => {
    describe.each(['RS256', 'PS256'])('%s', (alg) => {
      const { token, signature } = signed(alg, 'rsa');
      test.each([0, 1, 3, 255, 257, 512, 12_000])('%d bytes', async (length) => {
        await expectBad(withSignature(token, Buffer.alloc(length, 0x5a)), alg, 'rsa');
        const resized = Buffer.concat([signature, Buffer.alloc(12_000)]).subarray(0, length);
        await expectBad(withSignature(token, resized), alg, 'rsa');
      });

      test('a zero byte before, and the modulus added', async () => {
        await expectBad(withSignature(token, Buffer.concat([Buffer.alloc(1), signature])), alg, 'rsa');
        const n = integerOf(fromB64u(jwks.rsa['n'] ?? ''));
        await expectBad(withSignature(token, bytesOf(integerOf(signature) + n, 257)), alg, 'rsa');
      });
    });
  });

  describe('row 14: weak RSA keys', () => {
    const { n = '', e = '' } = publicJwk('rsa');
    const modulus = integerOf(fromB64u(n));
    const small = crypto.generateKeyPairSync('rsa', { modulusLength: 1024 }).publicKey.export({ format: 'jwk' });
    const huge = b64u(Buffer.concat([Buffer.from([0x80]), Buffer.alloc(4094, 0x55), Buffer.from([1])]));
    const weak: [string, object][] = [
      ['1024 bits', small],
      ['2047 bits', { kty: 'RSA', n: b64u(bytesOf((modulus >> 1n) | 1n, 256)), e }],
      ['e = 1', { kty: 'RSA', n, e: b64u(Buffer.from([1])) }],
      ['e = 0', { kty: 'RSA', n, e: b64u(Buffer.from([0])) }],
      ['e = 2', { kty: 'RSA', n, e: b64u(Buffer.from([2])) }],
      ['e even', { kty: 'RSA', n, e: b64u(Buffer.from([1, 0, 0])) }],
      ['e empty', { kty: 'RSA', n, e: '' }],
      ['n even', { kty: 'RSA', n: b64u(bytesOf(modulus - 1n, 256)), e }],
      ['n empty', { kty: 'RSA', n: '', e }],
      ['32768 bits', { kty: 'RSA', n: huge, e }],
      ['e as large as n', { kty: 'RSA', n, e: n }],
    ];
    test.each(weak)('%s', async (_, key) => {
      const token = compact({ alg: 'RS256' }, 'x', privateObject('rsa'), 'RS256');
      const error = await withinASecond(() =>
        expectJoseError(() => jws.deserializeCompact(token, key), 'ERR_JWK_INVALID', [n.slice(0, 40)]),
      );
      expect(error.message).toMatch(/modulus|exponent|bits|"[ne]"|\b[ne]\b|base64url/i);
    });

    test('ROCA (Wycheproof)', async () => {
      const { cases } = readWycheproof<WycheproofTest & { jws: string }>('json_web_crypto_test.json');
      const roca = cases.find(({ test: { comment } }) => comment.includes('Roca'));
      const run = (): unknown => jws.deserializeCompact(roca?.test.jws, roca?.group.public);
      expect((await expectJoseError(run, 'ERR_JWK_INVALID')).message).toMatch(/ROCA/i);
    });
  });

  // Row 15, Bleichenbacher 2006 and BERserk: Wycheproof's 213 ModifiedPadding cases, in
  // test/conformance/wycheproof-jws.test.ts; a forgery with e = 3 beside them.
  describe('row 15: forged PKCS #1 v1.5 paddings', () => {
    test('a cube root with garbage behind the digest, e = 3', async () => {
      const { privateKey, publicKey } = crypto.generateKeyPairSync('rsa', { modulusLength: 2048, publicExponent: 3 });
      const options = { algorithms: ['RS256'] };
      const input = `${b64u({ alg: 'RS256' })}.${b64u('{"admin":true}')}`;
      const digest = crypto.createHash('sha256').update(input).digest();
      const prefix = Buffer.from('3031300d060960864801650304020105000420', 'hex');
      const start = Buffer.concat([Buffer.from('0001ffffffffffffffff00', 'hex'), prefix, digest]);
      const target = integerOf(Buffer.concat([start, Buffer.alloc(256 - start.length, 0xff)]));
      const root = cubeRoot(target);
      expect(
        bytesOf(root ** 3n, 256)
          .subarray(0, start.length)
          .equals(start),
      ).toBe(true);
      const forged = `${input}.${b64u(bytesOf(root, 256))}`;
      const key = publicKey.export({ format: 'jwk' });
      await expectJoseError(() => jws.deserializeCompact(forged, key, options), [bad, 'ERR_JWK_INVALID']);
      const genuine = compact({ alg: 'RS256' }, 'x', privateKey, 'RS256');
      const outcome = jws.deserializeCompact(genuine, key, options).catch((error: unknown) => error);
      expect(await outcome).toBeDefined();
    });
  });
});

function cubeRoot(value: bigint): bigint {
  let low = 0n;
  let high = 1n << 700n;
  while (low < high) {
    const middle = (low + high + 1n) >> 1n;
    if (middle ** 3n <= value) low = middle;
    else high = middle - 1n;
  }
  return low;
}
