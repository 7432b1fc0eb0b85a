/** Threats, part f: strings, lengths and the state of OpenSSL, rows 65, 67 and 71. */

import * as crypto from 'node:crypto';
import { expectJoseError, failureOf, forms } from '../support/both';
import { b64u, compact, flattenedHs256, hs256, mac, withPart } from '../support/forge';
import { jwks, privateObject, publicJwk, secret } from '../support/keys';

const token = hs256({ alg: 'HS256' }, 'hello', secret);
const flattened = flattenedHs256('{"alg":"HS256"}', 'hello', secret);
const header = { alg: 'HS256' };

describe.each(forms)('$name', ({ jws, jwk }) => {
  describe('row 65: one-byte and two-byte strings', () => {
    /** The same text, which the engine holds with two bytes for each character. */
    const twoByte = (text: string): string => `\u0141${text}`.slice(1);
    const twin = (value: object): unknown =>
      JSON.parse(JSON.stringify(value), (_, member: unknown) =>
        typeof member === 'string' ? twoByte(member) : member,
      );

    test('give the same token and the same verdict', async () => {
      const long = 'a payload of more than thirteen characters';
      for (const [alg, key] of [
        ['HS256', jwks.oct],
        ['RS256', jwks.rsa],
        ['EdDSA', jwks.ed25519],
      ] as const) {
        const options = { algorithms: [alg] };
        const plain = await jws.serializeCompact({ alg, kid: 'a longer key identifier' }, long, key, options);
        const wide = await jws.serializeCompact(
          twin({ alg, kid: 'a longer key identifier' }),
          twoByte(long),
          twin(key),
          options,
        );
        expect(wide).toBe(plain);
        const result = await jws.deserializeCompact(twoByte(plain), twin(key), options);
        expect(result.payload.toString()).toBe(long);
      }
      const text = 'a secret of at least thirty-two bytes';
      expect(await jws.serializeCompact(header, 'x', twoByte(text))).toBe(hs256(header, 'x', text));
      expect((await jws.deserializeJson(twoByte(JSON.stringify(flattened)), secret)).payload.toString()).toBe('hello');
    });

    test('characters are not cut to their low byte', async () => {
      for (const index of [0, 1, 2] as const) {
        const long = hs256(header, 'AAAAAAAAAAAAAAAA', secret);
        const replaced = withPart(long, index, (part) => {
          const at = part.search(/[A-Za-z]/);
          return part.slice(0, at) + String.fromCharCode(part.charCodeAt(at) + 0x100) + part.slice(at + 1);
        });
        await expectJoseError(() => jws.deserializeCompact(replaced, secret), 'ERR_JWS_INVALID');
        const dots = long.replace('.', '\u012e');
        await expectJoseError(() => jws.deserializeCompact(dots, secret), 'ERR_JWS_INVALID');
      }
      const alg = `HS25${String.fromCharCode(0x136)}`;
      await expectJoseError(
        () => jws.deserializeCompact(hs256({ alg }, 'x', secret), secret),
        'ERR_JOSE_ALG_NOT_ALLOWED',
      );
      const k = `\u0141${(jwks.oct['k'] ?? '').slice(1)}`;
      await expectJoseError(() => jws.deserializeCompact(token, { kty: 'oct', k }), 'ERR_JWK_INVALID');
    });

    test('a lone surrogate is signed as U+FFFD, as Buffer.from has it', async () => {
      for (const text of ['\ud800', 'a\udc00b', '\ud83d', '\ude00\ud83d']) {
        expect(await jws.serializeCompact(header, text, secret)).toBe(hs256(header, Buffer.from(text), secret));
        const long = `a secret that is long enough, with ${text}`;
        expect(await jws.serializeCompact(header, 'x', long)).toBe(hs256(header, 'x', Buffer.from(long)));
      }
      const unencoded = { alg: 'HS256', b64: false, crit: ['b64'] };
      const made = await jws.serializeJson({ protected: unencoded }, '\ud800', secret);
      expect(made.signature).toBe(b64u(mac('HS256', secret, `${b64u(unencoded)}.\ufffd`)));
      expect((await jws.deserializeJson(made, secret)).payload.toString()).toBe('\ufffd');
    });
  });

  describe('row 67: other users of OpenSSL are not disturbed', () => {
    test('failures leave nothing behind for node:crypto or for the next call', async () => {
      const rsa = privateObject('rsa');
      const forged = compact({ alg: 'RS256' }, 'x', rsa, 'RS256').replace(/.$/, 'A');
      const ec = { kty: 'EC', crv: 'P-256', x: jwks.p256['x'], y: jwks.p256['x'] };
      const failures = [
        (): unknown => jws.deserializeCompact(forged, publicJwk('rsa')),
        (): unknown => jws.deserializeCompact(compact({ alg: 'ES256' }, 'x', privateObject('p256'), 'ES256'), ec),
        (): unknown => jwk.importKey('-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n'),
        (): unknown => jwk.importKey(Buffer.from([0x30, 0x03, 0x02, 0x01, 0x00])),
      ];
      for (const fail of failures) {
        await failureOf(fail);
        const data = Buffer.from('data');
        const signature = crypto.sign('sha256', data, rsa);
        expect(crypto.verify('sha256', data, rsa, signature)).toBe(true);
        expect(crypto.verify('sha256', Buffer.from('other'), rsa, signature)).toBe(false);
        expect(() => crypto.createPublicKey('garbage')).toThrow(/PEM|DECODER|unsupported|no start line/i);
        expect((await jws.deserializeCompact(token, secret)).payload.toString()).toBe('hello');
        const good = compact({ alg: 'RS256' }, 'x', rsa, 'RS256');
        expect((await jws.deserializeCompact(good, publicJwk('rsa'))).key.kty).toBe('RSA');
      }
    });
  });

  // Lengths beyond 2^31 do not fit a token: V8 ends its strings before, maxTokenLength long before. What is tested is
  // that the limit holds and that lengths of several megabytes are right; the core tests its own length arguments.
  describe('row 71: lengths', () => {
    test('tens of megabytes', async () => {
      const payload = Buffer.alloc(24 << 20, 'x');
      const made = await jws.serializeCompact(header, payload, secret);
      expect(made.endsWith(b64u(mac('HS256', secret, made.slice(0, made.lastIndexOf('.')))))).toBe(true);
      expect((await jws.deserializeCompact(made, secret)).payload.equals(payload)).toBe(true);
    });

    test('beyond the limit', async () => {
      const text = `${token.slice(0, -1)}${'A'.repeat(64 << 20)}`;
      await expectJoseError(() => jws.deserializeCompact(text, secret), 'ERR_JOSE_LIMIT_EXCEEDED');
    });
  });
});
