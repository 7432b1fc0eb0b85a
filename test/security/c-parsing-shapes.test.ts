/** Threats, part c: depth, size and format, rows 32 to 37. Row 38 is about claims. */

import { jws as library } from '../../lib';
import { expectJoseError, expectRefusal, forms, outcomeOf } from '../support/both';
import { b64u, compact, flattenedHs256, hs256 } from '../support/forge';
import { withinASecond } from '../support/timed';
import { jwks, privateObject, publicJwk, secret } from '../support/keys';

const invalid = 'ERR_JWS_INVALID';
const invalidHeader = 'ERR_JOSE_HEADER_INVALID';
const limit = 'ERR_JOSE_LIMIT_EXCEEDED';
const token = hs256({ alg: 'HS256' }, 'hello', secret);
const { payload, ...signature } = flattenedHs256('{"alg":"HS256"}', 'hello', secret);

describe.each(forms)('$name', ({ jws }) => {
  describe('row 32: deep nesting', () => {
    const deep = 100_000;
    const shapes: [string, string][] = [
      ['arrays, closed', `${'['.repeat(deep)}${']'.repeat(deep)}`],
      ['arrays, open', '['.repeat(deep)],
      ['objects, closed', `${'{"a":'.repeat(deep)}1${'}'.repeat(deep)}`],
      ['objects, open', '{"a":'.repeat(deep)],
    ];
    const wide = { registry: new library.Registry({ maxHeaderLength: 8_000_000 }) };

    test.each(shapes)('%s, in the protected header', async (_, text) => {
      for (const header of [`{"alg":"HS256","x":${text}}`, text]) {
        const forged = hs256(header, 'x', secret);
        for (const options of [undefined, wide]) {
          await withinASecond(() => expectJoseError(() => jws.deserializeCompact(forged, secret, options), limit));
        }
      }
    });

    test.each(shapes)('%s, in JSON text', async (_, text) => {
      const whole = JSON.stringify({ payload, ...signature });
      for (const value of [
        `${whole.slice(0, -1)},"x":${text}}`,
        `${whole.slice(0, -1)},"header":${text}}`,
        `{"payload":${text}`,
      ]) {
        for (const verb of [jws.deserializeJson, jws.deserialize]) {
          await withinASecond(() => expectJoseError(() => verb(value, secret), limit));
        }
        await expectJoseError(() => jws.detach(value), limit);
        await expectJoseError(() => jws.decodeUnverified(value), limit);
      }
    });

    test('in objects: a header, a member, a JWK', async () => {
      let nested: unknown = 1;
      for (let level = 0; level < deep; level++) nested = [nested];
      const value = { payload, ...signature, header: { x: nested } };
      await expectJoseError(() => jws.deserializeJson(value, secret), [limit, invalidHeader]);
      const lax = { registry: new library.Registry({ strictHeaders: false }) };
      const header = { alg: 'HS256', x: nested };
      await expectJoseError(() => jws.serializeCompact(header, 'x', secret, lax), [limit, invalidHeader]);
      await expectJoseError(() => jws.serializeJson({ header }, 'x', secret, lax), [limit, invalidHeader]);
      const outcome = await outcomeOf(() => jws.deserializeCompact(token, { ...jwks.oct, x: nested }));
      expect([undefined, limit, 'ERR_JWK_INVALID']).toContain(outcome);
    });

    test('an object that holds itself', async () => {
      const header: Record<string, unknown> = { alg: 'HS256' };
      header['x'] = header;
      const lax = { registry: new library.Registry({ strictHeaders: false }) };
      await expectRefusal(() => jws.serializeCompact(header, 'x', secret, lax));
      await expectRefusal(() => jws.serializeJson({ header }, 'x', secret, lax));
      await expectRefusal(() => jws.deserializeJson({ payload, ...signature, header }, secret));
    });

    test('in the payload it is nobody’s concern', async () => {
      const forged = hs256({ alg: 'HS256' }, '['.repeat(deep), secret);
      expect((await jws.deserializeCompact(forged, secret)).payload).toHaveLength(deep);
    });
  });

  describe('row 33: many dots, huge parts', () => {
    const huge = 5_000_000;
    test.each([
      ['dots alone', '.'.repeat(huge), [invalid]],
      ['dots behind a token', token + '.'.repeat(huge), [invalid]],
      ['dots between letters', 'a.'.repeat(huge), [invalid]],
      ['a huge header', `${'A'.repeat(huge)}.${payload}.${signature.signature}`, [limit]],
      ['a huge signature', token + 'A'.repeat(huge), [limit]],
      ['a huge header without dots', 'A'.repeat(huge), [invalid, limit]],
      [
        'a huge payload under a bad tag',
        token.replace('.a', `.${'A'.repeat(huge)}a`),
        [invalid, 'ERR_JWS_SIGNATURE_VERIFICATION_FAILED'],
      ],
    ])('%s', async (_, text, codes) => {
      const before = process.memoryUsage().rss;
      for (const verb of [jws.deserializeCompact, jws.deserialize]) {
        await withinASecond(() => expectJoseError(() => verb(text, secret), codes));
      }
      await outcomeOf(() => jws.detach(text));
      await outcomeOf(() => jws.decodeUnverified(text));
      // Twice the input and what the runtime keeps beside it.
      expect(process.memoryUsage().rss - before).toBeLessThan(2 * text.length + 60_000_000);
    });

    test('a payload beyond maxTokenLength', async () => {
      const text = `${token}${'A'.repeat(64 * 1024 * 1024)}`;
      // The engine joins the two parts when they are first looked into, which is not what is measured.
      expect(text.includes('{')).toBe(false);
      await withinASecond(() => expectJoseError(() => jws.deserializeCompact(text, secret), limit));
      await withinASecond(() => expectJoseError(() => jws.deserialize(text, secret), limit));
      await expectJoseError(() => jws.deserializeJson(`{"payload":"${text}"}`, secret), limit);
    });
  });

  describe('row 34: one format taken for another', () => {
    const json = JSON.stringify({ payload, ...signature });
    test.each([
      ['JSON text', json],
      ['general JSON text', JSON.stringify({ payload, signatures: [signature] })],
      ['quoted', JSON.stringify(token)],
      ['Bearer', `Bearer ${token}`],
      ['JWS in JSON between dots', `{"protected":"${signature.protected}.${payload}.${signature.signature}"}`],
      ['polyglot', `${json.slice(0, -1)},"x":".${payload}.${signature.signature}"}`],
      ['token after JSON', `{}${token}`],
      ['white space around', ` ${token} `],
      ['URL-encoded', encodeURIComponent(`${token}=`)],
    ])('%s is no compact token', async (_, text) => {
      await expectJoseError(() => jws.deserializeCompact(text, secret), invalid, [signature.signature]);
    });

    test('a compact token is no JSON', async () => {
      await expectJoseError(() => jws.deserializeJson(token, secret), invalid);
      await expectJoseError(() => jws.deserializeJson(JSON.stringify(token), secret), invalid);
    });
  });

  describe('row 35: a JWE where a JWS is expected', () => {
    const header = b64u({ alg: 'RSA-OAEP', enc: 'A128GCM' });
    const parts = [
      header,
      b64u(Buffer.alloc(256, 1)),
      b64u(Buffer.alloc(12)),
      b64u('ciphertext'),
      b64u(Buffer.alloc(16)),
    ];
    test.each([
      ['the key', publicJwk('rsa')],
      ['null', null],
      ['a secret', secret],
    ])('with %s', async (_, key) => {
      await expectJoseError(() => jws.deserializeCompact(parts.join('.'), key), invalid);
      await expectJoseError(() => jws.deserialize(parts.join('.'), key), invalid);
      const [protectedPart, encryptedKey, iv, ciphertext, tag] = parts;
      const flattened = { protected: protectedPart, encrypted_key: encryptedKey, iv, ciphertext, tag };
      const general = { protected: protectedPart, recipients: [{ encrypted_key: encryptedKey }], iv, ciphertext, tag };
      for (const value of [flattened, general, JSON.stringify(flattened), JSON.stringify(general)]) {
        await expectJoseError(() => jws.deserializeJson(value, key), invalid);
        await expectJoseError(() => jws.deserialize(value, key), invalid);
      }
    });
  });

  describe('row 36: the JSON serialization', () => {
    test.each([
      ['signatures []', { payload, signatures: [] }],
      ['signatures null', { payload, signatures: null }],
      ['signatures an object', { payload, signatures: { 0: signature, length: 1 } }],
      ['signatures text', { payload, signatures: 'x' }],
      ['signatures of null', { payload, signatures: [null] }],
      ['both forms', { payload, ...signature, signatures: [signature] }],
      ['both forms, signature alone', { payload, signature: signature.signature, signatures: [signature] }],
      ['both forms, protected alone', { payload, protected: signature.protected, signatures: [signature] }],
      ['both forms, header alone', { payload, header: {}, signatures: [signature] }],
      ['neither form', { payload }],
    ])('%s', async (_, value) => {
      for (const verify of ['all', 'any']) {
        await expectJoseError(() => jws.deserializeJson(value, secret, { verify }), invalid);
        await expectJoseError(() => jws.deserializeJson(JSON.stringify(value), secret, { verify }), invalid);
      }
    });

    test('a parameter in two places', async () => {
      const value = { payload, ...signature, header: { alg: 'HS256' } };
      await expectJoseError(() => jws.deserializeJson(value, secret), invalidHeader);
    });

    test('none in one of them', async () => {
      const none = { protected: b64u({ alg: 'none' }), signature: '' };
      const codes = [invalid, 'ERR_JOSE_ALG_NOT_ALLOWED'];
      for (const algorithms of [undefined, ['none', 'HS256']]) {
        for (const verify of ['all', 'any']) {
          const options = { verify, ...(algorithms && { algorithms }) };
          await expectJoseError(
            () => jws.deserializeJson({ payload, signatures: [signature, none] }, secret, options),
            codes,
          );
        }
      }
    });

    test('10,000 signatures', async () => {
      const value = { payload, signatures: Array.from({ length: 10_000 }, () => signature) };
      for (const one of [value, JSON.stringify(value)]) {
        await withinASecond(() => expectJoseError(() => jws.deserializeJson(one, secret), limit));
        await expectJoseError(() => jws.deserialize(one, secret), limit);
      }
    });
  });

  describe('row 37: some of several signatures', () => {
    const forged = {
      protected: b64u({ alg: 'HS256', kid: 'admin' }),
      header: { typ: 'x' },
      signature: b64u(Buffer.alloc(32)),
    };
    const value = { payload, signatures: [forged, signature] };

    test('all is the default', async () => {
      await expectJoseError(() => jws.deserializeJson(value, secret), 'ERR_JWS_SIGNATURE_VERIFICATION_FAILED', [
        'admin',
      ]);
    });

    test('any: the result says which, and shows no header of the other', async () => {
      const result = await jws.deserializeJson(value, secret, { verify: 'any' });
      expect(result.members[0]).toEqual({ verified: false, code: 'ERR_JWS_SIGNATURE_VERIFICATION_FAILED' });
      expect(result.members[1]).toMatchObject({ verified: true, joseHeader: { alg: 'HS256' } });
      expect(JSON.stringify(result)).not.toContain('admin');
    });

    test('each signature is checked with its own header and key', async () => {
      const rsa = compact({ alg: 'RS256' }, 'hello', privateObject('rsa'), 'RS256').split('.');
      const swapped = { protected: signature.protected, signature: rsa[2] };
      const keys = ({ alg }: { alg: string }): unknown => (alg === 'RS256' ? publicJwk('rsa') : secret);
      const mixed = { payload, signatures: [signature, swapped] };
      await expectJoseError(() => jws.deserializeJson(mixed, keys), 'ERR_JWS_SIGNATURE_VERIFICATION_FAILED');
    });
  });
});
