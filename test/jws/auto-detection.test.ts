/** serialize, deserialize and decodeUnverified: the serialization by the shape of what they are given. */

import { expectJoseError, expectTypeError, forms } from '../support/both';
import { b64u, flattenedHs256, hs256 } from '../support/forge';
import { jwks, secret } from '../support/keys';

const header = { alg: 'HS256', kid: 'k' };
const token = hs256(header, 'hello', secret);
const flattened = flattenedHs256(JSON.stringify(header), 'hello', secret);
const { payload, ...signature } = flattened;
const general = { payload, signatures: [signature] };

describe.each(forms)('shapes, $name', ({ jws }) => {
  describe('serialize', () => {
    test('a header gives compact', async () => {
      expect(await jws.serialize(header, 'hello', secret)).toBe(token);
    });

    test('a member gives flattened', async () => {
      expect(await jws.serialize({ protected: header }, 'hello', secret)).toEqual(flattened);
      const both = await jws.serialize({ protected: { alg: 'HS256' }, header: { kid: 'k' } }, 'hello', secret);
      expect(both).toMatchObject({ header: { kid: 'k' } });
      expect(await jws.serialize({ header }, 'hello', secret)).toMatchObject({ header, payload });
    });

    test('an array gives general', async () => {
      expect(await jws.serialize([{ protected: header }], 'hello', secret)).toEqual(general);
    });

    test('options are passed on', async () => {
      const made = await jws.serialize({ alg: 'HS512' }, 'hello', secret, { algorithms: ['HS512'] });
      expect(made).toMatch(/^eyJhbGciOiJIUzUxMiJ9\./);
      await expectJoseError(
        () => jws.serialize(header, 'hello', secret, { algorithms: [] }),
        'ERR_JOSE_ALG_NOT_ALLOWED',
      );
    });

    test.each([undefined, null, 1, 'x', true])('%p is a TypeError', async (shape) => {
      await expectTypeError(() => jws.serialize(shape, 'hello', secret));
    });
  });

  describe('deserialize', () => {
    test('a compact token', async () => {
      const result = await jws.deserialize(token, secret);
      expect(result.protected).toEqual(header);
      expect(result.payload.toString()).toBe('hello');
      expect(result).not.toHaveProperty('members');
    });

    test.each([
      ['flattened object', flattened, true],
      ['flattened text', JSON.stringify(flattened), true],
      ['flattened text after white space', `\n\t ${JSON.stringify(flattened)}`, true],
      ['general object', general, false],
      ['general text', JSON.stringify(general), false],
    ])('%s', async (_, value, isFlattened) => {
      const result = await jws.deserialize(value, jwks.oct);
      expect(result.flattened).toBe(isFlattened);
      expect(result.payload.toString()).toBe('hello');
      expect(result.members).toHaveLength(1);
    });

    test.each(['', ' ', 'x', 'a.b', 'a.b.c.d', '{', '[]', '"x"', 'null', '{}', '[{}]'])(
      '%j is no JWS',
      async (value) => {
        await expectJoseError(() => jws.deserialize(value, secret), 'ERR_JWS_INVALID');
      },
    );

    test.each([undefined, null, 1, true, Buffer.from(token), Symbol('x')])('%p is a TypeError', async (value) => {
      await expectTypeError(() => jws.deserialize(value, secret));
    });

    test('failures are those of the verb that fits', async () => {
      const bad = 'ERR_JWS_SIGNATURE_VERIFICATION_FAILED';
      const other = Buffer.alloc(32, 7);
      await expectJoseError(() => jws.deserialize(token, other), bad);
      await expectJoseError(() => jws.deserialize(flattened, other), bad);
      await expectJoseError(() => jws.deserialize(JSON.stringify(general), other), bad);
    });
  });

  describe('decodeUnverified', () => {
    test('a compact token, whatever its signature', async () => {
      for (const value of [token, `${token.slice(0, -4)}AAAA`, token.replace(/[^.]*$/, '')]) {
        const decoded = (await jws.decodeUnverified(value)) as { protected: unknown; payload: Uint8Array };
        expect(decoded.protected).toEqual(header);
        expect(Buffer.from(decoded.payload).toString()).toBe('hello');
      }
    });

    test('an algorithm that nothing allows', async () => {
      const decoded = (await jws.decodeUnverified(`${b64u({ alg: 'none' })}.${payload}.`)) as { protected: unknown };
      expect(decoded.protected).toEqual({ alg: 'none' });
    });

    test('JSON', async () => {
      const forged = { ...general, signatures: [{ ...signature, header: { x5t: 'A'.repeat(27) }, signature: 'AAAA' }] };
      for (const value of [forged, JSON.stringify(forged)]) {
        const decoded = (await jws.decodeUnverified(value)) as { members: unknown[]; payload: Uint8Array };
        expect(Buffer.from(decoded.payload).toString()).toBe('hello');
        expect(decoded.members).toHaveLength(1);
        expect(decoded.members[0]).toMatchObject({ protected: header, header: { x5t: 'A'.repeat(27) } });
        expect(decoded.members[0]).not.toHaveProperty('verified', true);
      }
    });

    test('gives no key and no verdict', async () => {
      const decoded = await jws.decodeUnverified(token);
      expect(decoded).not.toHaveProperty('key');
      expect(decoded).not.toHaveProperty('verified');
    });

    test.each(['', 'x', 'a.b', 'a.b.c', '{', '{}', '[]'])('%j is no JWS', async (value) => {
      await expectJoseError(() => jws.decodeUnverified(value), ['ERR_JWS_INVALID', 'ERR_JOSE_HEADER_INVALID']);
    });

    test.each([undefined, null, 1, Buffer.from(token)])('%p is a TypeError', async (value) => {
      await expectTypeError(() => jws.decodeUnverified(value));
    });

    test.each(['[]', 'null', '{', '{"alg":"HS256","alg":"none"}', '\ufeff{"alg":"HS256"}'])(
      'a header that is no JSON object is refused here too: %j',
      async (text) => {
        const value = `${b64u(text)}.${payload}.AAAA`;
        await expectJoseError(() => jws.decodeUnverified(value), 'ERR_JOSE_HEADER_INVALID');
      },
    );
  });
});
