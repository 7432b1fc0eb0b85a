/** Exact tokens that the documentation promises, made and read in both forms. */

import { jws as library, KeySet } from '../../lib';
import { expectJoseError, forms } from '../support/both';
import { b64u } from '../support/forge';
import { jwks, publicHalf } from '../support/keys';

const hello = 'eyJhbGciOiJIUzI1NiJ9.aGVsbG8.UYmO_lPAY5V0Wf4KZsfhiYs1SxqXPhxvjuYqellDV5A';
const hs384 = 'eyJhbGciOiJIUzM4NCJ9.cGF5bG9hZA.TJEvlp74g89hNRNGNZxCQvB7YDEAWP5vFAjgu1O9Qr5BLMj0NtvbxvYkVYPGp-xQ';
const unencodedHeader = { alg: 'HS256', b64: false, crit: ['b64'] };
const attached =
  'eyJhbGciOiJIUzI1NiIsImI2NCI6ZmFsc2UsImNyaXQiOlsiYjY0Il19.hello.mdPbZLtc3tqQ6NCV1pKF-qfEx-3jtR6rv109phKAc4I';
const detached =
  'eyJhbGciOiJIUzI1NiIsImI2NCI6ZmFsc2UsImNyaXQiOlsiYjY0Il19..GbtzAD3Cwe6snTZnaAxapwQz5QftEz7agx_6aMtZ4w0';
// The spaces in its JSON are part of what was signed: received bytes are verified, never a new rendering of them.
const spaced =
  'eyJhbGciOiAiSFMyNTYifQ.eyJpc3MiOiAiaHR0cDovL3d3dy5leGFtcGxlLmNvbSIsICJzdWIiOiA0MiwgImV4cCI6IDEzOTU2NzQ0Mjd9.' +
  'WYApAiwiKd-eDClA1fg7XFrnfHzUTgrmdRQY4M19Vr8';

const rsaKid = '2010-12-29';
const ecKid = 'e9bc097a-ce51-4036-9562-d2ade882db0d';
const privateSet = {
  keys: [
    { ...jwks.rsa, kid: rsaKid },
    { ...jwks.p256, kid: ecKid },
  ],
};
const publicSet = { keys: privateSet.keys.map((jwk) => publicHalf(jwk)) };
const rsaMember = { protected: { alg: 'RS256' }, header: { kid: rsaKid } };
const ecMember = { protected: { alg: 'ES256' }, header: { kid: ecKid } };

describe.each(forms)('documented values, $name', ({ jws }) => {
  test('HS256, key text secret', async () => {
    expect(await jws.serializeCompact({ alg: 'HS256' }, 'hello', 'secret')).toBe(hello);
    const { protected: header, payload, key } = await jws.deserializeCompact(hello, 'secret');
    expect(header).toEqual({ alg: 'HS256' });
    expect(payload).toEqual(Buffer.from('hello'));
    expect(key.kty).toBe('oct');
  });

  test('HS384 is refused by default', async () => {
    await expectJoseError(
      () => jws.serializeCompact({ alg: 'HS384' }, 'payload', 'secret'),
      'ERR_JOSE_ALG_NOT_ALLOWED',
    );
    await expectJoseError(() => jws.deserializeCompact(hs384, 'secret'), 'ERR_JOSE_ALG_NOT_ALLOWED');
  });

  test.each([
    ['algorithms', () => ({ algorithms: ['HS384'] })],
    ['a registry', () => ({ registry: new library.Registry({ algorithms: ['HS384'] }) })],
  ])('HS384, allowed by %s', async (_, options) => {
    expect(await jws.serializeCompact({ alg: 'HS384' }, 'payload', 'secret', options())).toBe(hs384);
    const { payload } = await jws.deserializeCompact(hs384, 'secret', options());
    expect(payload.toString()).toBe('payload');
  });

  test('b64 false, a payload of URL-safe text is attached', async () => {
    expect(await jws.serializeCompact(unencodedHeader, 'hello', 'secret')).toBe(attached);
    const { protected: header, payload } = await jws.deserializeCompact(attached, 'secret');
    expect(header).toEqual(unencodedHeader);
    expect(payload.toString()).toBe('hello');
  });

  test('b64 false, any other payload is detached', async () => {
    expect(await jws.serializeCompact(unencodedHeader, '$.02', 'secret')).toBe(detached);
    const { payload } = await jws.deserializeCompact(detached, 'secret', { payload: '$.02' });
    expect(payload.toString()).toBe('$.02');
    await expectJoseError(
      () => jws.deserializeCompact(detached, 'secret', { payload: '$.03' }),
      'ERR_JWS_SIGNATURE_VERIFICATION_FAILED',
    );
  });

  test('received bytes are what is verified', async () => {
    const { protected: header, payload } = await jws.deserializeCompact(spaced, 'password');
    expect(header).toEqual({ alg: 'HS256' });
    expect(payload.toString()).toBe('{"iss": "http://www.example.com", "sub": 42, "exp": 1395674427}');
    const compacted = spaced.replace('eyJhbGciOiAiSFMyNTYifQ', b64u({ alg: 'HS256' }));
    await expectJoseError(() => jws.deserializeCompact(compacted, 'password'), 'ERR_JWS_SIGNATURE_VERIFICATION_FAILED');
  });

  test('general JSON from a KeySet, verified with its public half', async () => {
    const made = await jws.serializeJson([rsaMember, ecMember], 'hello', KeySet.importKeySet(privateSet));
    expect(made.payload).toBe('aGVsbG8');
    expect(made.signatures.map(({ header }) => header)).toEqual([{ kid: rsaKid }, { kid: ecKid }]);
    const { flattened, payload, members } = await jws.deserializeJson(made, KeySet.importKeySet(publicSet));
    expect(flattened).toBe(false);
    expect(payload.toString()).toBe('hello');
    expect(members.map(({ verified, key }) => [verified, key?.kid])).toEqual([
      [true, rsaKid],
      [true, ecKid],
    ]);
  });

  test('a single member gives flattened, an array of one gives general', async () => {
    const keys = KeySet.importKeySet(privateSet);
    const flattened = await jws.serializeJson(rsaMember, 'hello', keys);
    expect(Object.keys(flattened).sort()).toEqual(['header', 'payload', 'protected', 'signature']);
    const general = await jws.serializeJson([rsaMember], 'hello', keys);
    expect(Object.keys(general).sort()).toEqual(['payload', 'signatures']);
    expect(general.signatures).toHaveLength(1);
    const verifying = KeySet.importKeySet(publicSet);
    expect((await jws.deserializeJson(flattened, verifying)).flattened).toBe(true);
    expect((await jws.deserializeJson(general, verifying)).flattened).toBe(false);
  });
});
