/** serializeCompact and deserializeCompact: payloads, keys, results, arguments. */

import * as crypto from 'node:crypto';
import { ECKey, jwk as jwkLibrary, OctKey, OKPKey, RSAKey } from '../../lib';
import { expectJoseError, expectTypeError, forms, snapshot } from '../support/both';
import { b64u, compact, headerOf, hs256, signInput } from '../support/forge';
import { algorithms, jwks, privateObject, publicJwk, publicObject, secret } from '../support/keys';

const token = hs256({ alg: 'HS256' }, 'hello', secret);

describe.each(forms)('compact, $name', ({ jws }) => {
  describe('payloads', () => {
    test.each([
      ['text', 'hello', Buffer.from('hello')],
      ['text beyond Latin-1', 'grüße \u{1f600} ł', Buffer.from('grüße \u{1f600} ł')],
      ['nothing', '', Buffer.alloc(0)],
      ['a Buffer', Buffer.from([0, 1, 254, 255]), Buffer.from([0, 1, 254, 255])],
      ['a Uint8Array', Uint8Array.of(0, 200, 0), Buffer.from([0, 200, 0])],
      ['part of a larger buffer', new Uint8Array(Uint8Array.of(9, 1, 2, 9).buffer, 1, 2), Buffer.from([1, 2])],
      ['text with NUL', 'a\0b', Buffer.from('a\0b')],
      ['a mebibyte', Buffer.alloc(1 << 20, 'x'), Buffer.alloc(1 << 20, 'x')],
    ])('%s', async (_, payload, bytes) => {
      const made = await jws.serializeCompact({ alg: 'HS256' }, payload, secret);
      expect(made).toBe(hs256({ alg: 'HS256' }, bytes, secret));
      const result = await jws.deserializeCompact(made, secret);
      expect(Buffer.isBuffer(result.payload)).toBe(true);
      expect(result.payload.equals(bytes)).toBe(true);
    });

    test('every length around the base64 groups', async () => {
      for (let length = 0; length < 70; length++) {
        const payload = crypto.randomBytes(length);
        const made = await jws.serializeCompact({ alg: 'HS256' }, payload, secret);
        expect(made).toBe(hs256({ alg: 'HS256' }, payload, secret));
        expect((await jws.deserializeCompact(made, secret)).payload.equals(payload)).toBe(true);
      }
    });
  });

  describe('keys', () => {
    test.each(algorithms)('$alg ($key) makes what node:crypto verifies', async ({ alg, key }) => {
      const made = await jws.serializeCompact({ alg }, 'payload', jwks[key], { algorithms: [alg] });
      const [header = '', payload = '', signature = ''] = made.split('.');
      const input = Buffer.from(`${header}.${payload}`);
      const bytes = Buffer.from(signature, 'base64url');
      if (key === 'oct') {
        expect(bytes.equals(signInput(alg, secret, input))).toBe(true);
        return;
      }
      const hash = alg.startsWith('Ed') ? null : `sha${alg.slice(2, 5)}`;
      const pss = { padding: crypto.constants.RSA_PKCS1_PSS_PADDING, saltLength: Number(alg.slice(2)) / 8 };
      const options = alg.startsWith('PS') ? pss : alg.startsWith('ES') ? { dsaEncoding: 'ieee-p1363' as const } : {};
      expect(crypto.verify(hash, input, { key: publicObject(key), ...options }, bytes)).toBe(true);
    });

    test.each(algorithms)('$alg ($key) verifies what node:crypto signed', async ({ alg, key }) => {
      const signer = key === 'oct' ? secret : privateObject(key);
      const verifier = key === 'oct' ? jwks.oct : publicJwk(key);
      const foreign = compact({ alg }, 'payload', signer, alg);
      const result = await jws.deserializeCompact(foreign, verifier, { algorithms: [alg] });
      expect(result.payload.toString()).toBe('payload');
    });

    const rsaPrivate = privateObject('rsa');
    const rsaPublic = publicObject('rsa');
    test.each([
      ['JWK object', jwks.rsa, publicJwk('rsa')],
      ['RSAKey', RSAKey.importKey(jwks.rsa), RSAKey.importKey(publicJwk('rsa'))],
      ['key of jwk.importKey', jwkLibrary.importKey(jwks.rsa), jwkLibrary.importKey(publicJwk('rsa'))],
      ['KeyObject', rsaPrivate, rsaPublic],
      ['PKCS#8 and SPKI PEM', exported(rsaPrivate, 'pkcs8', 'pem'), exported(rsaPublic, 'spki', 'pem')],
      ['PKCS#1 PEM', exported(rsaPrivate, 'pkcs1', 'pem'), exported(rsaPublic, 'pkcs1', 'pem')],
      ['PKCS#8 and SPKI DER', exported(rsaPrivate, 'pkcs8', 'der'), exported(rsaPublic, 'spki', 'der')],
      ['function', () => jwks.rsa, () => publicJwk('rsa')],
    ])('given as %s', async (_, signing, verifying) => {
      const made = await jws.serializeCompact({ alg: 'RS256' }, 'hello', signing);
      expect(made).toBe(compact({ alg: 'RS256' }, 'hello', rsaPrivate, 'RS256'));
      const { payload, key } = await jws.deserializeCompact(made, verifying);
      expect(payload.toString()).toBe('hello');
      expect(key.kty).toBe('RSA');
      expect(key.toJWK()).toMatchObject({ n: jwks.rsa['n'], e: jwks.rsa['e'] });
    });

    test('the result names the very key object it was given', async () => {
      for (const [made, key] of [
        [compact({ alg: 'ES256' }, '', privateObject('p256'), 'ES256'), ECKey.importKey(publicJwk('p256'))],
        [compact({ alg: 'Ed25519' }, '', privateObject('ed25519'), 'Ed25519'), OKPKey.importKey(publicJwk('ed25519'))],
        [token, OctKey.importKey(jwks.oct)],
      ] as const) {
        const options = { algorithms: ['HS256', 'ES256', 'Ed25519'] };
        expect((await jws.deserializeCompact(made, key, options)).key).toBe(key);
      }
    });

    test('a token kid is not compared with a single key', async () => {
      const made = hs256({ alg: 'HS256', kid: 'other' }, 'hello', secret);
      const { key } = await jws.deserializeCompact(made, { ...jwks.oct, kid: 'mine' });
      expect(key.kid).toBe('mine');
    });

    test('the wrong key of the right type', async () => {
      await expectJoseError(
        () => jws.deserializeCompact(token, 'another secret that is long enough'),
        'ERR_JWS_SIGNATURE_VERIFICATION_FAILED',
        ['another secret', b64u('hello')],
      );
    });
  });

  describe('what goes in and comes out', () => {
    test('the header is written in the order it is given', async () => {
      const header = { typ: 'JWT', kid: 'k', alg: 'HS256', cty: 'text' };
      const made = await jws.serializeCompact(header, 'x', secret);
      expect(made.split('.')[0]).toBe(b64u(header));
      expect((await jws.deserializeCompact(made, secret)).protected).toEqual(headerOf(made));
    });

    test('arguments are not changed, and frozen ones are good', async () => {
      const header = { alg: 'HS256', crit: ['b64'], b64: true };
      const key = { ...jwks.oct };
      const options = { algorithms: ['HS256'] };
      const payload = Buffer.from('hello');
      const before = snapshot([header, key, options, payload]);
      const made = await jws.serializeCompact(header, payload, key, options);
      await jws.deserializeCompact(made, key, options);
      expect([header, key, options, Uint8Array.from(payload)]).toEqual([
        ...before.slice(0, 3),
        Uint8Array.from(payload),
      ]);
      const frozen = Object.freeze({ alg: 'HS256' });
      expect(await jws.serializeCompact(frozen, 'hello', Object.freeze({ ...jwks.oct }), Object.freeze({}))).toBe(
        token,
      );
    });

    test('results are frozen, the payload is the caller’s own', async () => {
      const plain = await jws.deserializeCompact(hs256('{"alg":"HS256","x":{"y":[1]}}', 'hello', secret), secret);
      const nested = plain.protected['x'] as { y: number[] };
      for (const one of [plain, plain.protected, nested, nested.y]) expect(Object.isFrozen(one)).toBe(true);
      plain.payload[0] = 0x48;
      expect(plain.payload.toString()).toBe('Hello');
    });

    test('the header handed back is not the caller’s object', async () => {
      const header: Record<string, unknown> = { alg: 'HS256', kid: 'a' };
      const making = jws.serializeCompact(header, 'hello', secret);
      header['kid'] = 'b';
      expect(headerOf(await making)['kid']).toBe('a');
    });
  });

  describe('wrong arguments are a TypeError', () => {
    test.each([undefined, null, 0, true, Buffer.from(token), {}, [], { protected: '', signature: '' }, Symbol('t')])(
      'token %p',
      async (value) => {
        await expectTypeError(() => jws.deserializeCompact(value, secret));
      },
    );

    test.each([undefined, null, 'x', 1, [], () => ({})])('header %p', async (header) => {
      const refused = jws.serializeCompact(header, 'hello', secret);
      await expect(refused).rejects.toMatchObject({
        name: expect.stringMatching(/TypeError|InvalidHeaderError/) as string,
      });
    });

    test.each([undefined, null, 1, {}, [], [1, 2], new Uint16Array(2), new ArrayBuffer(2), true])(
      'payload %p',
      async (payload) => {
        await expectTypeError(() => jws.serializeCompact({ alg: 'HS256' }, payload, secret));
      },
    );

    test.each([null, 1, 'HS256', ['HS256'], { algs: ['HS256'] }, { algorithms: 'HS256' }, { algorithms: [1] }])(
      'options %p',
      async (options) => {
        await expectTypeError(() => jws.deserializeCompact(token, secret, options));
        await expectTypeError(() => jws.serializeCompact({ alg: 'HS256' }, 'hello', secret, options));
      },
    );

    test('an option of another verb', async () => {
      await expectTypeError(() => jws.serializeCompact({ alg: 'HS256' }, 'hello', secret, { verify: 'any' }));
      await expectTypeError(() => jws.deserializeCompact(token, secret, { payload: 5 }));
    });
  });

  describe('malformed tokens are ERR_JWS_INVALID', () => {
    const [header = '', payload = '', signature = ''] = token.split('.');
    test.each([
      ['nothing', ''],
      ['no dot', header],
      ['one dot', `${header}.${payload}`],
      ['three dots', `${token}.`],
      ['four dots', `${token}.${payload}.${signature}`],
      ['dots alone', '..'],
      ['no header', `.${payload}.${signature}`],
      ['white space before', ` ${token}`],
      ['a line feed after', `${token}\n`],
      ['a scheme before', `Bearer ${token}`],
      ['quotes around', `"${token}"`],
    ])('%s', async (_, text) => {
      await expectJoseError(() => jws.deserializeCompact(text, secret), 'ERR_JWS_INVALID', [payload, signature]);
    });
  });
});

function exported(key: crypto.KeyObject, type: 'pkcs1' | 'pkcs8' | 'spki', format: 'pem' | 'der'): string | Buffer {
  return format === 'pem'
    ? key.export({ type, format } as crypto.KeyExportOptions<'pem'>)
    : key.export({ type, format } as crypto.KeyExportOptions<'der'>);
}
