/** RFC 7517 appendix C: a private key as a JWK, encrypted with a password. */

import { createPrivateKey, type JsonWebKey } from 'node:crypto';
import * as sync from '../../lib';
import * as promises from '../../lib/promises';
import { expectJoseError } from '../support/both';
import { readOwnVector } from '../support/vectors';

const { token, password, plaintext } = readOwnVector<{ token: string; password: string; plaintext: string }>(
  'rfc7517_appendix_c.json',
);
const jwk = JSON.parse(Buffer.from(plaintext, 'base64url').toString()) as sync.JWK;
const options = { algorithms: ['PBES2-HS256+A128KW', 'A128CBC-HS256'] };

describe.each([
  ['sync', sync.jwe],
  ['promise', promises.jwe],
])('%s', (_form, jwe) => {
  it('is read with the password', async () => {
    for (const key of [password, Buffer.from(password), sync.OctKey.importKey(password)]) {
      const result = await jwe.decryptCompact(token, key, options);
      expect(result.plaintext.toString('base64url')).toBe(plaintext);
      expect(result.protected).toEqual({
        alg: 'PBES2-HS256+A128KW',
        p2s: '2WCTcJZ1Rvd_CJuJripQ1w',
        p2c: 4096,
        enc: 'A128CBC-HS256',
        cty: 'jwk+json',
      });
    }
  });

  it('holds a private key', async () => {
    const result = await jwe.decryptCompact(token, password, options);
    const key = sync.jwk.importKey(JSON.parse(result.plaintext.toString()) as sync.JWK);
    expect(key).toMatchObject({ kty: 'RSA', kid: 'juliet@capulet.lit', use: 'enc', isPrivate: true });
    expect(key.toJWK({ private: true })).toEqual(jwk);
    const node = createPrivateKey({ key: jwk as JsonWebKey, format: 'jwk' });
    expect(key.toPEM({ private: true })).toBe(node.export({ format: 'pem', type: 'pkcs8' }));
  });

  it('is made the same way', async () => {
    const key = sync.jwk.importKey(jwk);
    const header = { alg: 'PBES2-HS256+A128KW', enc: 'A128CBC-HS256', cty: 'jwk+json' };
    const text = JSON.stringify(key.toJWK({ private: true }));
    const made = await jwe.encryptCompact(header, text, password, { ...options, p2c: 4096 });
    const { protected: written, plaintext: read } = await jwe.decryptCompact(made, password, options);
    expect(written).toEqual({ ...header, p2c: 4096, p2s: expect.stringMatching(/^[\w-]{22}$/) as string });
    expect(JSON.parse(read.toString())).toEqual(jwk);
  });

  it('is refused with another password, and where PBES2 was not asked for', async () => {
    const other = `${password} `;
    await expectJoseError(() => jwe.decryptCompact(token, other, options), 'ERR_JWE_DECRYPTION_FAILED', [password]);
    await expectJoseError(() => jwe.decryptCompact(token, password), 'ERR_JOSE_ALG_NOT_ALLOWED', [password]);
  });
});
