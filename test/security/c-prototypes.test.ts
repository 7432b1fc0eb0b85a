/** Threats, part c: names that are more than names to JavaScript, row 30. */

import { jwk, jws as library, KeySet } from '../../lib';
import { expectJoseError, expectRefusal, forms } from '../support/both';
import { b64u, flattenedHs256, hs256, mac } from '../support/forge';
import { jwks, publicJwk, secret } from '../support/keys';

const invalidHeader = 'ERR_JOSE_HEADER_INVALID';
const token = hs256({ alg: 'HS256' }, 'hello', secret);
const { payload, ...signature } = flattenedHs256('{"alg":"HS256"}', 'hello', secret);

/** Runs with Object.prototype polluted as another module's bug would leave it. */
async function polluted<T>(members: Record<string, unknown>, run: () => Promise<T>): Promise<T> {
  const define = (name: string): void => {
    Object.defineProperty(Object.prototype, name, { value: members[name], configurable: true, writable: true });
  };
  Object.keys(members).forEach(define);
  try {
    return await run();
  } finally {
    for (const name of Object.keys(members)) Reflect.deleteProperty(Object.prototype, name);
  }
}

describe.each(forms)('$name', ({ jws }) => {
  describe('row 30: __proto__, constructor and a polluted prototype', () => {
    test('in a header they are own data, and nothing else changes', async () => {
      const text = '{"alg":"HS256","__proto__":{"alg":"none","polluted":1},"constructor":{"prototype":{"polluted":2}}}';
      const { protected: header } = await jws.deserializeCompact(hs256(text, 'x', secret), secret);
      expect(Object.keys(header).sort()).toEqual(['__proto__', 'alg', 'constructor']);
      expect(Object.getOwnPropertyDescriptor(header, '__proto__')?.value).toEqual({ alg: 'none', polluted: 1 });
      expect(header['alg']).toBe('HS256');
      expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
    });

    test('an alg inside __proto__ is no alg', async () => {
      const forged = hs256('{"__proto__":{"alg":"HS256"}}', 'x', secret);
      await expectJoseError(() => jws.deserializeCompact(forged, secret), invalidHeader);
      const unprotected = JSON.parse('{"__proto__":{"alg":"HS256"}}') as unknown;
      const value = { payload, header: unprotected, signature: b64u(mac('HS256', secret, `.${payload}`)) };
      await expectJoseError(() => jws.deserializeJson(value, secret), invalidHeader);
    });

    test('in the union of two headers they stay data', async () => {
      const header = JSON.parse('{"__proto__":{"polluted":1},"kid":"k"}') as unknown;
      const { members } = await jws.deserializeJson({ payload, ...signature, header }, secret);
      expect(Object.getOwnPropertyDescriptor(members[0]?.joseHeader ?? {}, '__proto__')?.value).toEqual({
        polluted: 1,
      });
      expect(members[0]?.joseHeader?.['polluted']).toBeUndefined();
    });

    test('a JWK’s __proto__ is only a member', async () => {
      const key = JSON.parse(`{"kty":"oct","__proto__":{"k":"${b64u(secret)}"}}`) as unknown;
      await expectJoseError(() => jws.deserializeCompact(token, key), 'ERR_JWK_INVALID');
    });

    test('a polluted alg, kid, crit or b64 is no header parameter', async () => {
      const missing = hs256('{"typ":"JWT"}', 'x', secret);
      await polluted({ alg: 'HS256', kid: 'evil', crit: ['evil'], b64: false, typ: 7 }, async () => {
        await expectJoseError(() => jws.deserializeCompact(missing, secret), invalidHeader);
        expect((await jws.deserializeCompact(token, secret)).payload.toString()).toBe('hello');
        expect(await jws.serializeCompact({ alg: 'HS256' }, 'hello', secret)).toBe(token);
        await expectJoseError(() => jws.serializeCompact({}, 'hello', secret), invalidHeader);
        const set = KeySet.importKeySet({ keys: [{ ...jwks.oct, kid: 'good' }] });
        expect((await jws.deserializeCompact(token, set)).payload.toString()).toBe('hello');
      });
    });

    test('polluted options are no options', async () => {
      const none = `${b64u({ alg: 'none' })}.${payload}.`;
      const registry = new library.Registry({ algorithms: ['none'] });
      for (const members of [{ algorithms: ['none'] }, { registry }]) {
        await polluted(members, async () => {
          await expectJoseError(() => jws.deserializeCompact(none, null, {}), 'ERR_JOSE_ALG_NOT_ALLOWED');
          await expectJoseError(() => jws.deserializeCompact(none, null), 'ERR_JOSE_ALG_NOT_ALLOWED');
          expect((await jws.deserializeCompact(token, secret, {})).payload.toString()).toBe('hello');
        });
      }
      await polluted({ payload: 'hello', verify: 'any' }, async () => {
        const bad = { payload, signatures: [signature, { ...signature, signature: 'AAAA' }] };
        await expectJoseError(() => jws.deserializeJson(bad, secret, {}), 'ERR_JWS_SIGNATURE_VERIFICATION_FAILED');
        await expectJoseError(() => jws.deserializeJson(signature, secret, {}), 'ERR_JWS_INVALID');
      });
    });

    test('polluted JWK members are no members', async () => {
      await polluted(
        { k: b64u(secret), kty: 'oct', alg: 'HS512', use: 'enc', key_ops: [], d: 'AA', p: 'AA' },
        async () => {
          await expectRefusal(() => jws.deserializeCompact(token, {}));
          expect((await jws.deserializeCompact(token, { kty: 'oct', k: b64u(secret) })).payload.toString()).toBe(
            'hello',
          );
          expect(jwk.importKey(publicJwk('p256')).isPrivate).toBe(false);
        },
      );
    });
  });
});
