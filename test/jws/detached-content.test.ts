/** Detached content (RFC 7515 appendix F): the payload option and detach. */

import { expectJoseError, expectTypeError, forms, snapshot } from '../support/both';
import { b64u, flattenedHs256, hs256 } from '../support/forge';
import { jwks, secret } from '../support/keys';

const header = { alg: 'HS256' };
const token = hs256(header, 'hello', secret);
const detachedToken = token.replace(b64u('hello'), '');
const flattened = flattenedHs256(JSON.stringify(header), 'hello', secret);
const { payload: encoded, ...detachedFlattened } = flattened;
const signature = { protected: flattened.protected, signature: flattened.signature };
const general = { payload: encoded, signatures: [signature, signature] };
const detachedGeneral = { signatures: general.signatures };
const bad = 'ERR_JWS_SIGNATURE_VERIFICATION_FAILED';

describe.each(forms)('detached content, $name', ({ jws }) => {
  describe('detach', () => {
    test('compact', async () => {
      expect(await jws.detach(token)).toBe(detachedToken);
      expect(await jws.detach(detachedToken)).toBe(detachedToken);
    });

    test('compact with an unencoded payload', async () => {
      const unencoded = await jws.serializeCompact({ ...header, b64: false, crit: ['b64'] }, 'hello', secret);
      const detached = await jws.detach(unencoded);
      expect(detached).toBe(unencoded.replace('.hello.', '..'));
      const { payload } = await jws.deserializeCompact(detached, secret, { payload: 'hello' });
      expect(payload.toString()).toBe('hello');
    });

    test('flattened and general JSON, whose originals stay as they were', async () => {
      const before = snapshot([flattened, general]);
      expect(await jws.detach(flattened)).toEqual(detachedFlattened);
      expect(await jws.detach(general)).toEqual(detachedGeneral);
      expect(await jws.detach(detachedGeneral)).toEqual(detachedGeneral);
      expect([flattened, general]).toEqual(before);
    });

    test('JSON text', async () => {
      const result = await jws.detach(JSON.stringify(flattened));
      expect(typeof result === 'string' ? (JSON.parse(result) as unknown) : result).toEqual(detachedFlattened);
    });

    test.each([undefined, null, 1, true, Buffer.from(token)])('%p is a TypeError', async (value) => {
      await expectTypeError(() => jws.detach(value));
    });

    test.each(['', 'a', 'a.b', 'a.b.c.d', '{', '[]', '{}', {}])('%j is no JWS', async (value) => {
      await expectJoseError(() => jws.detach(value), 'ERR_JWS_INVALID');
    });
  });

  describe('the payload option', () => {
    test.each([
      ['text', 'hello'],
      ['bytes', Buffer.from('hello')],
      ['Uint8Array', new TextEncoder().encode('hello')],
    ])('as %s', async (_, payload) => {
      const compact = await jws.deserializeCompact(detachedToken, secret, { payload });
      expect(compact.payload.toString()).toBe('hello');
      for (const value of [detachedFlattened, detachedGeneral, JSON.stringify(detachedGeneral)]) {
        const result = await jws.deserializeJson(value, jwks.oct, { payload });
        expect(result.payload.toString()).toBe('hello');
      }
    });

    test('another payload does not verify', async () => {
      const payload = 'hellO';
      await expectJoseError(() => jws.deserializeCompact(detachedToken, secret, { payload }), bad, ['hellO']);
      await expectJoseError(() => jws.deserializeJson(detachedFlattened, jwks.oct, { payload }), bad, ['hellO']);
      await expectJoseError(() => jws.deserializeJson(detachedGeneral, jwks.oct, { payload }), bad, ['hellO']);
    });

    test('with a payload inside too it is refused, even when both are the same', async () => {
      const payload = 'hello';
      await expectJoseError(() => jws.deserializeCompact(token, secret, { payload }), 'ERR_JWS_INVALID');
      await expectJoseError(() => jws.deserializeJson(flattened, jwks.oct, { payload }), 'ERR_JWS_INVALID');
      await expectJoseError(() => jws.deserializeJson(general, jwks.oct, { payload }), 'ERR_JWS_INVALID');
    });

    test('without it an empty payload part is the empty payload', async () => {
      await expectJoseError(() => jws.deserializeCompact(detachedToken, secret), bad);
      const empty = hs256(header, '', secret);
      expect((await jws.deserializeCompact(empty, secret)).payload).toHaveLength(0);
      expect((await jws.deserializeCompact(empty, secret, { payload: '' })).payload).toHaveLength(0);
      const { payload } = await jws.deserializeJson(flattenedHs256(JSON.stringify(header), '', secret), jwks.oct);
      expect(payload).toHaveLength(0);
    });

    test('without it JSON must have a payload', async () => {
      await expectJoseError(() => jws.deserializeJson(detachedFlattened, jwks.oct), 'ERR_JWS_INVALID');
      await expectJoseError(() => jws.deserializeJson(detachedGeneral, jwks.oct), 'ERR_JWS_INVALID');
    });

    test('deserialize takes it too', async () => {
      const options = { payload: 'hello' };
      expect((await jws.deserialize(detachedToken, secret, options)).payload.toString()).toBe('hello');
      expect((await jws.deserialize(detachedFlattened, jwks.oct, options)).payload.toString()).toBe('hello');
    });

    test('the payload handed back is not the caller’s buffer', async () => {
      const payload = Buffer.from('hello');
      const result = await jws.deserializeCompact(detachedToken, secret, { payload });
      payload.fill(0);
      expect(result.payload.toString()).toBe('hello');
    });

    test.each([null, 5, {}, ['hello'], new ArrayBuffer(5)])('%p is a TypeError', async (payload) => {
      await expectTypeError(() => jws.deserializeCompact(detachedToken, secret, { payload }));
      await expectTypeError(() => jws.deserializeJson(detachedFlattened, jwks.oct, { payload }));
    });
  });
});
