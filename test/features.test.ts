/** What the library says of itself. */

import * as sync from '../lib';
import * as promises from '../lib/promises';

const { features, jwk, jws, opensslVersion } = sync;

test('both entries give the same frozen object, whole', () => {
  expect(promises.features()).toBe(features());
  const { openssl, keyTypes, ...lists } = features();
  for (const value of [features(), openssl, keyTypes, ...Object.values(keyTypes), ...Object.values(lists)]) {
    expect(Object.isFrozen(value)).toBe(true);
  }
  expect(Object.keys(features())).toEqual(
    expect.arrayContaining(['openssl', 'signature', 'keyManagement', 'contentEncryption', 'keyTypes', 'mlDsa']),
  );
});

test('the version is that of opensslVersion()', () => {
  expect(opensslVersion()).toContain(`OpenSSL ${features().openssl.version} `);
  expect(['static', 'shared']).toContain(features().openssl.linkage);
});

test('every key type that is listed can be generated, and no other', () => {
  for (const [kty, kinds] of Object.entries(features().keyTypes)) {
    for (const kind of kinds) expect(jwk.generateKey(kty, kind).kty).toBe(kty);
  }
  expect(features().keyTypes.AKP.length).toBe(features().mlDsa ? 3 : 0);
  const notSupported = expect.objectContaining({ code: 'ERR_JOSE_NOT_SUPPORTED' }) as Error;
  if (!features().mlDsa) expect(() => jwk.generateKey('AKP', 'ML-DSA-44')).toThrow(notSupported);
});

test('what is not listed as a signature algorithm is refused', () => {
  expect(features().signature).toEqual(expect.arrayContaining(['HS256', 'RS256', 'PS512', 'ES256K', 'EdDSA', 'Ed448']));
  expect(features().signature).not.toContain('none');
  if (features().mlDsa) return;
  const key = { kty: 'AKP', alg: 'ML-DSA-65', pub: 'AA', priv: 'AA' };
  expect(() => jws.serializeCompact({ alg: 'ML-DSA-65' }, '', key, { algorithms: ['ML-DSA-65'] })).toThrow(
    expect.objectContaining({ code: 'ERR_JOSE_NOT_SUPPORTED' }) as Error,
  );
});
