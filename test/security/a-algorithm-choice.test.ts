/** Threats, part a: signature and algorithm choice, rows 1 to 8, 16 and 17. */

import * as crypto from 'node:crypto';
import { jwk, jws as library, KeySet, OctKey } from '../../lib';
import { expectJoseError, expectRefusal, failureOf, forms } from '../support/both';
import { b64u, compact, fromB64u, hs256, mac, rawCompact } from '../support/forge';
import { everyAlgorithm, jwks, privateObject, publicJwk, publicObject, secret, type KeyName } from '../support/keys';

const verified = 'ERR_JWS_SIGNATURE_VERIFICATION_FAILED';
const asymmetric: KeyName[] = ['rsa', 'p256', 'p384', 'p521', 'secp256k1', 'ed25519', 'ed448'];
const everything = { algorithms: [...everyAlgorithm] };

describe.each(forms)('$name', ({ jws }) => {
  describe('row 1: alg none and case variants', () => {
    const keys: [string, unknown][] = [
      ['oct', jwks.oct],
      ['bare secret', secret],
      ...asymmetric.map((name): [string, unknown] => [name, publicJwk(name)]),
      ['key without a kid in a set', KeySet.importKeySet({ keys: [jwks.oct] })],
    ];
    describe.each(['none', 'None', 'NONE', 'nOnE', '', 'none ', ' none', 'none\0', '\u0000', 'nοne'])(
      'alg %j',
      (alg) => {
        test.each(keys)('against %s', async (_, key) => {
          for (const signature of ['', b64u(mac('HS256', '', 'x'))]) {
            const token = `${b64u({ alg })}.${b64u('{"admin":true}')}.${signature}`;
            for (const options of [undefined, everything, { algorithms: ['HS256', 'RS256'] }]) {
              await expectJoseError(() => jws.deserializeCompact(token, key, options), 'ERR_JOSE_ALG_NOT_ALLOWED');
            }
            const [protectedPart, payload] = token.split('.');
            const flattened = { protected: protectedPart, payload, signature };
            await expectJoseError(() => jws.deserializeJson(flattened, key), 'ERR_JOSE_ALG_NOT_ALLOWED');
          }
        });
      },
    );
  });

  describe('row 2: alg of the wrong JSON type, or missing', () => {
    test.each(['1', 'null', '["none"]', '["HS256"]', '{"name":"HS256"}', 'true', 'false', '0', '256'])(
      'alg %s under a good MAC',
      async (alg) => {
        const token = hs256(`{"alg":${alg}}`, 'x', secret);
        await expectJoseError(() => jws.deserializeCompact(token, secret), 'ERR_JOSE_HEADER_INVALID');
        await expectJoseError(() => jws.deserializeCompact(token, secret, everything), 'ERR_JOSE_HEADER_INVALID');
      },
    );

    test.each(['{}', '{"typ":"JWT"}', '{"Alg":"HS256"}', '{"alg ":"HS256"}'])('header %s', async (header) => {
      await expectJoseError(
        () => jws.deserializeCompact(hs256(header, 'x', secret), secret),
        'ERR_JOSE_HEADER_INVALID',
      );
    });
  });

  describe('row 3: a public key as the secret of an HMAC', () => {
    const rsa = publicObject('rsa');
    const pem = rsa.export({ type: 'spki', format: 'pem' }).toString();
    const ec = publicObject('p256').export({ type: 'spki', format: 'pem' }).toString();
    const secrets: [string, string | Buffer, KeyName][] = [
      ['SPKI PEM', pem, 'rsa'],
      ['trimmed PEM', pem.trim(), 'rsa'],
      ['PEM with CRLF', pem.replaceAll('\n', '\r\n'), 'rsa'],
      ['the base64 inside the PEM', pem.replace(/-----[^-]+-----/g, '').replace(/\s/g, ''), 'rsa'],
      ['SPKI DER', rsa.export({ type: 'spki', format: 'der' }), 'rsa'],
      ['PKCS#1 PEM', rsa.export({ type: 'pkcs1', format: 'pem' }).toString(), 'rsa'],
      ['PKCS#1 DER', rsa.export({ type: 'pkcs1', format: 'der' }), 'rsa'],
      ['JWK text', JSON.stringify(publicJwk('rsa')), 'rsa'],
      ['modulus', fromB64u(publicJwk('rsa')['n'] ?? ''), 'rsa'],
      ['modulus text', publicJwk('rsa')['n'] ?? '', 'rsa'],
      ['EC SPKI PEM', ec, 'p256'],
      ['EC x coordinate', fromB64u(publicJwk('p256')['x'] ?? ''), 'p256'],
      ['Ed25519 public key', fromB64u(publicJwk('ed25519')['x'] ?? ''), 'ed25519'],
    ];
    test.each(secrets)('%s', async (_, used, name) => {
      const token = hs256({ alg: 'HS256' }, '{"admin":true}', used);
      const object = publicObject(name);
      const spki = object.export({ type: 'spki', format: 'pem' }).toString();
      const keys = [publicJwk(name), object, spki, spki.trim(), object.export({ type: 'spki', format: 'der' })];
      for (const key of [...keys, jwk.importKey(spki), (): unknown => spki]) {
        await expectJoseError(() => jws.deserializeCompact(token, key), 'ERR_KEY_TYPE_MISMATCH');
        await expectJoseError(() => jws.deserializeCompact(token, key, everything), 'ERR_KEY_TYPE_MISMATCH');
      }
      const marked = { ...publicJwk(name), alg: name === 'rsa' ? 'RS256' : name === 'p256' ? 'ES256' : 'EdDSA' };
      const codes = ['ERR_KEY_TYPE_MISMATCH', 'ERR_KEY_USE_MISMATCH'];
      await expectJoseError(() => jws.deserializeCompact(token, marked), codes);
      const set = KeySet.importKeySet({ keys: [{ ...marked, kid: 'a' }] });
      await expectJoseError(() => jws.deserializeCompact(token, set), [...codes, 'ERR_JWKS_NO_MATCHING_KEY']);
    });
  });

  describe('row 4: key text given as a secret', () => {
    const spki = publicObject('rsa').export({ type: 'spki', format: 'pem' }).toString();
    const der = publicObject('rsa').export({ type: 'spki', format: 'der' });
    const ssh = `ssh-rsa ${Buffer.concat([Buffer.from([0, 0, 0, 7]), Buffer.from('ssh-rsa'), der]).toString('base64')} me`;
    const texts: [string, string | Buffer][] = [
      ['PEM', spki],
      ['DER', der],
      ['SSH', ssh],
      ['JWK', JSON.stringify(publicJwk('rsa'))],
      ['private PEM', privateObject('p256').export({ type: 'pkcs8', format: 'pem' }).toString()],
      ['private DER', privateObject('rsa').export({ type: 'pkcs8', format: 'der' })],
      ['PKCS#1 DER', publicObject('rsa').export({ type: 'pkcs1', format: 'der' })],
      ['DER in base64', der.toString('base64')],
      ['DER in hexadecimal digits', der.toString('hex')],
      ['DER in capital hexadecimal digits', der.toString('hex').toUpperCase()],
      ...[' ', '\n', '\t', '\r\n', '\ufeff', '\ufeff \n', '\u00a0', '\v\f'].flatMap((space): [string, string][] => [
        [`PEM after ${JSON.stringify(space)}`, space + spki],
        [`SSH after ${JSON.stringify(space)}`, space + ssh],
      ]),
    ];
    test.each(texts)('%s', async (_, text) => {
      const bytes = Buffer.from(text);
      const shown = [spki.slice(30, 80), ssh.slice(20, 60)];
      for (const value of [text, bytes, new Uint8Array(bytes)]) {
        await expectJoseError(() => OctKey.importKey(value), 'ERR_JWK_INVALID', shown);
        const token = hs256({ alg: 'HS256' }, 'x', value);
        const codes = ['ERR_JWK_INVALID', 'ERR_KEY_TYPE_MISMATCH'];
        await expectJoseError(() => jws.deserializeCompact(token, value), codes, shown);
        await expectJoseError(() => jws.serializeCompact({ alg: 'HS256' }, 'x', value), codes, shown);
      }
      await expectJoseError(() => OctKey.importKey({ kty: 'oct', k: b64u(bytes) }), 'ERR_JWK_INVALID', shown);
    });
  });

  describe('row 5: a JWK without alg is not an empty HMAC key', () => {
    test.each(asymmetric)('%s', async (name) => {
      for (const used of ['', '\0', Buffer.alloc(32)]) {
        const token = hs256({ alg: 'HS256' }, 'x', used);
        for (const key of [
          publicJwk(name),
          jwks[name],
          { ...publicJwk(name), k: '' },
          { ...publicJwk(name), k: b64u(secret) },
        ]) {
          const codes = ['ERR_KEY_TYPE_MISMATCH', 'ERR_JWK_INVALID'];
          await expectJoseError(() => jws.deserializeCompact(token, key), 'k' in key ? codes : 'ERR_KEY_TYPE_MISMATCH');
        }
      }
    });
  });

  describe('row 6: empty and short HMAC keys', () => {
    const shortest: [string, number[]][] = [
      ['HS256', [1, 16, 31]],
      ['HS384', [1, 32, 47]],
      ['HS512', [1, 32, 63]],
    ];
    describe.each(shortest)('%s', (alg, lengths) => {
      const options = { algorithms: [alg] };
      test.each(lengths)('a JWK of %d bytes', async (length) => {
        const bytes = crypto.randomBytes(length);
        const key = { kty: 'oct', k: b64u(bytes) };
        const token = compact({ alg }, 'x', bytes, alg);
        for (const given of [key, () => key, KeySet.importKeySet({ keys: [key] })]) {
          await expectJoseError(() => jws.deserializeCompact(token, given, options), 'ERR_KEY_TOO_SHORT', [
            key.k + '"',
          ]);
          await expectJoseError(() => jws.serializeCompact({ alg }, 'x', given, options), 'ERR_KEY_TOO_SHORT');
        }
        const strict = { registry: new library.Registry({ algorithms: [alg], strict: true }) };
        await expectJoseError(() => jws.deserializeCompact(token, bytes, strict), 'ERR_KEY_TOO_SHORT');
      });

      test('a JWK of just enough', async () => {
        const bytes = crypto.randomBytes(Number(alg.slice(2)) / 8);
        const token = compact({ alg }, 'x', bytes, alg);
        const key = { kty: 'oct', k: b64u(bytes) };
        expect((await jws.deserializeCompact(token, key, options)).payload.toString()).toBe('x');
      });
    });

    test('an empty secret is always refused', async () => {
      const token = hs256({ alg: 'HS256' }, 'x', '');
      const codes = ['ERR_KEY_TOO_SHORT', 'ERR_JWK_INVALID'];
      for (const key of ['', Buffer.alloc(0), new Uint8Array(0)]) {
        await expectJoseError(() => jws.deserializeCompact(token, key), 'ERR_KEY_TOO_SHORT');
        await expectJoseError(() => jws.serializeCompact({ alg: 'HS256' }, 'x', key), 'ERR_KEY_TOO_SHORT');
        await expectJoseError(() => jws.deserializeCompact(token, () => key), 'ERR_KEY_TOO_SHORT');
        await expectJoseError(() => OctKey.importKey(key), 'ERR_KEY_TOO_SHORT');
      }
      await expectJoseError(() => jws.deserializeCompact(token, { kty: 'oct', k: '' }), codes);
      const empty = crypto.createSecretKey(Buffer.alloc(0));
      await expectJoseError(() => jws.deserializeCompact(token, empty), codes);
    });

    test.each([null, undefined, false, 0])('a key function that gives %p', async (answer) => {
      const token = hs256({ alg: 'HS256' }, 'x', '');
      await expectRefusal(() => jws.deserializeCompact(token, () => answer));
    });
  });

  describe('row 7: allow-list asked for the header, another algorithm used', () => {
    test('JWK alg RS256, header PS256, RS256 signature', async () => {
      const token = compact({ alg: 'PS256' }, 'x', privateObject('rsa'), 'RS256');
      const key = { ...publicJwk('rsa'), alg: 'RS256' };
      const options = { algorithms: ['RS256', 'PS256'] };
      await expectJoseError(() => jws.deserializeCompact(token, key, options), 'ERR_KEY_USE_MISMATCH');
      await expectJoseError(() => jws.deserializeCompact(token, publicJwk('rsa'), options), verified);
    });
  });

  describe('row 8: the alg, use and key_ops of a JWK are enforced', () => {
    const rs256 = compact({ alg: 'RS256' }, 'x', privateObject('rsa'), 'RS256');
    test.each([
      ['alg PS256', { alg: 'PS256' }],
      ['alg RSA-OAEP', { alg: 'RSA-OAEP' }],
      ['an alg that nobody knows', { alg: 'FOO' }],
      ['use enc', { use: 'enc' }],
      ['key_ops sign', { key_ops: ['sign'] }],
      ['key_ops encrypt', { key_ops: ['encrypt'] }],
      ['no key_ops', { key_ops: [] }],
    ])('%s on a key that verifies', async (_, members) => {
      const key = { ...publicJwk('rsa'), ...members };
      const options = { algorithms: ['RS256'] };
      await expectJoseError(() => jws.deserializeCompact(rs256, key, options), 'ERR_KEY_USE_MISMATCH');
      await expectJoseError(() => jws.deserializeCompact(rs256, () => key), 'ERR_KEY_USE_MISMATCH');
    });

    test.each([
      ['alg HS512', { alg: 'HS512' }],
      ['use enc', { use: 'enc' }],
      ['key_ops verify', { key_ops: ['verify'] }],
      ['key_ops deriveKey', { key_ops: ['deriveKey'] }],
    ])('%s on a key that signs', async (_, members) => {
      const key = { ...jwks.oct, ...members };
      await expectJoseError(() => jws.serializeCompact({ alg: 'HS256' }, 'x', key), 'ERR_KEY_USE_MISMATCH');
    });
  });

  describe('row 16: public keys do not sign', () => {
    test.each(asymmetric)('%s', async (name) => {
      const alg =
        { rsa: 'RS256', p256: 'ES256', p384: 'ES384', p521: 'ES512', secp256k1: 'ES256K' }[name as string] ?? 'EdDSA';
      const options = { algorithms: [alg] };
      for (const key of [publicJwk(name), publicObject(name)]) {
        await expectJoseError(() => jws.serializeCompact({ alg }, 'x', key, options), 'ERR_KEY_TYPE_MISMATCH');
      }
      // A private key holds its public half, and verifies with it: nothing is gained by refusing.
      const token = compact({ alg }, 'x', privateObject(name), alg);
      expect((await jws.deserializeCompact(token, jwks[name], options)).payload.toString()).toBe('x');
      const forged = rawCompact(JSON.stringify({ alg }), 'y', () => fromB64u(token.split('.')[2] ?? ''));
      await expectJoseError(() => jws.deserializeCompact(forged, jwks[name], options), verified);
    });
  });

  describe('row 17: a failed verification is never a falsy success', () => {
    test('a bad signature throws or rejects', async () => {
      const token = hs256({ alg: 'HS256' }, 'x', Buffer.alloc(32));
      await expectJoseError(() => jws.deserializeCompact(token, secret), verified);
      await expectJoseError(() => jws.deserialize(token, secret), verified);
    });

    test('an error of the caller’s key function comes through as it is', async () => {
      const own = Object.assign(new Error('database is down'), { code: 'ERR_MINE' });
      const token = hs256({ alg: 'HS256' }, 'x', secret);
      const failing = (): never => {
        throw own;
      };
      for (const verify of ['all', 'any']) {
        const [protectedPart, payload, signature] = token.split('.');
        const value = { payload, signatures: [{ protected: protectedPart, signature }] };
        expect(await failureOf(() => jws.deserializeJson(value, failing, { verify }))).toBe(own);
      }
      expect(await failureOf(() => jws.deserializeCompact(token, failing))).toBe(own);
    });
  });
});
