/** Threats, part b: keys that the attacker brings, rows 18 to 24, as far as they concern JWS. */

import * as crypto from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { KeySet } from '../../lib';
import { expectJoseError, expectRefusal, forms, outcomeOf } from '../support/both';
import { b64u, compact, fromB64u, hs256 } from '../support/forge';
import { jwks, privateObject, publicJwk, secret, type Jwk } from '../support/keys';
import { withinASecond } from '../support/timed';

const bad = 'ERR_JWS_SIGNATURE_VERIFICATION_FAILED';
const noKey = 'ERR_JWKS_NO_MATCHING_KEY';
const invalidKey = 'ERR_JWK_INVALID';

/** A token signed by the attacker's own key, which its header carries along. */
function selfMade(header: object = {}): string {
  const own = publicJwk('otherRsa');
  return compact({ alg: 'RS256', jwk: own, ...header }, '{"admin":true}', privateObject('otherRsa'), 'RS256');
}

describe.each(forms)('$name', ({ jws }) => {
  describe('row 18: a key embedded in the header', () => {
    test('is not used when the right key is configured', async () => {
      await expectJoseError(() => jws.deserializeCompact(selfMade(), publicJwk('rsa')), bad);
      const set = KeySet.importKeySet({ keys: [{ ...publicJwk('rsa'), kid: 'a' }] });
      await expectJoseError(() => jws.deserializeCompact(selfMade({ kid: 'a' }), set), bad);
      await expectJoseError(() => jws.deserializeCompact(selfMade({ kid: 'b' }), set), noKey);
      const [header, payload, signature] = selfMade().split('.');
      await expectJoseError(
        () => jws.deserializeJson({ protected: header, payload, signature }, publicJwk('rsa')),
        bad,
      );
    });

    test('is not used from the unprotected header', async () => {
      const [header, payload, signature] = compact({ alg: 'RS256' }, 'x', privateObject('otherRsa'), 'RS256').split(
        '.',
      );
      const value = { protected: header, payload, signature, header: { jwk: publicJwk('otherRsa') } };
      await expectJoseError(() => jws.deserializeJson(value, publicJwk('rsa')), bad);
    });

    test.each([undefined, null, '', {}, [], 0, false, true, 'x', NaN, Symbol('key')])(
      'is not used when the key is %p',
      async (key) => {
        await expectRefusal(() => jws.deserializeCompact(selfMade(), key));
        await expectRefusal(() => jws.deserialize(selfMade(), key));
        await expectRefusal(() => jws.deserializeCompact(selfMade(), () => key));
      },
    );

    test('is used when the caller’s function says so', async () => {
      const trusting = ({ jwk }: { jwk: unknown }): unknown => jwk;
      const { payload } = await jws.deserializeCompact(selfMade(), trusting);
      expect(payload.toString()).toBe('{"admin":true}');
    });

    test('that is symmetric is no header parameter at all', async () => {
      const token = hs256({ alg: 'HS256', jwk: { kty: 'oct', k: b64u(Buffer.alloc(32)) } }, 'x', Buffer.alloc(32));
      await expectJoseError(() => jws.deserializeCompact(token, secret), [bad, 'ERR_JOSE_HEADER_INVALID']);
    });
  });

  describe('row 19: jku and x5u are never fetched', () => {
    test('no connection is made', async () => {
      let connections = 0;
      const server = createServer((_, response) => response.end(JSON.stringify({ keys: [publicJwk('otherRsa')] })));
      server.on('connection', () => (connections += 1));
      await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
      try {
        const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/keys`;
        const set = KeySet.importKeySet({ keys: [{ ...publicJwk('rsa'), kid: 'a' }] });
        for (const header of [{ jku: url }, { x5u: url }, { jku: url, x5u: url, kid: 'b' }]) {
          const token = compact({ alg: 'RS256', ...header }, 'x', privateObject('otherRsa'), 'RS256');
          await expectJoseError(() => jws.deserializeCompact(token, publicJwk('rsa')), bad);
          await expectJoseError(() => jws.deserializeCompact(token, set), [bad, noKey]);
        }
        await new Promise((later) => setTimeout(later, 50));
        expect(connections).toBe(0);
      } finally {
        server.close();
      }
    });
  });

  describe('row 20: certificates in the header are not trusted', () => {
    // A certificate is not needed to show it: what stands there is never read as a key.
    test.each([
      ['garbage', [Buffer.from('garbage').toString('base64')]],
      ['the attacker’s key', [publicDer('otherRsa').toString('base64')]],
    ])('x5c with %s', async (_, x5c) => {
      const forged = compact({ alg: 'RS256', x5c }, 'x', privateObject('otherRsa'), 'RS256');
      await expectJoseError(() => jws.deserializeCompact(forged, publicJwk('rsa')), [bad, 'ERR_JOSE_HEADER_INVALID']);
      const genuine = compact({ alg: 'RS256', x5c }, 'x', privateObject('rsa'), 'RS256');
      const outcome = await outcomeOf(() => jws.deserializeCompact(genuine, publicJwk('rsa')));
      expect([undefined, 'ERR_JOSE_HEADER_INVALID']).toContain(outcome);
    });
  });

  describe('row 21: kid is only a name', () => {
    const set = KeySet.importKeySet({ keys: [{ ...jwks.oct, kid: 'good' }] });
    const names = [
      '../../../dev/null',
      '/dev/null',
      "x' OR '1'='1",
      '__proto__',
      'constructor',
      'hasOwnProperty',
      '\0',
      'good\0',
      'GOOD',
      'good ',
      '',
    ];
    test.each(names)('%j', async (kid) => {
      for (const used of [secret, '', Buffer.alloc(32)]) {
        const token = hs256({ alg: 'HS256', kid }, 'x', used);
        await expectJoseError(() => jws.deserializeCompact(token, set), noKey);
      }
    });

    test.each([1, {}, ['good'], null, true])('%p is no kid', async (kid) => {
      const token = hs256({ alg: 'HS256', kid }, 'x', secret);
      await expectJoseError(() => jws.deserializeCompact(token, set), 'ERR_JOSE_HEADER_INVALID');
    });

    test('a kid that two members share: each is tried, and no other', async () => {
      const members = [1, 2, 3].map((byte) => ({
        kty: 'oct',
        k: b64u(Buffer.alloc(32, byte)),
        kid: byte < 3 ? 'x' : 'y',
      }));
      const twins = KeySet.importKeySet({ keys: members });
      const by = (byte: number): string => hs256({ alg: 'HS256', kid: 'x' }, 'p', Buffer.alloc(32, byte));
      expect((await jws.deserializeCompact(by(1), twins)).payload.toString()).toBe('p');
      expect((await jws.deserializeCompact(by(2), twins)).payload.toString()).toBe('p');
      await expectJoseError(() => jws.deserializeCompact(by(3), twins), bad);
    });

    test('so many members that trying them all would be work for nothing', async () => {
      const members = Array.from({ length: 5000 }, (_, index) => ({
        kty: 'oct',
        k: b64u(crypto.randomBytes(32)),
        kid: `${index % 2}`,
      }));
      const crowd = KeySet.importKeySet({ keys: members }, { maxKeys: 5000 });
      const token = hs256({ alg: 'HS256', kid: '1' }, 'x', secret);
      await withinASecond(() => expectJoseError(() => jws.deserializeCompact(token, crowd), 'ERR_JOSE_LIMIT_EXCEEDED'));
    });
  });

  describe('row 22: a set of symmetric and asymmetric keys', () => {
    test('never lets one serve as the other', async () => {
      const set = KeySet.importKeySet({
        keys: [
          { ...jwks.oct, kid: 'mac' },
          { ...publicJwk('rsa'), kid: 'rsa' },
        ],
      });
      const spki = crypto
        .createPublicKey({ key: publicJwk('rsa'), format: 'jwk' })
        .export({ type: 'spki', format: 'pem' });
      for (const used of [spki, fromB64u(publicJwk('rsa')['n'] ?? ''), '']) {
        const token = hs256({ alg: 'HS256', kid: 'rsa' }, 'x', used);
        await expectJoseError(() => jws.deserializeCompact(token, set), [noKey, 'ERR_KEY_TYPE_MISMATCH']);
        await expectJoseError(() => jws.deserializeCompact(hs256({ alg: 'HS256' }, 'x', used), set), bad);
      }
    });
  });

  describe('row 23: the shape of a JWK', () => {
    const { x = '', y = '', d = '' } = jwks.p256;
    const { n = '', e = '' } = jwks.rsa;
    const ed = jwks.ed25519;
    const point = { kty: 'EC', crv: 'P-256', x, y };
    const zero = b64u(Buffer.alloc(32));
    const shapes: [string, unknown][] = [
      ['off the curve', { ...point, y: x }],
      ['(0, 0)', { ...point, x: zero, y: zero }],
      ['a short coordinate', { ...point, x: b64u(fromB64u(x).subarray(1)) }],
      ['a long coordinate', { ...point, x: b64u(Buffer.concat([Buffer.alloc(1), fromB64u(x)])) }],
      ['a coordinate as large as p', { ...point, x: b64u(Buffer.alloc(32, 0xff)) }],
      ['padded base64url', { ...point, x: `${x}=` }],
      ['white space in base64url', { ...point, x: ` ${x}` }],
      ['plain base64', { ...point, x: fromB64u(x).toString('base64') }],
      ['unused bits set', { ...point, x: `${x.slice(0, -1)}${x.endsWith('U') ? 'V' : 'B'}` }],
      ['y missing', { kty: 'EC', crv: 'P-256', x }],
      ['x a number', { ...point, x: 5 }],
      ['crv in small letters', { ...point, crv: 'p-256' }],
      ['crv of another curve', { ...point, crv: 'P-384' }],
      ['crv missing', { kty: 'EC', x, y }],
      ['kty a number', { ...point, kty: 2 }],
      ['kty in small letters', { ...point, kty: 'ec' }],
      ['kty missing', { crv: 'P-256', x, y }],
      ['d of another point', { ...point, d: jwks.otherP256['d'] }],
      ['d zero', { ...point, d: zero }],
      ['d short', { ...point, d: b64u(fromB64u(d).subarray(1)) }],
      ['an OKP key of 31 bytes', { kty: 'OKP', crv: 'Ed25519', x: b64u(Buffer.alloc(31, 1)) }],
      ['an OKP key of 33 bytes', { kty: 'OKP', crv: 'Ed25519', x: b64u(Buffer.alloc(33, 1)) }],
      ['an OKP d of another x', { ...ed, d: jwks.otherEd25519['d'] }],
      ['oct without k', { kty: 'oct' }],
      ['oct with k a number', { kty: 'oct', k: 1 }],
      ['oct with k padded', { kty: 'oct', k: `${b64u(Buffer.alloc(32))}=` }],
      ['n without e', { kty: 'RSA', n }],
      ['p * q is not n', { ...jwks.rsa, p: jwks.otherRsa['p'], q: jwks.otherRsa['q'] }],
      ['d of another n', { ...jwks.rsa, d: jwks.otherRsa['d'] }],
      ['dp wrong', { ...jwks.rsa, dp: jwks.rsa['dq'] }],
      ['qi wrong', { ...jwks.rsa, qi: jwks.rsa['dq'] }],
      ['p without q', { kty: 'RSA', n, e, d: jwks.rsa['d'], p: jwks.rsa['p'] }],
      ['key_ops twice the same', { ...point, key_ops: ['verify', 'verify'] }],
      ['key_ops no array', { ...point, key_ops: 'verify' }],
      ['use a number', { ...point, use: 1 }],
      ['alg a number', { ...point, alg: 256 }],
      ['kid a number', { ...point, kid: 1 }],
    ];
    test.each(shapes)('%s', async (_, key) => {
      const tokens = [
        compact({ alg: 'ES256' }, 'x', privateObject('p256'), 'ES256'),
        compact({ alg: 'RS256' }, 'x', privateObject('rsa'), 'RS256'),
        hs256({ alg: 'HS256' }, 'x', Buffer.alloc(32)),
      ];
      for (const token of tokens) await expectJoseError(() => jws.deserializeCompact(token, key), invalidKey, [d, x]);
      await expectJoseError(() => jws.serializeCompact({ alg: 'ES256' }, 'x', key), invalidKey, [d, x]);
    });

    test('an X25519 key for EdDSA', async () => {
      const key = crypto.generateKeyPairSync('x25519').privateKey.export({ format: 'jwk' }) as Jwk;
      const token = compact({ alg: 'EdDSA' }, 'x', privateObject('ed25519'), 'EdDSA');
      const options = { algorithms: ['EdDSA'] };
      await expectJoseError(() => jws.deserializeCompact(token, key, options), 'ERR_KEY_TYPE_MISMATCH');
      await expectJoseError(() => jws.serializeCompact({ alg: 'EdDSA' }, 'x', key, options), 'ERR_KEY_TYPE_MISMATCH');
    });
  });

  describe('row 24: a verdict is never remembered for anything but the same token, key and options', () => {
    test('after a success everything changed fails', async () => {
      const token = hs256({ alg: 'HS256' }, 'hello', secret);
      const other = { kty: 'oct', k: b64u(Buffer.alloc(32, 9)) };
      const forged = token.replace(b64u('hello'), b64u('jello'));
      for (let round = 0; round < 3; round++) {
        expect((await jws.deserializeCompact(token, jwks.oct)).payload.toString()).toBe('hello');
        await expectJoseError(() => jws.deserializeCompact(token, other), bad);
        await expectJoseError(() => jws.deserializeCompact(forged, jwks.oct), bad);
        const options = { algorithms: ['HS512'] };
        await expectJoseError(() => jws.deserializeCompact(token, jwks.oct, options), 'ERR_JOSE_ALG_NOT_ALLOWED');
      }
    });

    test('a payload that the caller changed does not come back', async () => {
      const token = hs256({ alg: 'HS256' }, 'hello', secret);
      (await jws.deserializeCompact(token, jwks.oct)).payload.fill(0);
      expect((await jws.deserializeCompact(token, jwks.oct)).payload.toString()).toBe('hello');
    });

    test('headers that share their text but not their place', async () => {
      const token = hs256({ alg: 'HS256', kid: 'a' }, 'x', secret);
      await jws.deserializeCompact(token, jwks.oct);
      const [header = '', payload = '', signature = ''] = token.split('.');
      const value = { protected: header, payload, signature, header: { kid: 'a' } };
      await expectJoseError(() => jws.deserializeJson(value, jwks.oct), 'ERR_JOSE_HEADER_INVALID');
    });
  });
});

function publicDer(name: 'otherRsa'): Buffer {
  return crypto.createPublicKey({ key: publicJwk(name), format: 'jwk' }).export({ type: 'spki', format: 'der' });
}
