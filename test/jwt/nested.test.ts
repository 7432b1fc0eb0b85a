/** Nested JWTs: signed, then encrypted. */

import { jwe, jwk, jws } from '../../lib';
import { expectJoseError, expectTypeError } from '../support/both';
import { b64u, hs256, headerOf } from '../support/forge';
import { jwtForms } from '../support/jwt';
import { secret } from '../support/keys';

const sender = jwk.generateKey('EC', 'P-256');
const recipient = jwk.generateKey('EC', 'P-256');
const layers = {
  sign: { header: { alg: 'ES256' }, key: sender },
  encrypt: { header: { alg: 'ECDH-ES', enc: 'A128GCM' }, key: recipient.publicKey() },
};
const keys = { decrypt: recipient, verify: sender.publicKey() };
const invalid = 'ERR_JWT_INVALID';
const raw = Buffer.alloc(16, 3);

/** A token around some text, made without the claims layer. */
function around(text: string | Uint8Array, cty: string | null = 'JWT'): string {
  const header = { alg: 'dir', enc: 'A128GCM', ...(cty === null ? {} : { cty }) };
  return jwe.encryptCompact(header, text, raw);
}

describe.each(jwtForms)('$name', ({ jwt }) => {
  test('there and back', async () => {
    const token = await jwt.encodeNested({ sub: 'a' }, layers, { expiresIn: '5m', audience: 'b' });
    expect(headerOf(token)).toMatchObject({ alg: 'ECDH-ES', enc: 'A128GCM', cty: 'JWT' });
    const result = await jwt.decodeNested(token, keys, { audience: 'b', maxAge: '1h' });
    expect(result.header).toEqual({ alg: 'ES256', typ: 'JWT' });
    expect(result.claims).toMatchObject({ sub: 'a', aud: 'b' });
    expect(result.key).toBe(keys.verify);
    expect(result.encryption?.key).toBe(recipient);
    expect(result.encryption?.header['cty']).toBe('JWT');
    expect([result, result.header, result.encryption, result.encryption?.header].every(Object.isFrozen)).toBe(true);
    expect(Object.isFrozen(result.claims)).toBe(false);
  });

  test('claims of the inner token are checked', async () => {
    const token = await jwt.encodeNested({ exp: 1 }, layers);
    await expectJoseError(() => jwt.decodeNested(token, keys), 'ERR_JWT_EXPIRED');
    const typed = await jwt.encodeNested(
      {},
      { ...layers, sign: { header: { alg: 'ES256', typ: 'at+jwt' }, key: sender } },
    );
    await jwt.decodeNested(typed, keys, { typ: 'at+jwt' });
    await expectJoseError(() => jwt.decodeNested(typed, keys, { typ: 'JWT' }), 'ERR_JWT_CLAIM_VALIDATION_FAILED');
  });

  test('algorithms per layer, or for both', async () => {
    const hs512 = { header: { alg: 'HS512' }, key: secret };
    const a192 = { header: { alg: 'A192KW', enc: 'A256GCM' }, key: Buffer.alloc(24, 5) };
    const own = {
      sign: { ...hs512, algorithms: ['HS512'] },
      encrypt: { ...a192, algorithms: ['A192KW'] },
    };
    const notAllowed = 'ERR_JOSE_ALG_NOT_ALLOWED';
    const token = await jwt.encodeNested({ a: 1 }, own);
    await jwt.encodeNested({ a: 1 }, { sign: hs512, encrypt: a192 }, { algorithms: ['HS512', 'A192KW'] });
    await expectJoseError(() => jwt.encodeNested({}, { ...own, sign: hs512 }), notAllowed);
    await expectJoseError(() => jwt.encodeNested({}, { ...own, encrypt: a192 }), notAllowed);
    const decrypt = { key: a192.key, algorithms: ['A192KW'] };
    const verify = { key: secret, algorithms: ['HS512'] };
    await jwt.decodeNested(token, { decrypt, verify });
    await jwt.decodeNested(
      token,
      { decrypt: a192.key, verify: secret },
      { algorithms: ['HS512', 'A192KW', 'A256GCM'] },
    );
    await jwt.decodeNested(token, { decrypt, verify: secret }, { algorithms: ['HS512'] });
    const jwsRegistry = new jws.Registry({ algorithms: ['HS512'] });
    const jweRegistry = new jwe.Registry({ algorithms: ['A192KW'] });
    await jwt.decodeNested(token, { decrypt, verify: secret }, { registry: jwsRegistry });
    await jwt.decodeNested(token, { decrypt: a192.key, verify }, { registry: jweRegistry });
    await expectJoseError(() => jwt.decodeNested(token, { decrypt: a192.key, verify }), notAllowed);
    await expectJoseError(() => jwt.decodeNested(token, { decrypt, verify: secret }), notAllowed);
    await expectJoseError(() => jwt.decodeNested(token, { decrypt, verify: { key: secret, algorithms: ['HS256'] } }), notAllowed); // prettier-ignore
  });

  test.each([
    ['nothing', ''],
    ['claims', '{"a":1}'],
    ['two parts', 'a.b'],
    ['an encrypted token', around('{}')],
    ['octets', Buffer.from([0xff, 0x2e, 0x2e])],
  ])('%s inside', async (_, text) => {
    await expectJoseError(() => jwt.decodeNested(around(text), { decrypt: raw, verify: secret }), invalid);
  });

  test.each([null, 'JWE', 'JWT2', ''])('cty %j', async (cty) => {
    const token = around(hs256({ alg: 'HS256' }, '{}', secret), cty);
    await expectJoseError(() => jwt.decodeNested(token, { decrypt: raw, verify: secret }), invalid);
  });

  test.each(['JWT', 'jwt', 'application/JWT'])('cty %j is that of a JWT', async (cty) => {
    const token = around(hs256({ alg: 'HS256' }, '{"a":1}', secret), cty);
    expect((await jwt.decodeNested(token, { decrypt: raw, verify: secret })).claims).toEqual({ a: 1 });
  });

  test('an unsecured inner token is refused, whatever is allowed', async () => {
    const token = around(`${b64u({ alg: 'none' })}.${b64u('{"admin":true}')}.`);
    for (const verify of [
      secret,
      null,
      { key: null, algorithms: ['none'] },
      { key: secret, algorithms: ['none', 'HS256'] },
    ]) {
      await expectJoseError(() => jwt.decodeNested(token, { decrypt: raw, verify }), 'ERR_JOSE_ALG_NOT_ALLOWED');
    }
    const options = { algorithms: ['none', 'dir'] };
    await expectJoseError(
      () => jwt.decodeNested(token, { decrypt: raw, verify: null }, options),
      'ERR_JOSE_ALG_NOT_ALLOWED',
    );
  });

  test('a forged inner token', async () => {
    const token = around(hs256({ alg: 'HS256' }, '{"admin":true}', 'another secret'));
    await expectJoseError(() => jwt.decodeNested(token, { decrypt: raw, verify: secret }), 'ERR_JWS_SIGNATURE_VERIFICATION_FAILED'); // prettier-ignore
    await expectJoseError(() => jwt.decodeNested(token, { decrypt: Buffer.alloc(16), verify: secret }), 'ERR_JWE_DECRYPTION_FAILED'); // prettier-ignore
  });

  test('a token that is not encrypted', async () => {
    const signed = hs256({ alg: 'HS256' }, '{}', secret);
    for (const token of [signed, '', 'a.b', 'a.b.c.d', 'a.b.c.d.e.f']) {
      await expectJoseError(() => jwt.decodeNested(token, { decrypt: raw, verify: secret }), invalid);
    }
  });

  test('arguments of the wrong shape', async () => {
    const token = await jwt.encodeNested({}, layers);
    const { sign, encrypt } = layers;
    const wrong: unknown[] = [
      undefined,
      null,
      {},
      { sign },
      { encrypt },
      { ...layers, more: 1 },
      { sign: encrypt, encrypt: sign },
    ];
    const headers = [{ alg: 'ECDH-ES', enc: 'A128GCM', cty: 'json' }, { alg: 'ECDH-ES' }, null, undefined, []];
    const more = headers.map((header) => ({ sign, encrypt: { ...encrypt, header } }));
    for (const value of [...wrong, ...more]) await expectTypeError(() => jwt.encodeNested({}, value));
    for (const value of [undefined, null, { ...keys, more: 1 }, { decrypt: recipient }, { verify: sender }]) {
      await expectTypeError(() => jwt.decodeNested(token, value));
    }
    await expectTypeError(() => jwt.decodeNested(token, { ...keys, verify: { key: sender, algorithm: 'ES256' } }));
    await expectTypeError(() => jwt.decodeNested(token, keys, { audience: /a/g }));
    await expectTypeError(() => jwt.decodeNested(token, keys, { registry: {} }));
    await expectTypeError(() => jwt.encodeNested('claims', layers));
  });

  test('a cty that says the same stays', async () => {
    const header = { alg: 'dir', enc: 'A128GCM', cty: 'jwt' };
    const token = await jwt.encodeNested({}, { ...layers, encrypt: { header, key: raw } });
    expect(headerOf(token)['cty']).toBe('jwt');
    await jwt.decodeNested(token, { ...keys, decrypt: raw });
  });
});
