/** Threats, part d: ephemeral keys that are no good points, rows 39 and 40. Every token is sealed under the key that a
 * careless recipient would find. */

import * as crypto from 'node:crypto';
import { expectJoseError, forms } from '../support/both';
import { b64u, bytesOf, fromB64u } from '../support/forge';
import { agreedKey, forgeCompact, wrap } from '../support/forge-jwe';
import { expectDecryptionFailed, expectOneFailure } from '../support/jwe-extra';
import { agreementKey } from '../support/jwe-keys';
import { jwks, publicHalf } from '../support/keys';
import type { Json } from '../support/vectors';

const wrapping = ['ECDH-ES', 'ECDH-ES+A128KW', 'ECDH-ES+A256KW'] as const;

/** A token for whoever finds `secret` with the ephemeral key, which is anything. */
function forged(alg: string, epk: unknown, secret: Buffer): string {
  const header: Json = { alg, enc: 'A128GCM', epk };
  const agreed = agreedKey(header, secret);
  if (alg === 'ECDH-ES') return forgeCompact({ header, cek: agreed });
  const cek = crypto.randomBytes(16);
  return forgeCompact({ header, cek, encryptedKey: wrap(agreed, cek) });
}

/** The same in JSON, with the ephemeral key in the recipient's own header. */
function unprotected(epk: unknown): Json {
  const header: Json = { alg: 'ECDH-ES', epk };
  const protectedHeader = b64u({ enc: 'A128GCM' });
  const token = forgeCompact({ header: { enc: 'A128GCM' }, cek: agreedKey({ ...header, enc: 'A128GCM' }, Buffer.alloc(32)) }); // prettier-ignore
  const [, , iv, ciphertext, tag] = token.split('.');
  return { protected: protectedHeader, header, iv, ciphertext, tag };
}

const primes: Readonly<Record<string, bigint>> = {
  'P-256': 2n ** 256n - 2n ** 224n + 2n ** 192n + 2n ** 96n - 1n,
  'P-384': 2n ** 384n - 2n ** 128n - 2n ** 96n + 2n ** 32n - 1n,
  'P-521': 2n ** 521n - 1n,
};

describe.each(forms)('$name', ({ jwe }) => {
  test('what these tests forge decrypts if its ephemeral key is good', async () => {
    for (const crv of ['P-256', 'P-384', 'P-521', 'X25519', 'X448']) {
      const recipient = agreementKey(crv);
      const privateKey = crypto.createPrivateKey({ key: recipient as crypto.JsonWebKey, format: 'jwk' });
      const publicKey = crypto.createPublicKey(privateKey);
      const secret = crypto.diffieHellman({ privateKey, publicKey });
      for (const alg of wrapping) {
        const token = forged(alg, publicHalf(recipient), secret);
        expect((await jwe.decryptCompact(token, recipient)).plaintext.toString()).toBe('hello');
      }
    }
  });

  describe('row 39: invalid curves', () => {
    describe.each(['P-256', 'P-384', 'P-521'])('%s', (crv) => {
      const recipient = agreementKey(crv);
      const { x = '', y = '' } = publicHalf(recipient);
      const prime = primes[crv] ?? 0n;
      const length = Math.ceil(prime.toString(16).length / 2);
      const point = (first: bigint, second: bigint): Json => ({ kty: 'EC', crv, x: b64u(bytesOf(first, length)), y: b64u(bytesOf(second, length)) }); // prettier-ignore
      const bytes = fromB64u(x);
      const flipped = Buffer.from(fromB64u(y));
      flipped[length - 1] = (flipped[length - 1] ?? 0) ^ 1;
      const points: readonly (readonly [string, Json, Buffer])[] = [
        ['(0, 0)', point(0n, 0n), Buffer.alloc(length)],
        // On another curve with the same a: a point of order two, which is its own multiple by any odd number.
        ['(5, 0), of order two on another curve', point(5n, 0n), bytesOf(5n, length)],
        ['the same under zero', point(5n, 0n), Buffer.alloc(length)],
        ['y changed', { kty: 'EC', crv, x, y: b64u(flipped) }, bytes],
        ['x and y exchanged', { kty: 'EC', crv, x: y, y: x }, bytes],
        ['(p, p)', point(prime, prime), Buffer.alloc(length)],
        ['all ones', { kty: 'EC', crv, x: b64u(Buffer.alloc(length, 255)), y: b64u(Buffer.alloc(length, 255)) }, bytes],
        ['short', { kty: 'EC', crv, x: b64u(bytes.subarray(1)), y }, bytes],
        ['long', { kty: 'EC', crv, x: b64u(Buffer.concat([Buffer.alloc(1), bytes])), y }, bytes],
        ['empty', { kty: 'EC', crv, x: '', y: '' }, Buffer.alloc(length)],
        ['64 KiB', { kty: 'EC', crv, x: b64u(Buffer.alloc(10_000, 1)), y }, bytes],
      ];

      test.each(points)('%s', async (_, epk, secret) => {
        for (const alg of wrapping) {
          await expectDecryptionFailed(() => jwe.decryptCompact(forged(alg, epk, secret), recipient));
        }
        await expectDecryptionFailed(() => jwe.decryptJson(unprotected(epk), recipient));
      });

      test('a good point on another curve', async () => {
        for (const other of ['P-256', 'P-384', 'P-521', 'X25519', 'X448'].filter((name) => name !== crv)) {
          const epk = publicHalf(agreementKey(other));
          await expectOneFailure(wrapping.map((alg) => () => jwe.decryptCompact(forged(alg, epk, bytes), recipient)));
        }
      });

      test('coordinates of this curve under the name of another', async () => {
        for (const other of ['P-256', 'P-384', 'P-521'].filter((name) => name !== crv)) {
          const epk = { kty: 'EC', crv: other, x, y };
          await expectDecryptionFailed(() => jwe.decryptCompact(forged('ECDH-ES', epk, bytes), recipient));
          const onOther = agreementKey(other);
          await expectDecryptionFailed(() => jwe.decryptCompact(forged('ECDH-ES', epk, bytes), onOther));
        }
      });
    });

    test.each([
      ['RSA', publicHalf(jwks.rsa)],
      ['oct', jwks.oct],
      ['Ed25519', publicHalf(jwks.ed25519)],
      ['secp256k1', publicHalf(jwks.secp256k1)],
      ['private', jwks.p256],
      ['a string', 'x'],
      ['null', null],
      ['a number', 1],
      ['an array', [publicHalf(jwks.p256)]],
      ['empty', {}],
      ['kty of another case', { ...publicHalf(jwks.p256), kty: 'ec' }],
      ['crv of another case', { ...publicHalf(jwks.p256), crv: 'p-256' }],
      ['crv __proto__', { ...publicHalf(jwks.p256), crv: '__proto__' }],
      ['kty OKP with crv P-256', { ...publicHalf(jwks.p256), kty: 'OKP' }],
      ['x missing', { kty: 'EC', crv: 'P-256', y: publicHalf(jwks.p256)['y'] }],
      ['x a number', { ...publicHalf(jwks.p256), x: 1 }],
      ['x padded', { ...publicHalf(jwks.p256), x: `${publicHalf(jwks.p256)['x'] ?? ''}=` }],
    ])('epk of no good shape: %s', async (_, epk) => {
      for (const alg of wrapping) {
        await expectJoseError(
          () => jwe.decryptCompact(forged(alg, epk, Buffer.alloc(32)), jwks.p256),
          'ERR_JOSE_HEADER_INVALID',
        );
      }
    });

    test('epk missing', async () => {
      const token = forgeCompact({ header: { alg: 'ECDH-ES', enc: 'A128GCM' }, cek: Buffer.alloc(16) });
      await expectJoseError(() => jwe.decryptCompact(token, jwks.p256), 'ERR_JOSE_HEADER_INVALID');
    });
  });

  describe('row 40: points of low order, under the all-zero secret', () => {
    const p25519 = 2n ** 255n - 19n;
    const p448 = 2n ** 448n - 2n ** 224n - 1n;
    const little = (value: bigint, length: number): Buffer => Buffer.from(bytesOf(value, length).reverse());
    const eighths = [
      39382357235489614581723060781553021112529911719440698176882885853963445705823n,
      325606250916557431795983626356110631294008115727848805560023387167927233504n,
    ];
    const low25519 = [0n, 1n, ...eighths, p25519 - 1n, p25519, p25519 + 1n].flatMap((value) => [
      [`X25519, ${value.toString(16)}`, 'X25519', little(value, 32)] as const,
      [`X25519, ${value.toString(16)}, high bit set`, 'X25519', little(value + 2n ** 255n, 32)] as const,
    ]);
    const low448 = [0n, 1n, p448 - 1n, p448, p448 + 1n].map(
      (value) => [`X448, ${value.toString(16)}`, 'X448', little(value, 56)] as const,
    );

    test.each([...low25519, ...low448])('%s', async (_, crv, x) => {
      const recipient = agreementKey(crv);
      const epk = { kty: 'OKP', crv, x: b64u(x) };
      const zero = Buffer.alloc(x.length);
      await expectOneFailure(wrapping.map((alg) => () => jwe.decryptCompact(forged(alg, epk, zero), recipient)));
      await expectDecryptionFailed(() => jwe.decryptJson(unprotected(epk), recipient));
    });

    test.each([0, 1, 31, 33, 56, 57])('%d octets', async (length) => {
      for (const crv of ['X25519', 'X448'].filter((name) => name !== 'X448' || length !== 56)) {
        const epk = { kty: 'OKP', crv, x: b64u(Buffer.alloc(length, 9)) };
        await expectDecryptionFailed(() =>
          jwe.decryptCompact(forged('ECDH-ES', epk, Buffer.alloc(32)), agreementKey(crv)),
        );
      }
    });
  });
});
