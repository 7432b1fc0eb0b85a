/** serializeJson and deserializeJson: shapes, members, results. */

import { KeySet } from '../../lib';
import { expectJoseError, expectTypeError, forms, snapshot } from '../support/both';
import { b64u, flattenedHs256, hs256, mac, privateKeyObject } from '../support/forge';
import { jwks, publicJwk, secret } from '../support/keys';

const hs = { protected: { alg: 'HS256' } };
const es = { protected: { alg: 'ES256' }, header: { kid: 'ec' } };
const flattened = flattenedHs256('{"alg":"HS256"}', 'hello', secret);
const { payload, ...signature } = flattened;
const general = { payload, signatures: [signature] };

describe.each(forms)('JSON serializations, $name', ({ jws }) => {
  describe('making', () => {
    test('flattened: exactly the members that are there', async () => {
      expect(await jws.serializeJson(hs, 'hello', secret)).toEqual(flattened);
      const unprotected = await jws.serializeJson({ header: { alg: 'HS256', kid: 'k' } }, 'hello', secret);
      expect(unprotected).toEqual({
        payload,
        header: { alg: 'HS256', kid: 'k' },
        signature: b64u(mac('HS256', secret, `.${payload}`)),
      });
      const split = await jws.serializeJson({ ...hs, header: { kid: 'k' } }, 'hello', secret);
      expect(split).toEqual({ ...flattened, header: { kid: 'k' } });
    });

    test('general: an array, even of one', async () => {
      expect(await jws.serializeJson([hs], 'hello', secret)).toEqual(general);
    });

    test('an empty protected header is absent, as RFC 7515 section 7.2.1 demands', async () => {
      const made = await jws.serializeJson({ protected: {}, header: { alg: 'HS256' } }, 'hello', secret);
      expect(made).not.toHaveProperty('protected');
      expect(made.signature).toBe(b64u(mac('HS256', secret, `.${payload}`)));
      expect((await jws.deserializeJson(made, secret)).payload.toString()).toBe('hello');
    });

    test('one key for each member', async () => {
      const made = await jws.serializeJson([hs, es], 'hello', [secret, jwks.p256]);
      expect(made.signatures).toHaveLength(2);
      expect(made.signatures[0]).toEqual(signature);
      expect((await jws.deserializeJson({ payload, ...made.signatures[1] }, publicJwk('p256'))).flattened).toBe(true);
    });

    test('one key for all members', async () => {
      const made = await jws.serializeJson([hs, hs], 'hello', secret);
      expect(made).toEqual({ payload, signatures: [signature, signature] });
    });

    test('a KeySet, by the kid of each member', async () => {
      const keys = KeySet.importKeySet({
        keys: [
          { ...jwks.p256, kid: 'ec' },
          { ...jwks.oct, kid: 'mac' },
        ],
      });
      const members = [{ ...hs, header: { kid: 'mac' } }, es];
      const made = await jws.serializeJson(members, 'hello', keys);
      expect(made.signatures.map(({ header }) => header)).toEqual([{ kid: 'mac' }, { kid: 'ec' }]);
      const result = await jws.deserializeJson(made, keys);
      expect(result.members.map(({ key }) => key?.kid)).toEqual(['mac', 'ec']);
    });

    test('a function, asked for each member', async () => {
      const asked: unknown[] = [];
      const made = await jws.serializeJson([hs, es], 'hello', (header: { alg: string }) => {
        asked.push(header);
        return header.alg === 'HS256' ? secret : jwks.p256;
      });
      expect(asked).toEqual([{ alg: 'HS256' }, { alg: 'ES256', kid: 'ec' }]);
      expect(made.signatures[0]).toEqual(signature);
    });

    test('arguments are not changed, the result is frozen', async () => {
      const members = [{ protected: { alg: 'HS256' }, header: { kid: 'k' } }];
      const before = snapshot(members);
      const made = await jws.serializeJson(members, 'hello', secret);
      expect(members).toEqual(before);
      expect(Object.isFrozen(members[0]?.header)).toBe(false);
      for (const one of [made, made.signatures, made.signatures[0], made.signatures[0]?.header]) {
        expect(Object.isFrozen(one)).toBe(true);
      }
      expect(Object.isFrozen(await jws.serializeJson(hs, 'hello', secret))).toBe(true);
    });

    test.each([undefined, null, 'x', 1, true, [undefined], [null], ['x'], [[hs]]])(
      'members %p are a TypeError',
      async (members) => {
        await expectTypeError(() => jws.serializeJson(members, 'hello', secret));
      },
    );

    test.each([
      ['protected', { protected: 'eyJhbGciOiJIUzI1NiJ9' }],
      ['header', { header: 1 }],
      ['array', { protected: ['HS256'] }],
    ])('a member whose %s is no object', async (_, member) => {
      const outcome = jws.serializeJson(member, 'hello', secret);
      await expect(outcome).rejects.toMatchObject({
        name: expect.stringMatching(/TypeError|InvalidHeaderError/) as string,
      });
    });

    test('no members at all', async () => {
      const outcome = jws.serializeJson([], 'hello', secret);
      await expect(outcome).rejects.toMatchObject({
        name: expect.stringMatching(/TypeError|InvalidJWSError/) as string,
      });
    });

    test.each([[[secret]], [[secret, secret, secret]], [[]]])('keys that do not match two members', async (keys) => {
      await expectTypeError(() => jws.serializeJson([hs, hs], 'hello', keys));
    });

    test('names in both headers of one member', async () => {
      const member = { protected: { alg: 'HS256', kid: 'a' }, header: { kid: 'a' } };
      await expectJoseError(() => jws.serializeJson(member, 'hello', secret), 'ERR_JOSE_HEADER_INVALID');
    });

    test('a member without alg', async () => {
      await expectJoseError(() => jws.serializeJson({}, 'hello', secret), 'ERR_JOSE_HEADER_INVALID');
      await expectJoseError(() => jws.serializeJson({ header: {} }, 'hello', secret), 'ERR_JOSE_HEADER_INVALID');
    });
  });

  describe('reading', () => {
    test.each([
      ['flattened object', flattened, true],
      ['flattened text', JSON.stringify(flattened), true],
      ['text with white space', ` ${JSON.stringify(flattened, null, 2)}\r\n\t`, true],
      ['general object', general, false],
      ['general text', JSON.stringify(general), false],
    ])('%s', async (_, value, isFlattened) => {
      const result = await jws.deserializeJson(value, jwks.oct);
      expect(result.flattened).toBe(isFlattened);
      expect(Buffer.isBuffer(result.payload)).toBe(true);
      expect(result.payload.toString()).toBe('hello');
      expect(result.members).toHaveLength(1);
      const [member] = result.members;
      expect(member).toMatchObject({ verified: true, protected: { alg: 'HS256' }, joseHeader: { alg: 'HS256' } });
      expect(member?.key?.kty).toBe('oct');
    });

    test('joseHeader is the union, the two headers stay apart', async () => {
      const value = { ...flattened, header: { kid: 'k', typ: 'JOSE+JSON' } };
      const { members } = await jws.deserializeJson(value, secret);
      expect(members[0]).toMatchObject({
        protected: { alg: 'HS256' },
        header: { kid: 'k', typ: 'JOSE+JSON' },
        joseHeader: { alg: 'HS256', kid: 'k', typ: 'JOSE+JSON' },
      });
    });

    test('unknown members of the message and of a signature are ignored', async () => {
      const extra = { ...flattened, comment: 'x', __proto__: { payload: 'AA' } };
      expect((await jws.deserializeJson(extra, secret)).payload.toString()).toBe('hello');
      const nested = { payload, signatures: [{ ...signature, comment: {} }], more: [1] };
      expect((await jws.deserializeJson(nested, secret)).payload.toString()).toBe('hello');
    });

    test('the object given stays as it was; headers handed back are frozen copies', async () => {
      const value = { payload, signatures: [{ ...signature, header: { kid: 'k', jwk: publicJwk('p256') } }] };
      const before = snapshot(value);
      const result = await jws.deserializeJson(value, secret);
      expect(value).toEqual(before);
      expect(Object.isFrozen(value.signatures[0]?.header)).toBe(false);
      expect(result.members[0]?.header).not.toBe(value.signatures[0]?.header);
      const [member] = result.members;
      const frozen = [result, result.members, member, member?.protected, member?.header, member?.joseHeader];
      for (const one of [...frozen, member?.header?.['jwk']]) expect(Object.isFrozen(one)).toBe(true);
      expect(Object.isFrozen(value.signatures[0]?.header.jwk)).toBe(false);
    });

    test.each([undefined, null, 1, true, [], Symbol('x'), () => flattened, Buffer.from(JSON.stringify(flattened))])(
      '%p is a TypeError',
      async (value) => {
        const outcome = jws.deserializeJson(value, secret);
        await expect(outcome).rejects.toMatchObject({
          name: expect.stringMatching(Array.isArray(value) ? /TypeError|InvalidJWSError/ : /TypeError/) as string,
        });
      },
    );

    test.each([
      ['', 'no text'],
      [hs256({ alg: 'HS256' }, 'hello', secret), 'a compact token'],
      ['{', 'half an object'],
      ['[]', 'an array'],
      ['null', 'null'],
      ['{}', 'an empty object'],
      [`${JSON.stringify(flattened)}x`, 'trailing text'],
      [`\ufeff${JSON.stringify(flattened)}`, 'a byte order mark'],
      [`${JSON.stringify(flattened).slice(0, -1)},}`, 'a trailing comma'],
      [`${JSON.stringify(flattened).slice(0, -1)},"payload":"AA"}`, 'a member twice'],
    ])('%#: %2$s is ERR_JWS_INVALID', async (text) => {
      await expectJoseError(() => jws.deserializeJson(text, secret), 'ERR_JWS_INVALID', [signature.signature]);
    });

    test.each([
      ['payload', { ...flattened, payload: 5 }],
      ['payload null', { ...flattened, payload: null }],
      ['protected', { ...flattened, protected: { alg: 'HS256' } }],
      ['signature', { ...flattened, signature: 1 }],
      ['signature missing', { payload, protected: signature.protected }],
      ['protected not base64url', { ...flattened, protected: `${signature.protected}=` }],
      ['payload not base64url', { ...flattened, payload: `${payload}=` }],
      ['signature not base64url', { ...flattened, signature: `${signature.signature}=` }],
      ['protected empty', { ...flattened, protected: '', header: { alg: 'HS256' } }],
    ])('a wrong %s is ERR_JWS_INVALID', async (_, value) => {
      await expectJoseError(() => jws.deserializeJson(value, secret), 'ERR_JWS_INVALID');
      await expectJoseError(() => jws.deserializeJson(JSON.stringify(value), secret), 'ERR_JWS_INVALID');
    });

    test.each([1, 'x', null, [], true])('a header that is %p', async (header) => {
      const codes = ['ERR_JOSE_HEADER_INVALID', 'ERR_JWS_INVALID'];
      await expectJoseError(() => jws.deserializeJson({ ...flattened, header }, secret), codes);
    });

    test('a private key verifies as its public half would, or is refused; it never accepts a bad signature', async () => {
      const made = await jws.serializeJson(es, 'hello', jwks.p256);
      const forged = { ...made, payload: 'AAAA' };
      await expect(jws.deserializeJson(forged, privateKeyObject(jwks.p256))).rejects.toMatchObject({
        code: expect.stringMatching(/^ERR_(JWS_SIGNATURE_VERIFICATION_FAILED|KEY_TYPE_MISMATCH)$/) as string,
      });
    });
  });
});
