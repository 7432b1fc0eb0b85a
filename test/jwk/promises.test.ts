/** The promise form of the namespace: the same results, failures as rejections, the same classes. */

import * as sync from '../../lib';
import * as promises from '../../lib/promises';
import { encryptedSample, password as samplePassword } from '../support/encrypted-samples';
import { jwks } from '../support/keys';

const { jwk } = promises;

it('has the same names', () => {
  expect(Object.keys(jwk).sort()).toEqual(Object.keys(sync.jwk).sort());
  for (const name of ['Key', 'OctKey', 'RSAKey', 'ECKey', 'OKPKey', 'AKPKey', 'KeySet', 'RemoteKeySet'] as const) {
    expect(jwk[name]).toBe(sync.jwk[name]);
    expect(promises[name]).toBe(sync[name]);
  }
});

it('imports', async () => {
  const key = await jwk.importKey(jwks.p256, { kid: 'k' });
  expect(key).toBeInstanceOf(sync.ECKey);
  expect(key.toJWK({ private: true })).toEqual({ ...jwks.p256, kid: 'k' });
  await expect(jwk.importKey('text')).rejects.toMatchObject({ code: 'ERR_JWK_INVALID' });
  await expect(jwk.importKey(undefined as never)).rejects.toThrow(TypeError);
});

it('generates off the event loop', async () => {
  let turns = 0;
  const ticking = setInterval(() => turns++, 1);
  const keys = await Promise.all([jwk.generateKey('RSA', 3072, { autoKid: true }), jwk.generateKey('RSA', 3072)]);
  clearInterval(ticking);
  expect(turns).toBeGreaterThan(5);
  expect(keys.map(({ bits }) => bits)).toEqual([3072, 3072]);
  expect(keys[0].kid).toBe(keys[0].thumbprint());
  const others = [jwk.generateKey('EC'), jwk.generateKey('OKP', 'X448'), jwk.generateKey('oct', 128)];
  expect((await Promise.all(others)).map(({ kty, crv, bits }) => [kty, crv, bits])).toEqual([
    ['EC', 'P-256', 256],
    ['OKP', 'X448', 448],
    ['oct', undefined, 128],
  ]);
  await expect(jwk.generateKey('RSA', 1024)).rejects.toMatchObject({ code: 'ERR_JWK_INVALID' });
  await expect(jwk.generateKey('RSA', '2048' as never)).rejects.toThrow(TypeError);
  await expect(jwk.generateKey('AKP', 'ML-DSA-45' as never)).rejects.toMatchObject({ code: 'ERR_JOSE_NOT_SUPPORTED' });
});

it('decrypts off the event loop', async () => {
  const password = 'secret';
  const pem = sync.jwk.importKey(jwks.p256).toPEM({ private: true, password });
  let turns = 0;
  const ticking = setInterval(() => turns++, 1);
  const imports = [pem, Buffer.from(pem)].map(async (value) => jwk.importKey(value, { password }));
  const keys = await Promise.all(imports);
  clearInterval(ticking);
  expect(turns).toBeGreaterThan(5);
  for (const key of keys) expect(key.toJWK({ private: true })).toEqual(jwks.p256);
  await expect(jwk.importKey(pem)).rejects.toMatchObject({ code: 'ERR_KEY_PASSWORD' });
  await expect(jwk.importKey(pem, { password: 'x' })).rejects.toMatchObject({ code: 'ERR_KEY_PASSWORD' });
});

it('copies what it decrypts, so that changes afterwards have no effect', async () => {
  const bytes = encryptedSample('pkcs12');
  const password = Buffer.from(samplePassword);
  const importing = jwk.importKey(bytes, { password });
  bytes.fill(0);
  password.fill(0);
  expect((await importing).crv).toBe('P-256');
});

it('hashes', async () => {
  expect(await jwk.thumbprint(jwks.rsa, 'sha512')).toBe(sync.jwk.thumbprint(jwks.rsa, 'sha512'));
  expect(await jwk.thumbprintUri(jwks.rsa)).toBe(sync.jwk.thumbprintUri(jwks.rsa));
  await expect(jwk.thumbprint({ kty: 'x' })).rejects.toMatchObject({ code: 'ERR_JWK_INVALID' });
});
