/** jws.Registry: limits, header rules, strict secrets. */

import { jws as library, KeySet, OctKey } from '../../lib';
import { expectJoseError, expectTypeError, forms, type JwsFace } from '../support/both';
import { b64u, compact, flattenedHs256, hs256 } from '../support/forge';
import { jwks, secret } from '../support/keys';

type Settings = ConstructorParameters<typeof library.Registry>[0];

function registry(settings: Record<string, unknown>): { registry: unknown } {
  return { registry: new library.Registry(settings) };
}

const limit = 'ERR_JOSE_LIMIT_EXCEEDED';
const token = hs256({ alg: 'HS256' }, 'hello', secret);

describe.each(forms)('registry, $name', ({ jws }) => {
  describe('limits are ERR_JOSE_LIMIT_EXCEEDED', () => {
    test('maxTokenLength, in characters', async () => {
      const exact = registry({ maxTokenLength: token.length });
      expect((await jws.deserializeCompact(token, secret, exact)).payload.toString()).toBe('hello');
      const tight = registry({ maxTokenLength: token.length - 1 });
      const error = await expectJoseError(() => jws.deserializeCompact(token, secret, tight), limit, [b64u('hello')]);
      expect(error.message).toContain('maxTokenLength');
      const text = JSON.stringify(flattenedHs256('{"alg":"HS256"}', 'hello', secret));
      await expectJoseError(
        () => jws.deserializeJson(text, secret, registry({ maxTokenLength: text.length - 1 })),
        limit,
      );
      await expectJoseError(() => jws.deserialize(token, secret, tight), limit);
      const object = flattenedHs256('{"alg":"HS256"}', 'h'.repeat(1000), secret);
      await expectJoseError(() => jws.deserializeJson(object, secret, registry({ maxTokenLength: 500 })), limit);
    });

    test('maxTokenLength is 64 Mi characters by default', async () => {
      const payload = Buffer.alloc(1 << 20, 'p');
      const large = hs256({ alg: 'HS256' }, payload, secret);
      expect((await jws.deserializeCompact(large, secret)).payload.equals(payload)).toBe(true);
      const huge = `${token}${'A'.repeat(64 * 1024 * 1024)}`;
      await expectJoseError(() => jws.deserializeCompact(huge, secret), limit);
    });

    test('maxHeaderLength', async () => {
      const long = hs256({ alg: 'HS256', kid: 'k'.repeat(4000) }, 'hello', secret);
      expect((await jws.deserializeCompact(long, secret)).payload.toString()).toBe('hello');
      const tight = registry({ maxHeaderLength: 3000 });
      const error = await expectJoseError(() => jws.deserializeCompact(long, secret, tight), limit);
      expect(error.message).toContain('maxHeaderLength');
      const huge = hs256({ alg: 'HS256', kid: 'k'.repeat(100_000) }, 'hello', secret);
      await expectJoseError(() => jws.deserializeCompact(huge, secret), limit);
      const wide = registry({ maxHeaderLength: 200_000 });
      expect((await jws.deserializeCompact(huge, secret, wide)).payload.toString()).toBe('hello');
    });

    test('maxSignatureLength', async () => {
      const long = `${token}${'A'.repeat(400)}`;
      await expectJoseError(() => jws.deserializeCompact(long, secret), 'ERR_JWS_SIGNATURE_VERIFICATION_FAILED');
      const tight = registry({ maxSignatureLength: 100 });
      const error = await expectJoseError(() => jws.deserializeCompact(long, secret, tight), limit);
      expect(error.message).toContain('maxSignatureLength');
      await expectJoseError(() => jws.deserializeCompact(`${token}${'A'.repeat(40_000)}`, secret), limit);
      expect((await jws.deserializeCompact(token, secret, tight)).payload.toString()).toBe('hello');
    });

    test('maxDepth, of the protected header and of JSON text', async () => {
      const nested = (depth: number): string => `{"alg":"HS256","x":${'['.repeat(depth)}${']'.repeat(depth)}}`;
      const tight = registry({ maxDepth: 5 });
      const shallow = hs256(nested(3), 'hello', secret);
      expect((await jws.deserializeCompact(shallow, secret, tight)).payload.toString()).toBe('hello');
      const error = await expectJoseError(
        () => jws.deserializeCompact(hs256(nested(8), 'x', secret), secret, tight),
        limit,
      );
      expect(error.message).toContain('maxDepth');
      await expectJoseError(() => jws.deserializeCompact(hs256(nested(70), 'x', secret), secret), limit);
      expect((await jws.deserializeCompact(hs256(nested(60), 'hello', secret), secret)).payload.toString()).toBe(
        'hello',
      );
      const text = JSON.stringify(flattenedHs256('{"alg":"HS256"}', 'hello', secret));
      const deep = `${text.slice(0, -1)},"x":${'['.repeat(70)}${']'.repeat(70)}}`;
      await expectJoseError(() => jws.deserializeJson(deep, secret), limit);
    });

    test('maxSignatures', async () => {
      const { payload, ...signature } = flattenedHs256('{"alg":"HS256"}', 'hello', secret);
      const many = (count: number): unknown => ({
        payload,
        signatures: Array.from({ length: count }, () => signature),
      });
      expect((await jws.deserializeJson(many(16), secret)).members).toHaveLength(16);
      const error = await expectJoseError(() => jws.deserializeJson(many(17), secret), limit);
      expect(error.message).toContain('maxSignatures');
      await expectJoseError(() => jws.deserializeJson(many(17), secret, { verify: 'any' }), limit);
      const tight = registry({ maxSignatures: 2 });
      expect((await jws.deserializeJson(many(2), secret, tight)).members).toHaveLength(2);
      await expectJoseError(() => jws.deserializeJson(many(3), secret, tight), limit);
    });

    test('maxKeyCandidates', async () => {
      const keys = Array.from({ length: 18 }, (_, index) => ({ kty: 'oct', k: b64u(Buffer.alloc(32, index)) }));
      const last = (count: number): string => compact({ alg: 'HS256' }, 'hello', Buffer.alloc(32, count - 1), 'HS256');
      const set = (count: number): KeySet => KeySet.importKeySet({ keys: keys.slice(0, count) });
      expect((await jws.deserializeCompact(last(16), set(16))).payload.toString()).toBe('hello');
      const error = await expectJoseError(() => jws.deserializeCompact(last(17), set(17)), limit);
      expect(error.message).toContain('maxKeyCandidates');
      const tight = registry({ maxKeyCandidates: 2 });
      expect((await jws.deserializeCompact(last(2), set(2), tight)).payload.toString()).toBe('hello');
      await expectJoseError(() => jws.deserializeCompact(last(3), set(3), tight), limit);
    });

    const names = [
      'maxTokenLength',
      'maxHeaderLength',
      'maxSignatureLength',
      'maxDepth',
      'maxSignatures',
      'maxKeyCandidates',
    ];
    test.each(names)('%s must be a whole number', async (name) => {
      for (const value of ['64', -1, 1.5, NaN, null, {}, [], true]) {
        await expectTypeError(() => registry({ [name]: value }));
      }
    });
  });

  describe('strictHeaders', () => {
    const made = hs256({ alg: 'HS256', tenant: 'a' }, 'hello', secret);
    const header = { alg: 'HS256', tenant: 'a' };
    const unsupported = 'ERR_JOSE_HEADER_UNSUPPORTED';

    test.each([
      ['default', (): unknown => undefined],
      ['write', (): unknown => registry({ strictHeaders: 'write' })],
    ])('%s: unregistered names are refused when making, returned when reading', async (_, options) => {
      const error = await expectJoseError(() => jws.serializeCompact(header, 'hello', secret, options()), unsupported);
      expect(error.message).toContain('tenant');
      await expectJoseError(() => jws.serializeJson({ header }, 'hello', secret, options()), unsupported);
      expect((await jws.deserializeCompact(made, secret, options())).protected).toEqual(header);
    });

    test('true: refused both ways', async () => {
      const options = registry({ strictHeaders: true });
      await expectJoseError(() => jws.serializeCompact(header, 'hello', secret, options), unsupported);
      await expectJoseError(() => jws.deserializeCompact(made, secret, options), unsupported);
      expect((await jws.deserializeCompact(token, secret, options)).payload.toString()).toBe('hello');
    });

    test('false: neither', async () => {
      const options = registry({ strictHeaders: false });
      expect(await jws.serializeCompact(header, 'hello', secret, options)).toBe(made);
      expect((await jws.deserializeCompact(made, secret, options)).protected).toEqual(header);
    });

    test('listed names are good in every mode', async () => {
      for (const strictHeaders of ['write', true, false]) {
        const options = registry({ strictHeaders, headers: { tenant: { description: 'whose token it is' } } });
        expect(await jws.serializeCompact(header, 'hello', secret, options)).toBe(made);
        expect((await jws.deserializeCompact(made, secret, options)).protected).toEqual(header);
      }
    });

    test.each(['read', 'always', 1, null])('%p is a TypeError', async (strictHeaders) => {
      await expectTypeError(() => registry({ strictHeaders }));
    });
  });

  describe('headers', () => {
    const invalid = 'ERR_JOSE_HEADER_INVALID';
    const description = 'whose token it is';

    test('required, both ways', async () => {
      const options = registry({ headers: { tenant: { description, required: true } } });
      const error = await expectJoseError(() => jws.serializeCompact({ alg: 'HS256' }, 'x', secret, options), invalid);
      expect(error.message).toContain('tenant');
      await expectJoseError(() => jws.deserializeCompact(token, secret, options), invalid);
      const made = await jws.serializeCompact({ alg: 'HS256', tenant: 'a' }, 'x', secret, options);
      expect((await jws.deserializeCompact(made, secret, options)).protected['tenant']).toBe('a');
    });

    test('required may also be asked of a registered name', async () => {
      const options = registry({ headers: { typ: { description: 'media type', required: true } } });
      await expectJoseError(() => jws.deserializeCompact(token, secret, options), invalid);
      const made = hs256({ alg: 'HS256', typ: 'JOSE' }, 'x', secret);
      expect((await jws.deserializeCompact(made, secret, options)).protected['typ']).toBe('JOSE');
    });

    test('validate that says false or throws refuses, both ways', async () => {
      const failing = (value: unknown): void => {
        if (value !== 'good') throw new Error('not good');
      };
      for (const validate of [(value: unknown): boolean => value === 'good', failing]) {
        const options = registry({ headers: { tenant: { description, validate } } });
        await expectJoseError(
          () => jws.serializeCompact({ alg: 'HS256', tenant: 'bad' }, 'x', secret, options),
          invalid,
        );
        const bad = hs256({ alg: 'HS256', tenant: 'bad' }, 'x', secret);
        await expectJoseError(() => jws.deserializeCompact(bad, secret, options), invalid);
        const good = hs256({ alg: 'HS256', tenant: 'good' }, 'x', secret);
        expect((await jws.deserializeCompact(good, secret, options)).protected['tenant']).toBe('good');
      }
    });

    test('crit names with a validate are understood, without one not', async () => {
      const made = hs256({ alg: 'HS256', crit: ['tenant'], tenant: 'a' }, 'x', secret);
      const described = registry({ headers: { tenant: { description } } });
      await expectJoseError(() => jws.deserializeCompact(made, secret, described), 'ERR_JOSE_CRIT_UNSUPPORTED');
      const header = { alg: 'HS256', crit: ['tenant'], tenant: 'a' };
      await expectJoseError(() => jws.serializeCompact(header, 'x', secret, described), 'ERR_JOSE_CRIT_UNSUPPORTED');
      const understood = registry({ headers: { tenant: { description, validate: () => true } } });
      expect((await jws.deserializeCompact(made, secret, understood)).protected).toEqual(header);
      expect(await jws.serializeCompact(header, 'x', secret, understood)).toBe(made);
      const refusing = registry({ headers: { tenant: { description, validate: () => false } } });
      await expectJoseError(() => jws.deserializeCompact(made, secret, refusing), invalid);
    });

    test.each([1, [], { tenant: 1 }, { tenant: { validate: 'x' } }, { tenant: { description, required: 'yes' } }])(
      'headers %p is a TypeError',
      async (headers) => {
        await expectTypeError(() => registry({ headers }));
      },
    );
  });

  test('strict: true refuses bare secrets that RFC 7518 section 3.2 calls too short', async () => {
    const short = 'too short a secret';
    await expectShort(jws, short);
    await expectShort(jws, Buffer.from(short));
    await expectShort(jws, OctKey.importKey(short));
    const options = registry({ strict: true });
    expect((await jws.deserializeCompact(token, secret, options)).payload.toString()).toBe('hello');
    expect(await jws.serializeCompact({ alg: 'HS256' }, 'hello', jwks.oct, options)).toBe(token);
  });

  test.each([null, 1, 'x', [], { maxTokens: 1 }, { algorithm: ['HS256'] }, { algorithms: 'HS256' }, { strict: 'yes' }])(
    'new Registry(%p) is a TypeError',
    async (settings) => {
      await expectTypeError(() => new library.Registry(settings as Settings));
    },
  );
});

async function expectShort(jws: JwsFace, key: unknown): Promise<void> {
  const made = hs256({ alg: 'HS256' }, 'hello', 'too short a secret');
  expect((await jws.deserializeCompact(made, key)).payload.toString()).toBe('hello');
  const options = registry({ strict: true });
  const shown = ['too short a secret'];
  await expectJoseError(() => jws.deserializeCompact(made, key, options), 'ERR_KEY_TOO_SHORT', shown);
  await expectJoseError(() => jws.serializeCompact({ alg: 'HS256' }, 'x', key, options), 'ERR_KEY_TOO_SHORT', shown);
}
