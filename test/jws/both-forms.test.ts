/** `jose-openssl/promises` is to `jose-openssl` what `node:fs/promises` is to `node:fs`. */

import * as sync from '../../lib';
import * as promises from '../../lib/promises';
import { failureOf, forms, type JwsFace } from '../support/both';
import { compact, flattenedHs256, hs256 } from '../support/forge';
import { jwks, privateObject, publicJwk, secret } from '../support/keys';

describe('the two entry points', () => {
  test('have the same names', () => {
    expect(Object.keys(promises).sort()).toEqual(Object.keys(sync).sort());
    expect(Object.keys(promises.jws).sort()).toEqual(Object.keys(sync.jws).sort());
    expect(Object.keys(promises.jwk).sort()).toEqual(Object.keys(sync.jwk).sort());
  });

  test('share classes, so that keys, sets, registries and errors of one serve in the other', () => {
    const classes = ['OctKey', 'RSAKey', 'ECKey', 'OKPKey', 'AKPKey', 'KeySet'] as const;
    for (const name of classes) expect(promises[name]).toBe(sync[name]);
    expect(promises.jws.Registry).toBe(sync.jws.Registry);
    for (const name of Object.keys(sync.errors)) {
      expect(Reflect.get(promises.errors, name)).toBe(Reflect.get(sync.errors, name));
    }
  });

  test('key classes are found at the top level and in jwk', () => {
    const classes = ['OctKey', 'RSAKey', 'ECKey', 'OKPKey', 'AKPKey', 'KeySet'] as const;
    for (const name of classes) expect(sync.jwk[name]).toBe(sync[name]);
  });
});

const token = hs256({ alg: 'HS256', kid: 'k' }, 'hello', secret);
const flattened = flattenedHs256('{"alg":"HS256"}', 'hello', secret);
const rs256 = compact({ alg: 'RS256' }, 'hello', privateObject('rsa'), 'RS256');
const ec = { protected: { alg: 'ES256' } };

const failures: [string, (jws: JwsFace) => Promise<unknown>][] = [
  ['a bad signature', (jws) => jws.deserializeCompact(token, Buffer.alloc(32))],
  ['a bad RSA signature', (jws) => jws.deserializeCompact(rs256, publicJwk('otherRsa'))],
  ['an algorithm that is not allowed', (jws) => jws.serializeCompact({ alg: 'HS512' }, 'x', secret)],
  ['a key of another type', (jws) => jws.deserializeCompact(token, publicJwk('rsa'))],
  ['a key for something else', (jws) => jws.serializeCompact({ alg: 'HS256' }, 'x', { ...jwks.oct, use: 'enc' })],
  ['a key that is too short', (jws) => jws.deserializeCompact(token, { kty: 'oct', k: 'AAAA' })],
  ['a public key that is to sign', (jws) => jws.serializeJson(ec, 'x', publicJwk('p256'))],
  ['a JWK without kty', (jws) => jws.deserializeCompact(token, { k: 'AAAA' })],
  ['a malformed token', (jws) => jws.deserializeCompact('a.b', secret)],
  ['malformed JSON', (jws) => jws.deserializeJson('{', secret)],
  ['a malformed header', (jws) => jws.deserializeCompact(hs256('[]', 'x', secret), secret)],
  ['an unregistered header parameter', (jws) => jws.serializeCompact({ alg: 'HS256', own: 1 }, 'x', secret)],
  [
    'an extension that is not understood',
    (jws) => jws.deserialize(hs256('{"alg":"HS256","crit":["x"],"x":1}', '', secret), secret),
  ],
  ['a set without the key', (jws) => jws.deserializeCompact(token, sync.KeySet.importKeySet({ keys: [jwks.oct] }))],
  ['a payload given twice', (jws) => jws.deserializeJson(flattened, secret, { payload: 'hello' })],
  ['a wrong argument', (jws) => jws.deserializeCompact(1, secret)],
  ['an unknown option', (jws) => jws.deserializeCompact(token, secret, { algorithm: 'HS256' })],
];

test.each(failures)('both fail alike: %s', async (_, run) => {
  const errors = await Promise.all(forms.map(({ jws }) => failureOf(() => run(jws))));
  const [first, second] = errors.map((error) => ({
    class: error.constructor,
    name: error.name,
    message: error.message,
    code: Reflect.get(error, 'code') as unknown,
  }));
  expect(second).toEqual(first);
});

test('both succeed alike', async () => {
  const results = await Promise.all(
    forms.map(async ({ jws }) => {
      const compactResult = await jws.deserializeCompact(token, jwks.oct);
      const jsonResult = await jws.deserializeJson(flattened, jwks.oct);
      return [
        await jws.serializeCompact({ alg: 'RS256' }, 'hello', jwks.rsa),
        await jws.serializeJson({ protected: { alg: 'HS256' } }, 'hello', jwks.oct),
        { ...compactResult, key: compactResult.key.kty },
        jsonResult.members.map(({ verified, joseHeader }) => ({ verified, joseHeader })),
        await jws.decodeUnverified(token),
        await jws.detach(token),
      ];
    }),
  );
  expect(results[1]).toEqual(results[0]);
});
