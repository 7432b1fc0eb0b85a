/** Threats, part e: what is given for a key, row 63. */

import * as crypto from 'node:crypto';
import { expectJoseError, expectRefusal, forms } from '../support/both';
import { compact, hs256, mac, b64u } from '../support/forge';
import { privateObject, publicJwk, publicObject } from '../support/keys';

const mismatch = 'ERR_KEY_TYPE_MISMATCH';

describe.each(forms)('$name', ({ jws, jwk }) => {
  describe('row 63: objects that are no keys, and keys of the wrong type for the algorithm', () => {
    // CVE-2022-23529: a key object's toString was called, and what it gave was trusted.
    test('an object with toString, valueOf, toJSON and members of its own', async () => {
      const called: string[] = [];
      const spy = (name: string) => (): string => {
        called.push(name);
        return 'secret';
      };
      const poison = { toString: spy('toString'), valueOf: spy('valueOf'), [Symbol.toPrimitive]: spy('toPrimitive') };
      const token = hs256({ alg: 'HS256' }, 'x', 'secret');
      for (const key of [poison, { ...poison, type: 'secret', export: spy('export') }, { ...poison, kty: poison }]) {
        await expectRefusal(() => jws.deserializeCompact(token, key));
        await expectRefusal(() => jws.serializeCompact({ alg: 'HS256' }, 'x', key));
        await expectRefusal(() => jwk.importKey(key));
      }
      expect(called).toEqual([]);
    });

    test('objects that only look like KeyObject, CryptoKey or Key', async () => {
      const token = hs256({ alg: 'HS256' }, 'x', Buffer.alloc(32));
      const keyObject = crypto.createSecretKey(Buffer.alloc(32));
      const imitations: unknown[] = [
        Object.setPrototypeOf({ type: 'secret' }, Object.getPrototypeOf(keyObject) as object),
        { [Symbol.toStringTag]: 'CryptoKey', type: 'secret', algorithm: { name: 'HMAC' }, usages: ['verify'] },
        Object.create(await jwk.importKey({ kty: 'oct', k: b64u(Buffer.alloc(32)) })),
        new Proxy({}, { get: () => 'oct', has: () => true }),
      ];
      for (const key of imitations) await expectRefusal(() => jws.deserializeCompact(token, key));
      // These lead to the very key: what they export is its octets, and nothing else verifies.
      for (const key of [keyObject, Object.create(keyObject), new Proxy(keyObject, {})] as unknown[]) {
        expect((await jws.deserializeCompact(token, key)).payload.toString()).toBe('x');
        const other = hs256({ alg: 'HS256' }, 'x', Buffer.alloc(32, 1));
        await expectJoseError(() => jws.deserializeCompact(other, key), 'ERR_JWS_SIGNATURE_VERIFICATION_FAILED');
      }
    });

    // CVE-2022-23539: the type of a key was not compared with the algorithm.
    test.each([
      ['ES256', 'rsa'],
      ['RS256', 'p256'],
      ['ES256', 'ed25519'],
      ['ES256', 'p384'],
      ['EdDSA', 'p256'],
      ['ES256K', 'p256'],
    ] as const)('%s with the key %s', async (alg, name) => {
      const options = { algorithms: [alg] };
      const token = `${b64u({ alg })}.AA.${b64u(Buffer.alloc(64, 1))}`;
      for (const key of [
        publicJwk(name),
        publicObject(name),
        publicObject(name).export({ type: 'spki', format: 'pem' }),
      ]) {
        await expectJoseError(() => jws.deserializeCompact(token, key, options), mismatch);
      }
      await expectJoseError(() => jws.serializeCompact({ alg }, 'x', privateObject(name), options), mismatch);
      const own = { RSA: 'RS256', EC: 'ES256', OKP: 'EdDSA' }[publicJwk(name).kty] ?? '';
      // The right algorithm of that key is refused too, where another is named.
      if (own !== alg && own !== 'ES256') {
        const genuine = compact({ alg: own }, 'x', privateObject(name), own);
        await expectJoseError(
          () => jws.deserializeCompact(genuine, publicJwk(name), options),
          'ERR_JOSE_ALG_NOT_ALLOWED',
        );
      }
    });

    test.each([
      ['dsa', { modulusLength: 2048, divisorLength: 256 }],
      ['dh', { group: 'modp14' }],
      ['rsa-pss', { modulusLength: 2048 }],
    ])('a key of type %s', async (type, options) => {
      const generate = crypto.generateKeyPairSync as (type: string, options: object) => crypto.KeyPairKeyObjectResult;
      const { privateKey, publicKey } = generate(type, options);
      const pem = publicKey.export({ type: 'spki', format: 'pem' });
      const der = publicKey.export({ type: 'spki', format: 'der' });
      const unusable = ['ERR_JWK_INVALID', 'ERR_JOSE_NOT_SUPPORTED', mismatch];
      for (const key of [publicKey, pem, der]) {
        await expectJoseError(() => jwk.importKey(key), unusable);
        for (const alg of ['HS256', 'RS256', 'ES256']) {
          // As a secret it is the public key's text, which everybody has.
          const secret = typeof key === 'string' || key instanceof Uint8Array ? key : der;
          const header = b64u({ alg });
          const token = `${header}.AA.${b64u(mac('HS256', secret, `${header}.AA`))}`;
          await expectJoseError(() => jws.deserializeCompact(token, key, { algorithms: [alg] }), unusable);
        }
      }
      await expectJoseError(() => jws.serializeCompact({ alg: 'RS256' }, 'x', privateKey), unusable);
    });
  });
});
