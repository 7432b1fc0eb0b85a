/** The allow-list: its default, how a key's alg widens it, and what a given list means. */

import { jws as library, KeySet } from '../../lib';
import { expectJoseError, expectTypeError, forms } from '../support/both';
import { compact, hs256 } from '../support/forge';
import { algorithms, jwks, privateObject, publicJwk, secret, type Jwk } from '../support/keys';

const notAllowed = 'ERR_JOSE_ALG_NOT_ALLOWED';
const recommended = ['HS256', 'RS256', 'ES256'];
const others = algorithms.filter(({ alg }) => !recommended.includes(alg));

function tokenOf(alg: string, key: keyof typeof jwks): string {
  return compact({ alg }, 'hello', key === 'oct' ? secret : privateObject(key), alg);
}

function verifying(key: keyof typeof jwks): Jwk {
  return key === 'oct' ? jwks.oct : publicJwk(key);
}

describe.each(forms)('allowed algorithms, $name', ({ jws }) => {
  describe.each([
    ['nothing given', (): unknown => undefined],
    ['empty options', (): unknown => ({})],
    ['a registry without algorithms', (): unknown => ({ registry: new library.Registry() })],
    ['a registry with other settings', (): unknown => ({ registry: new library.Registry({ maxDepth: 8 }) })],
  ])('default list: %s', (_, options) => {
    test.each(recommended)('%s is allowed', async (alg) => {
      const key = alg === 'HS256' ? 'oct' : alg === 'RS256' ? 'rsa' : 'p256';
      const token = await jws.serializeCompact({ alg }, 'hello', jwks[key], options());
      expect((await jws.deserializeCompact(token, verifying(key), options())).payload.toString()).toBe('hello');
    });

    test.each(others)('$alg ($key) is not', async ({ alg, key }) => {
      const error = await expectJoseError(
        () => jws.serializeCompact({ alg }, 'hello', jwks[key], options()),
        notAllowed,
      );
      expect(error.message).toContain(alg);
      expect(error.message).toContain('algorithms');
      await expectJoseError(() => jws.deserializeCompact(tokenOf(alg, key), verifying(key), options()), notAllowed);
    });

    test.each(others)('$alg ($key) is, when the key names it', async ({ alg, key }) => {
      const token = await jws.serializeCompact({ alg }, 'hello', { ...jwks[key], alg }, options());
      const jwk = { ...verifying(key), alg };
      const set = KeySet.importKeySet({ keys: [{ ...jwk, kid: 'x' }] });
      for (const given of [jwk, set, () => jwk, () => set]) {
        const { payload } = await jws.deserializeCompact(token, given, options());
        expect(payload.toString()).toBe('hello');
      }
    });
  });

  describe('a list once given is exact', () => {
    test.each([
      ['algorithms', (list: string[]): unknown => ({ algorithms: list })],
      ['a registry', (list: string[]): unknown => ({ registry: new library.Registry({ algorithms: list }) })],
    ])('by %s', async (_, options) => {
      const token = hs256({ alg: 'HS256' }, 'hello', secret);
      expect((await jws.deserializeCompact(token, jwks.oct, options(['HS256']))).payload.toString()).toBe('hello');
      await expectJoseError(() => jws.deserializeCompact(token, jwks.oct, options(['RS256', 'ES256'])), notAllowed);
      await expectJoseError(
        () => jws.serializeCompact({ alg: 'HS256' }, 'x', jwks.oct, options(['HS512'])),
        notAllowed,
      );
    });

    test('the alg of a key never widens it', async () => {
      const jwk = { ...jwks.oct, alg: 'HS512' };
      const options = { algorithms: ['HS256'] };
      await expectJoseError(() => jws.deserializeCompact(tokenOf('HS512', 'oct'), jwk, options), notAllowed);
      await expectJoseError(() => jws.serializeCompact({ alg: 'HS512' }, 'x', jwk, options), notAllowed);
      const registry = new library.Registry({ algorithms: ['HS256'] });
      await expectJoseError(() => jws.deserializeCompact(tokenOf('HS512', 'oct'), jwk, { registry }), notAllowed);
    });

    test('an empty list allows nothing', async () => {
      const jwk = { ...jwks.oct, alg: 'HS256' };
      for (const options of [{ algorithms: [] }, { registry: new library.Registry({ algorithms: [] }) }]) {
        const token = hs256({ alg: 'HS256' }, 'hello', secret);
        await expectJoseError(() => jws.deserializeCompact(token, jwk, options), notAllowed);
        await expectJoseError(() => jws.serializeCompact({ alg: 'HS256' }, 'hello', jwk, options), notAllowed);
        await expectJoseError(() => jws.serializeJson({ protected: { alg: 'HS256' } }, 'x', jwk, options), notAllowed);
      }
    });

    test('an array changed afterwards does not change a registry', async () => {
      const list = ['HS256'];
      const registry = new library.Registry({ algorithms: list });
      list[0] = 'HS512';
      list.push('none');
      const token = hs256({ alg: 'HS256' }, 'hello', secret);
      expect((await jws.deserializeCompact(token, jwks.oct, { registry })).payload.toString()).toBe('hello');
      await expectJoseError(() => jws.deserializeCompact(tokenOf('HS512', 'oct'), jwks.oct, { registry }), notAllowed);
    });

    test('algorithms and a registry together are a TypeError', async () => {
      const options = { algorithms: ['HS256'], registry: new library.Registry() };
      await expectTypeError(() => jws.serializeCompact({ alg: 'HS256' }, 'hello', secret, options));
      await expectTypeError(() => jws.deserializeCompact(hs256({ alg: 'HS256' }, 'hello', secret), secret, options));
      await expectTypeError(() => jws.serializeJson({ protected: { alg: 'HS256' } }, 'hello', secret, options));
      await expectTypeError(() => jws.deserializeJson({}, secret, options));
    });

    test.each([null, {}, 1, { algorithms: ['HS256'] }])('registry %p is a TypeError', async (registry) => {
      await expectTypeError(() => jws.serializeCompact({ alg: 'HS256' }, 'hello', secret, { registry }));
    });
  });

  describe('names are compared literally', () => {
    test.each(['hs256', 'Hs256', 'HS256 ', ' HS256', 'HS256\0', 'HS-256', '', '__proto__', 'constructor', 'ES521'])(
      'alg %j',
      async (alg) => {
        const token = hs256({ alg }, 'hello', secret);
        await expectJoseError(() => jws.deserializeCompact(token, secret), notAllowed);
        await expectJoseError(() => jws.deserializeCompact(token, secret, { algorithms: ['HS256'] }), notAllowed);
        await expectJoseError(() => jws.serializeCompact({ alg }, 'hello', secret), notAllowed);
      },
    );

    test('naming an unknown algorithm does not make it known', async () => {
      for (const alg of ['hs256', '__proto__', 'FOO']) {
        const options = { algorithms: [alg] };
        const made = jws.serializeCompact({ alg }, 'hello', secret, options);
        await expect(made).rejects.toMatchObject({ code: expect.stringMatching(/^ERR_JOSE_/) as string });
      }
    });

    test('EdDSA serves both curves, Ed25519 and Ed448 one each', async () => {
      const options = { algorithms: ['EdDSA', 'Ed25519', 'Ed448'] };
      for (const [alg, key] of [
        ['Ed25519', 'ed448'],
        ['Ed448', 'ed25519'],
        ['EdDSA', 'p256'],
        ['ES256', 'p384'],
      ] as const) {
        const given = { algorithms: [...options.algorithms, 'ES256'] };
        await expectJoseError(() => jws.serializeCompact({ alg }, 'x', jwks[key], given), 'ERR_KEY_TYPE_MISMATCH');
      }
      for (const key of ['ed25519', 'ed448'] as const) {
        const token = await jws.serializeCompact({ alg: 'EdDSA' }, 'hello', jwks[key], options);
        expect((await jws.deserializeCompact(token, publicJwk(key), options)).key.kty).toBe('OKP');
      }
    });
  });

  describe('none', () => {
    const token = compactNone('hello');

    test('needs naming and takes key null', async () => {
      const options = { algorithms: ['none'] };
      expect(await jws.serializeCompact({ alg: 'none' }, 'hello', null, options)).toBe(token);
      expect((await jws.deserializeCompact(token, null, options)).payload.toString()).toBe('hello');
      const flattened = await jws.serializeJson({ protected: { alg: 'none' } }, 'hello', null, options);
      expect(flattened.signature).toBe('');
      expect((await jws.deserializeJson(flattened, null, options)).payload.toString()).toBe('hello');
      const registry = new library.Registry({ algorithms: ['none'] });
      expect((await jws.deserializeCompact(token, null, { registry })).payload.toString()).toBe('hello');
    });

    test('is refused by default, for making and for reading', async () => {
      await expectJoseError(() => jws.serializeCompact({ alg: 'none' }, 'hello', null), notAllowed);
      await expectJoseError(() => jws.deserializeCompact(token, null), notAllowed);
      await expectJoseError(
        () => jws.deserializeCompact(token, null, { registry: new library.Registry() }),
        notAllowed,
      );
    });

    test('is never opted in by a key', async () => {
      for (const key of [{ ...jwks.oct, alg: 'none' }, () => null, () => ({ ...jwks.oct, alg: 'none' })]) {
        await expectJoseError(() => jws.deserializeCompact(token, key), notAllowed);
        await expectJoseError(() => jws.serializeCompact({ alg: 'none' }, 'hello', key), notAllowed);
      }
    });

    test('with a key is refused even where it is named', async () => {
      const options = { algorithms: ['none', 'HS256'] };
      const codes = ['ERR_KEY_TYPE_MISMATCH', 'ERR_JOSE_ALG_NOT_ALLOWED', 'ERR_KEY_USE_MISMATCH'];
      for (const key of [jwks.oct, secret, publicJwk('rsa'), () => jwks.oct]) {
        await expectJoseError(() => jws.deserializeCompact(token, key, options), codes);
        await expectJoseError(() => jws.serializeCompact({ alg: 'none' }, 'hello', key, options), codes);
      }
    });

    test('with a signature does not verify', async () => {
      const options = { algorithms: ['none'] };
      const codes = ['ERR_JWS_SIGNATURE_VERIFICATION_FAILED', 'ERR_JWS_INVALID'];
      await expectJoseError(() => jws.deserializeCompact(`${token}AAAA`, null, options), codes);
    });

    test('null is no key for anything else', async () => {
      const options = { algorithms: ['none', 'HS256'] };
      const made = hs256({ alg: 'HS256' }, 'hello', '');
      await expect(jws.deserializeCompact(made, null, options)).rejects.toThrow();
      await expect(jws.serializeCompact({ alg: 'HS256' }, 'hello', null, options)).rejects.toThrow();
    });
  });
});

function compactNone(payload: string): string {
  return `${Buffer.from('{"alg":"none"}').toString('base64url')}.${Buffer.from(payload).toString('base64url')}.`;
}
