/** The unencoded payload option, b64: false (RFC 7797). */

import { expectJoseError, forms } from '../support/both';
import { b64u, mac, signInput } from '../support/forge';
import { privateObject, publicJwk, secret } from '../support/keys';

const header = { alg: 'HS256', b64: false, crit: ['b64'] };

/** A token over the payload as it is, put together by hand. */
function unencoded(payload: string | Uint8Array, shown: string, protectedHeader: object = header): string {
  const input = Buffer.concat([Buffer.from(`${b64u(protectedHeader)}.`), Buffer.from(payload)]);
  return `${b64u(protectedHeader)}.${shown}.${b64u(signInput('HS256', secret, input))}`;
}

describe.each(forms)('b64: false, $name', ({ jws }) => {
  describe('compact: attached when the payload is all [A-Za-z0-9_-], detached otherwise', () => {
    test.each(['hello', 'A', '0', '_', '-', 'AZaz09_-', 'x'.repeat(10_000)])('attached: %.20s', async (payload) => {
      const made = await jws.serializeCompact(header, payload, secret);
      expect(made).toBe(unencoded(payload, payload));
      expect((await jws.deserializeCompact(made, secret)).payload.toString()).toBe(payload);
    });

    test.each(['$.02', 'a.b', 'a b', '~', 'a+b', 'a/b', 'a=', 'é', 'a\nb', 'a\0b', '\u0141', '.', '{"a":1}'])(
      'detached: %j',
      async (payload) => {
        const made = await jws.serializeCompact(header, payload, secret);
        expect(made).toBe(unencoded(payload, ''));
        expect((await jws.deserializeCompact(made, secret, { payload })).payload.toString()).toBe(payload);
      },
    );

    test('bytes that are no text are detached', async () => {
      const payload = Buffer.from([0xff, 0xfe, 0x00, 0x80]);
      const made = await jws.serializeCompact(header, payload, secret);
      expect(made).toBe(unencoded(payload, ''));
      const result = await jws.deserializeCompact(made, secret, { payload });
      expect(result.payload.equals(payload)).toBe(true);
    });

    test('the empty payload', async () => {
      const made = await jws.serializeCompact(header, '', secret);
      expect(made).toBe(unencoded('', ''));
      expect((await jws.deserializeCompact(made, secret)).payload).toHaveLength(0);
    });
  });

  describe('compact: reading', () => {
    test('URL-safe text without a dot may stand inside, also what the writer would detach', async () => {
      for (const payload of ['hello', 'a~b', '~']) {
        const result = await jws.deserializeCompact(unencoded(payload, payload), secret);
        expect(result.payload.toString()).toBe(payload);
      }
    });

    test('text whose length would be no base64url is good', async () => {
      for (const payload of ['a', 'ab', 'abc', 'abcd', 'abcde']) {
        const result = await jws.deserializeCompact(unencoded(payload, payload), secret);
        expect(result.payload.toString()).toBe(payload);
      }
    });

    test('a dot inside makes four parts', async () => {
      await expectJoseError(() => jws.deserializeCompact(unencoded('a.b', 'a.b'), secret), 'ERR_JWS_INVALID');
    });

    test('the encoded payload is not taken for the payload', async () => {
      const token = unencoded('hello', b64u('hello'));
      await expectJoseError(() => jws.deserializeCompact(token, secret), 'ERR_JWS_SIGNATURE_VERIFICATION_FAILED');
    });

    test('both a payload inside and one given', async () => {
      const token = unencoded('hello', 'hello');
      await expectJoseError(() => jws.deserializeCompact(token, secret, { payload: 'hello' }), 'ERR_JWS_INVALID');
    });
  });

  describe('JSON', () => {
    test.each(['hello', '$.02', 'a.b c', 'é\u{1f600}', '"quoted"\\', 'a\0b', ''])('payload %j', async (payload) => {
      const flattened = await jws.serializeJson({ protected: header }, payload, secret);
      expect(flattened.payload).toBe(payload);
      expect(flattened.signature).toBe(unencoded(payload, '').split('.')[2]);
      for (const value of [flattened, JSON.stringify(flattened)]) {
        expect((await jws.deserializeJson(value, secret)).payload.toString()).toBe(payload);
      }
    });

    test('a NUL does not end the payload', async () => {
      const value = await jws.serializeJson({ protected: header }, 'ab\0cd', secret);
      await expectJoseError(
        () => jws.deserializeJson({ ...value, payload: 'ab\0ce' }, secret),
        'ERR_JWS_SIGNATURE_VERIFICATION_FAILED',
      );
    });

    test('bytes that are not UTF-8 cannot stand in JSON', async () => {
      const payload = Buffer.from([0x61, 0xff]);
      const value = await jws.serializeJson({ protected: header }, payload, secret).catch((error: unknown) => error);
      if (value instanceof Error) {
        await expectJoseError(() => jws.serializeJson({ protected: header }, payload, secret), 'ERR_JWS_INVALID');
        return;
      }
      // The other way out that RFC 7797 leaves: detached content.
      expect(value).not.toHaveProperty('payload');
      expect((await jws.deserializeJson(value, secret, { payload })).payload.equals(payload)).toBe(true);
    });

    test('several signatures agree', async () => {
      const es256 = { alg: 'ES256', b64: false, crit: ['b64'] };
      const members = [{ protected: header }, { protected: es256 }];
      const value = await jws.serializeJson(members, '$.02', [secret, privateObject('p256')]);
      expect(value.payload).toBe('$.02');
      const keys = ({ alg }: { alg: string }): unknown => (alg === 'HS256' ? secret : publicJwk('p256'));
      expect((await jws.deserializeJson(value, keys)).members.every(({ verified }) => verified)).toBe(true);
    });

    test('RFC 7797 section 3: all must agree, or the whole is refused', async () => {
      const members = [{ protected: header }, { protected: { alg: 'HS256' } }];
      const codes = ['ERR_JOSE_HEADER_INVALID', 'ERR_JWS_INVALID'];
      await expectJoseError(() => jws.serializeJson(members, 'aGVs', [secret, secret]), codes);
      const protectedPart = b64u({ alg: 'HS256' });
      const mixed = {
        payload: 'aGVs',
        signatures: [
          { protected: b64u(header), signature: unencoded('aGVs', '').split('.')[2] },
          { protected: protectedPart, signature: b64u(mac('HS256', secret, `${protectedPart}.aGVs`)) },
        ],
      };
      await expectJoseError(() => jws.deserializeJson(mixed, secret), codes);
      await expectJoseError(() => jws.deserializeJson(mixed, secret, { verify: 'any' }), codes);
    });
  });

  test('b64: true is the usual encoding', async () => {
    const made = await jws.serializeCompact({ alg: 'HS256', b64: true, crit: ['b64'] }, '$.02', secret);
    expect(made.split('.')[1]).toBe('JC4wMg');
    expect((await jws.deserializeCompact(made, secret)).payload.toString()).toBe('$.02');
  });
});
