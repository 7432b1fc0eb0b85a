/** The small API: `{ k }` keys, parts of tokens. */

import * as crypto from 'node:crypto';
import * as jose from '../../lib';
import { expectJoseError, expectTypeError } from '../support/both';
import { b64u, headerOf, hs256 } from '../support/forge';
import { jwtForms } from '../support/jwt';
import { jwks, publicJwk } from '../support/keys';

const pem = {
  private: jose.jwk.importKey(jwks.rsa).toPEM({ private: true }),
  public: jose.jwk.importKey(publicJwk('rsa')).toPEM(),
};
const password = { k: 'password' };
const claims = { iss: 'http://www.example.com', sub: 42, exp: Math.floor(Date.now() / 1000) + 3600 };

/** Printed in the documentation of the library that this API takes after. */
const documented =
  'eyJhbGciOiAiSFMyNTYifQ.eyJpc3MiOiAiaHR0cDovL3d3dy5leGFtcGxlLmNvbSIsICJzdWIiOiA0MiwgImV4cCI6IDEzOTU2NzQ0Mjd9.' +
  'WYApAiwiKd-eDClA1fg7XFrnfHzUTgrmdRQY4M19Vr8';

describe.each(jwtForms)('$name', ({ small }) => {
  test.each(['HS256', 'HS384', 'HS512'])('%s with the text "password"', async (alg) => {
    const signed = await small.sign(claims, password, { alg });
    expect(Object.keys(signed)).toEqual(['header', 'payload', 'signature']);
    expect(Object.isFrozen(signed)).toBe(true);
    const token = await small.serializeCompact(signed);
    expect(headerOf(token)).toEqual({ alg });
    const input = token.split('.').slice(0, 2).join('.');
    const mac = crypto
      .createHmac(`sha${alg.slice(2)}`, 'password')
      .update(input)
      .digest('base64url');
    expect(signed['signature']).toBe(mac);
    const opened = await small.verify(await small.deserializeCompact(token), password, alg);
    expect(opened).toEqual({ header: { alg }, claims });
    expect([opened, opened.header, opened.claims].map(Object.isFrozen)).toEqual([true, true, false]);
  });

  test.each(['RS256', 'RS384', 'RS512', 'PS256'])('%s with PEM', async (alg) => {
    const signed = await small.sign(claims, { k: pem.private }, { alg });
    expect(await small.verify(signed, { k: pem.public }, alg)).toEqual({ header: { alg }, claims });
    await expectJoseError(() => small.sign(claims, { k: pem.public }, { alg }), 'ERR_KEY_TYPE_MISMATCH');
  });

  test('the documented token', async () => {
    const parts = await small.deserializeCompact(documented);
    const opened = await small.verify(parts, password, 'HS256', { validateClaims: false });
    expect(opened.claims).toEqual({ iss: 'http://www.example.com', sub: 42, exp: 1395674427 });
    const error = await expectJoseError(() => small.verify(parts, password, 'HS256'), 'ERR_JWT_EXPIRED');
    expect(error).toMatchObject({ expiredAt: new Date(1395674427000) });
    await expectJoseError(() => small.verify(parts, { k: 'passwort' }, 'HS256', { validateClaims: false }), 'ERR_JWS_SIGNATURE_VERIFICATION_FAILED'); // prettier-ignore
  });

  test('HS256 is the default of sign', async () => {
    expect(headerOf(await small.serializeCompact(await small.sign({}, password)))).toEqual({ alg: 'HS256' });
  });

  test('RSA-OAEP and A128CBC-HS256 are the defaults of encrypt', async () => {
    const sealed = await small.encrypt(claims, { k: pem.public });
    expect(Object.keys(sealed)).toEqual(['header', 'cek', 'iv', 'ciphertext', 'tag']);
    const token = await small.serializeCompact(sealed);
    expect(headerOf(token)).toEqual({ alg: 'RSA-OAEP', enc: 'A128CBC-HS256' });
    const opened = await small.decrypt(await small.deserializeCompact(token), { k: pem.private });
    expect(opened).toEqual({ header: { alg: 'RSA-OAEP', enc: 'A128CBC-HS256' }, claims });
  });

  test.each([
    ['RSA-OAEP-256', 'A256CBC-HS512', pem.public, pem.private],
    ['RSA1_5', 'A192CBC-HS384', pem.public, pem.private],
    ['A128KW', 'A128GCM', 'sixteen octets, ', 'sixteen octets, '],
    ['dir', 'A256GCM', 'r'.repeat(32), 'r'.repeat(32)],
    ['PBES2-HS256+A128KW', 'A128GCM', 'password', 'password'],
  ])('%s with %s, by name', async (alg, enc, to, from) => {
    const sealed = await small.encrypt({ a: 1 }, { k: to }, { alg, enc });
    const opened = await small.decrypt(sealed, { k: from }, { algorithms: [alg, enc] });
    expect(opened.claims).toEqual({ a: 1 });
  });

  test('what is not allowed by default must be named to be decrypted', async () => {
    const sealed = await small.encrypt({ a: 1 }, { k: pem.public }, { alg: 'RSA1_5' });
    await expectJoseError(() => small.decrypt(sealed, { k: pem.private }), 'ERR_JOSE_ALG_NOT_ALLOWED');
  });

  test('A192CBC-HS256 is refused with a hint', async () => {
    const run = (): Promise<unknown> => small.encrypt(claims, { k: pem.public }, { enc: 'A192CBC-HS256' });
    expect((await expectJoseError(run, 'ERR_JOSE_ALG_NOT_ALLOWED')).message).toContain('A192CBC-HS384');
  });

  test('the expected algorithm and no other', async () => {
    const signed = await small.sign(claims, password, { alg: 'HS384' });
    for (const alg of ['HS256', 'none', 'hs384', '', 'RS256', '__proto__']) {
      await expectJoseError(() => small.verify(signed, password, alg), 'ERR_JOSE_ALG_NOT_ALLOWED');
    }
    for (const alg of [undefined, null, ['HS384'], 384, {}]) {
      await expectTypeError(() => small.verify(signed, password, alg));
    }
    const none = await small.deserializeCompact(`${b64u({ alg: 'none' })}.${b64u('{}')}.`);
    await expectJoseError(() => small.verify(none, password, 'HS256'), 'ERR_JOSE_ALG_NOT_ALLOWED');
    await expectJoseError(() => small.verify(none, password, 'none'), 'ERR_KEY_TYPE_MISMATCH');
  });

  test('a public key is no secret', async () => {
    const parts = await small.deserializeCompact(hs256({ alg: 'HS256' }, '{}', pem.public));
    await expectJoseError(() => small.verify(parts, { k: pem.public }, 'HS256'), 'ERR_KEY_TYPE_MISMATCH');
    const code = ['ERR_KEY_TYPE_MISMATCH', 'ERR_JWK_INVALID'];
    await expectJoseError(() => small.verify(parts, { k: ` \n${pem.public}` }, 'HS256'), code);
    await expectJoseError(() => small.verify(parts, { k: Buffer.from(pem.public) }, 'HS256'), code);
  });

  test('times are checked', async () => {
    const now = Date.now() / 1000;
    const read = async (own: object, options?: object): Promise<unknown> =>
      small.verify(await small.sign(own, password), password, 'HS256', options);
    await read({ nbf: now - 1, exp: now + 60, iat: now - 50 }, { expirySeconds: 60 });
    await expectJoseError(() => read({ exp: now - 1 }), 'ERR_JWT_EXPIRED');
    await expectJoseError(() => read({ nbf: now + 60 }), 'ERR_JWT_NOT_YET_VALID');
    await expectJoseError(() => read({ iat: now - 70 }, { expirySeconds: 60 }), 'ERR_JWT_EXPIRED');
    await expectJoseError(() => read({}, { expirySeconds: 60 }), 'ERR_JWT_CLAIM_VALIDATION_FAILED');
    await read({ exp: now - 1, nbf: now + 60, iat: 0 }, { validateClaims: false, expirySeconds: 1 });
    const sealed = await small.encrypt({ exp: now - 1 }, { k: pem.public });
    await expectJoseError(() => small.decrypt(sealed, { k: pem.private }), 'ERR_JWT_EXPIRED');
    await small.decrypt(sealed, { k: pem.private }, { validateClaims: false });
    await expectJoseError(() => small.decrypt(sealed, { k: pem.private }, { expirySeconds: 1 }), 'ERR_JWT_EXPIRED');
  });

  test('nothing is added to the claims, and more to the header on demand', async () => {
    const signed = await small.sign({ a: 1 }, password, { header: { kid: 'k', typ: 'JWT' } });
    const opened = await small.verify(signed, password, 'HS256');
    expect(opened).toEqual({ header: { alg: 'HS256', kid: 'k', typ: 'JWT' }, claims: { a: 1 } });
    const sealed = await small.encrypt({ a: 1 }, { k: pem.public }, { header: { zip: 'DEF' } });
    expect((await small.decrypt(sealed, { k: pem.private })).header).toMatchObject({ zip: 'DEF' });
    await expectTypeError(() => small.sign({}, password, { header: { alg: 'HS512' } }));
    await expectTypeError(() => small.sign({}, password, { header: [] }));
    await expectTypeError(() => small.encrypt({}, { k: pem.public }, { header: { enc: 'A128GCM' } }));
    await expectJoseError(() => small.sign({}, password, { header: { own: 1 } }), 'ERR_JOSE_HEADER_UNSUPPORTED');
  });

  test('other keys than { k }', async () => {
    const key = jose.jwk.generateKey('EC', 'P-256');
    const signed = await small.sign({ a: 1 }, key, { alg: 'ES256' });
    await small.verify(signed, key.toJWK(), 'ES256');
    await small.verify(signed, { k: key.toPEM() }, 'ES256');
    await small.verify(signed, () => key.publicKey(), 'ES256');
    const jwk = { kty: 'oct', k: Buffer.alloc(32, 1).toString('base64url') };
    await small.verify(await small.sign({ a: 1 }, jwk), { k: Buffer.alloc(32, 1) }, 'HS256');
    await expectJoseError(() => small.sign({}, { kty: 'oct', k: 'cGFzc3dvcmQ' }), 'ERR_KEY_TOO_SHORT');
    await expectJoseError(() => small.sign({}, { k: '' }), 'ERR_KEY_TOO_SHORT');
    await expectJoseError(() => small.sign({}, { k: 'password', kid: 'a' }), 'ERR_JWK_INVALID');
    for (const other of [{ k: 5 }, { k: null }, null, undefined, 5]) {
      await expect(small.sign({}, other)).rejects.toThrow();
    }
  });

  test('which of the two a token is, its sender chose', async () => {
    const sealed = await small.encrypt({}, { k: pem.public });
    const signed = await small.sign({}, password);
    await expectJoseError(() => small.verify(sealed, { k: pem.public }, 'RS256'), 'ERR_JWS_INVALID');
    await expectJoseError(() => small.decrypt(signed, { k: pem.private }), 'ERR_JWE_INVALID');
  });

  test('texts and parts that are none', async () => {
    for (const token of ['', 'a', 'a.b', 'a.b.c.d', 'a.b.c.d.e.f', '.'.repeat(1_000_000)]) {
      await expectJoseError(() => small.deserializeCompact(token), 'ERR_JWT_INVALID');
    }
    for (const token of [undefined, null, 5, {}, Buffer.from(documented)]) {
      await expectTypeError(() => small.deserializeCompact(token));
    }
    const wrong = [undefined, null, documented, {}, [], { header: 'a' }, { header: 1, payload: 'b', signature: 'c' }];
    for (const parts of [...wrong, Object.create({ header: 'a', payload: 'b', signature: 'c' })]) {
      await expectTypeError(() => small.serializeCompact(parts));
      await expectTypeError(() => small.verify(parts, password, 'HS256'));
    }
    for (const parts of wrong.slice(0, -1)) await expectTypeError(() => small.decrypt(parts, password));
    const [header = '', payload = '', signature = ''] = documented.split('.');
    const moved = { header: `${header}.${payload}`, payload: signature, signature: '' };
    await expectJoseError(() => small.verify(moved, password, 'HS256', { validateClaims: false }), 'ERR_JWS_INVALID');
  });

  test('options of the wrong type', async () => {
    const parts = await small.deserializeCompact(documented);
    const wrong = [{ validateClaims: 'false' }, { expirySeconds: '60' }, { expirySeconds: NaN }, { expirySeconds: -1 }, { validate: true }, null]; // prettier-ignore
    for (const options of wrong) await expectTypeError(() => small.verify(parts, password, 'HS256', options));
    for (const options of [{ alg: 5 }, { enc: 'A128GCM' }, { typ: 'JWT' }, 'HS256', null]) {
      await expectTypeError(() => small.sign({}, password, options));
    }
    for (const value of [undefined, null, 'x', [], 5]) await expectTypeError(() => small.sign(value, password));
  });
});
