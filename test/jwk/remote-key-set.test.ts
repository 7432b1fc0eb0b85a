/** Key sets behind a URL: retrieved once for all, kept while they can be, asked for again no more than need be. */

import { gzipSync } from 'node:zlib';
import { errors, jwk, jws as syncJws } from '../../lib';
import { jws, RemoteKeySet, type JWK, type Key, type RemoteKeySetOptions } from '../../lib/promises';
import { b64u } from '../support/forge';
import { pass, restoreClocks } from '../support/clocks';
import { JwksServer, sending } from '../support/jwks-server';
import { jwks as testKeys } from '../support/keys';

const noMatch = expect.objectContaining({ code: 'ERR_JWKS_NO_MATCHING_KEY' }) as Error;

const keyOf = (kid: string): Key => jwk.generateKey('EC', 'P-256', { kid, alg: 'ES256', use: 'sig' });
const first = keyOf('first');
const second = keyOf('second');
const setOf = (...keys: Key[]): { keys: JWK[] } => new jwk.KeySet(keys).toJWKS();
const signed = (key: Key, header: object = { kid: key.kid }): string =>
  syncJws.serializeCompact({ alg: 'ES256', ...header }, 'hello', key);
const token = signed(first);
const unknown = (i: number): string => signed(second, { kid: `unknown ${i}` });

let server: JwksServer;
beforeEach(async () => {
  server = await JwksServer.start(sending(setOf(first)));
});
afterEach(async () => {
  restoreClocks();
  await server.stop();
});

const remote = (options: RemoteKeySetOptions = {}): RemoteKeySet =>
  new RemoteKeySet(server.url, { allowInsecure: true, ...options });
const verify = async (keys: unknown, text = token): Promise<string> =>
  (await jws.deserializeCompact(text, keys as RemoteKeySet)).payload.toString();

describe('retrieval', () => {
  it('happens when first needed, once for any number of waiters', async () => {
    const keys = remote();
    expect(keys.current).toBeUndefined();
    expect(server.requests).toHaveLength(0);
    const results = await Promise.all(Array.from({ length: 100 }, () => verify(keys)));
    expect(new Set(results)).toEqual(new Set(['hello']));
    expect(await verify(keys)).toBe('hello');
    expect(server.requests).toHaveLength(1);
    expect(server.requests[0]?.headers.accept).toMatch(/application\/jwk-set\+json/);
    expect(keys.current?.get('first')?.kid).toBe('first');
  });

  it('needs the promise form', () => {
    expect(() => syncJws.deserializeCompact(token, remote() as never)).toThrow(/jose-openssl\/promises/);
    expect(server.requests).toHaveLength(0);
  });

  it('works from a key function, and beside a set at hand', async () => {
    const keys = remote();
    expect(await verify(() => keys)).toBe('hello');
    expect(await verify(async () => Promise.resolve(keys))).toBe('hello');
  });

  it('takes header fields and a fetch of the caller', async () => {
    const urls: string[] = [];
    const fetch = async (url: string, init: RequestInit): Promise<Response> => {
      urls.push(url);
      return globalThis.fetch(url, init);
    };
    expect(await verify(remote({ fetch, headers: { authorization: 'Bearer x', accept: 'application/json' } }))).toBe(
      'hello',
    );
    expect(urls).toEqual([server.url]);
    expect(server.requests[0]?.headers).toMatchObject({ authorization: 'Bearer x', accept: 'application/json' });
  });

  it('can be asked for', async () => {
    const keys = remote();
    const set = await keys.refresh();
    expect(keys.current).toBe(set);
    expect(await keys.refresh()).toBe(set);
    expect(server.requests).toHaveLength(2);
  });
});

describe('age', () => {
  it('ends with maxAge', async () => {
    const keys = remote({ maxAge: 60_000 });
    await verify(keys);
    pass(59_000);
    await verify(keys);
    expect(server.requests).toHaveLength(1);
    pass(2000);
    await verify(keys);
    expect(server.requests).toHaveLength(2);
  });

  const lifetimes: [string, Record<string, string>, number][] = [
    ['max-age', { 'cache-control': 'public, max-age=100' }, 100],
    ['max-age in quotes and capitals', { 'cache-control': 'Max-Age="100"' }, 100],
    ['max-age and Age', { 'cache-control': 'max-age=100', age: '40' }, 60],
    ['a longer max-age than maxAge', { 'cache-control': 'max-age=86400' }, 600],
    ['a malformed max-age', { 'cache-control': 'max-age=-5' }, 600],
    ['no-store', { 'cache-control': 'no-store, max-age=100' }, 1],
    ['no-cache', { 'cache-control': 'no-cache' }, 1],
    ['max-age=0', { 'cache-control': 'max-age=0' }, 1],
    ['nothing', {}, 600],
  ];
  it.each(lifetimes)('%s', async (_name, headers, seconds) => {
    server.answer = sending(setOf(first), headers);
    const keys = remote();
    await verify(keys);
    pass(seconds * 1000 - 500);
    await verify(keys);
    expect(server.requests).toHaveLength(1);
    pass(1000);
    await verify(keys);
    expect(server.requests).toHaveLength(2);
  });

  it('is confirmed by the ETag without sending the set again', async () => {
    server.answer = (request, response) => {
      const isSame = request.headers['if-none-match'] === '"v1"';
      sending(
        isSame ? '' : setOf(first),
        { etag: '"v1"', 'cache-control': 'max-age=10' },
        isSame ? 304 : 200,
      )(request, response);
    };
    const keys = remote();
    await verify(keys);
    const { current } = keys;
    for (let round = 1; round < 4; round++) {
      pass(11_000);
      expect(await verify(keys)).toBe('hello');
      expect(server.requests).toHaveLength(1 + round);
      expect(keys.current).toBe(current);
    }
    expect(keys.export()?.etag).toBe('"v1"');
  });

  it('leaves the keys alone where the text is the same', async () => {
    const keys = remote();
    const set = await keys.refresh();
    expect(await keys.refresh()).toBe(set);
    server.answer = sending(setOf(first, second));
    expect(await keys.refresh()).not.toBe(set);
  });
});

describe('rotation', () => {
  it('is seen by the first token of the new key', async () => {
    const keys = remote();
    expect(await verify(keys)).toBe('hello');
    server.answer = sending(setOf(first, second));
    expect(await verify(keys, signed(second))).toBe('hello');
    server.answer = sending(setOf(second));
    expect(await verify(keys)).toBe('hello');
    expect(server.requests).toHaveLength(2);
  });

  it('is seen by many tokens at once with one request', async () => {
    const keys = remote();
    await verify(keys);
    server.answer = sending(setOf(second));
    await Promise.all(Array.from({ length: 50 }, () => verify(keys, signed(second))));
    expect(server.requests).toHaveLength(2);
  });

  it('made up 1000 times costs one request per cool-down, and the set is kept', async () => {
    const keys = remote();
    await verify(keys);
    for (let i = 0; i < 500; i++) await expect(verify(keys, unknown(i))).rejects.toThrow(noMatch);
    await Promise.all(Array.from({ length: 500 }, (_, i) => expect(verify(keys, unknown(i))).rejects.toThrow(noMatch)));
    expect(server.requests).toHaveLength(2);
    expect(await verify(keys)).toBe('hello');
    pass(31_000);
    await expect(verify(keys, unknown(1))).rejects.toThrow(noMatch);
    await expect(verify(keys, unknown(2))).rejects.toThrow(noMatch);
    expect(await verify(keys)).toBe('hello');
    expect(server.requests).toHaveLength(3);
  });

  it('made up before the set was there costs no second request', async () => {
    const keys = remote();
    for (let i = 0; i < 20; i++) await expect(verify(keys, unknown(i))).rejects.toThrow(noMatch);
    expect(server.requests).toHaveLength(1);
  });

  it('waits for the cool-down of the caller', async () => {
    const keys = remote({ cooldown: 0 });
    await verify(keys);
    for (let i = 0; i < 5; i++) await expect(verify(keys, unknown(i))).rejects.toThrow(noMatch);
    expect(server.requests).toHaveLength(6);
  });
});

describe('failure', () => {
  const invalid = 'ERR_JWKS_INVALID';
  const answers: [string, (url: string) => ReturnType<typeof sending>, string, RegExp][] = [
    ['status 500', () => sending('', {}, 500), invalid, /status 500/],
    ['status 404', () => sending(setOf(first), {}, 404), invalid, /status 404/],
    ['status 204', () => sending('', {}, 204), invalid, /status 204/],
    ['status 304 unasked', () => sending('', {}, 304), invalid, /status 304/],
    ['no JSON', () => sending('<html>'), invalid, /JSON/],
    ['nothing', () => sending(''), invalid, /JSON/],
    ['an array', () => sending([first.toJWK()]), invalid, /object/],
    ['no keys', () => sending({}), invalid, /"keys"/],
    ['keys that are no objects', () => sending({ keys: ['x'] }), invalid, /index 0/],
    ['duplicate members', () => sending(`{"keys":[],"keys":[]}`), invalid, /same name/],
    ['a byte order mark', () => sending(`\uFEFF{"keys":[]}`), invalid, /byte order mark/],
    ['bytes that are no UTF-8', () => sending(Buffer.from([0x7b, 0xff, 0x7d])), invalid, /UTF-8/],
    ['deep nesting', () => sending(`{"keys":${'['.repeat(10_000)}`), 'ERR_JOSE_LIMIT_EXCEEDED', /nested/],
    ['too much', () => sending({ keys: [], pad: 'x'.repeat(70_000) }), 'ERR_JOSE_LIMIT_EXCEEDED', /maxBytes/],
    [
      'a bomb',
      () => sending(gzipSync(Buffer.alloc(10_000_000, 0x20)), { 'content-encoding': 'gzip' }),
      'ERR_JOSE_LIMIT_EXCEEDED',
      /maxBytes/,
    ],
    [
      'an endless body',
      () => (_request, response) => {
        const write = (): void =>
          void response.write('x'.repeat(10_000), (error) => {
            if (error === null || (error === undefined && !response.destroyed)) setImmediate(write);
          });
        write();
      },
      'ERR_JOSE_LIMIT_EXCEEDED',
      /maxBytes/,
    ],
    ['a connection that breaks', () => (request) => void request.socket.destroy(), invalid, /could not be fetched/],
    [
      'a body that breaks',
      () => (_request, response) => {
        response.writeHead(200, { 'content-length': '1000' });
        response.write('{"keys":');
        setTimeout(() => void response.destroy(), 20);
      },
      invalid,
      /could not be fetched/,
    ],
    ['no answer', () => () => undefined, 'ERR_JWKS_TIMEOUT', /within 300 ms/],
    [
      'half an answer',
      () => (_request, response) => void response.write('{"keys":'),
      'ERR_JWKS_TIMEOUT',
      /within 300 ms/,
    ],
    [
      'a redirect to another origin',
      () => sending('', { location: 'http://127.0.0.1:1/jwks.json' }, 302),
      invalid,
      /another origin/,
    ],
    [
      'a redirect to another scheme',
      (url) => sending('', { location: url.replace('http:', 'https:') }, 307),
      invalid,
      /another origin/,
    ],
    ['a redirect to a file', () => sending('', { location: 'file:///etc/passwd' }, 302), invalid, /another origin/],
    ['a redirect to nonsense', () => sending('', { location: 'http://[' }, 302), invalid, /could not be fetched/],
    ['a redirect in a circle', (url) => sending('', { location: url }, 301), invalid, /more than 5 times/],
    ['a redirect without location', () => sending('', {}, 302), invalid, /status 302/],
  ];

  it.each(answers)('%s', async (_name, answer, code, message) => {
    server.answer = answer(server.url);
    const keys = remote({ timeout: 300, maxBytes: 65_536 });
    const failing = expect.objectContaining({ code, message: expect.stringMatching(message) as string }) as Error;
    await expect(verify(keys)).rejects.toThrow(failing);
    // With an old set at hand nobody notices.
    server.answer = sending(setOf(first));
    pass(1500);
    expect(await verify(keys)).toBe('hello');
    server.answer = answer(server.url);
    pass(601_000);
    expect(await verify(keys)).toBe('hello');
    await expect(keys.refresh()).rejects.toThrow(failing);
    expect(await verify(keys)).toBe('hello');
  });

  it('is not repeated for each token while the old set serves', async () => {
    const keys = remote();
    await verify(keys);
    server.answer = sending('', {}, 503);
    pass(601_000);
    for (let i = 0; i < 20; i++) expect(await verify(keys)).toBe('hello');
    expect(server.requests).toHaveLength(2);
    pass(31_000);
    server.answer = sending(setOf(first));
    for (let i = 0; i < 20; i++) expect(await verify(keys)).toBe('hello');
    expect(server.requests).toHaveLength(3);
  });

  it('without a set is not repeated for each token either, and ends when the server is back', async () => {
    server.answer = sending('', {}, 503);
    const keys = remote();
    for (let i = 0; i < 20; i++) await expect(verify(keys)).rejects.toThrow(/status 503/);
    expect(server.requests).toHaveLength(1);
    server.answer = sending(setOf(first));
    pass(1100);
    expect(await verify(keys)).toBe('hello');
  });

  it('of an unknown key is the token’s, not the server’s', async () => {
    const keys = remote();
    await verify(keys);
    server.answer = sending('', {}, 503);
    await expect(verify(keys, unknown(1))).rejects.toThrow(noMatch);
    expect(await verify(keys)).toBe('hello');
  });

  it('follows redirects within the origin', async () => {
    server.answer = (request, response) => {
      if (request.url === '/jwks.json') sending('', { location: '/moved?x=1' }, 308)(request, response);
      else sending(setOf(first))(request, response);
    };
    expect(await verify(remote())).toBe('hello');
    expect(server.requests.map(({ url }) => url)).toEqual(['/jwks.json', '/moved?x=1']);
  });

  it('of a fetch function that heeds no signal, or throws, or gives nonsense', async () => {
    const never = async (): Promise<Response> => new Promise(() => undefined);
    await expect(verify(remote({ fetch: never, timeout: 50 }))).rejects.toMatchObject({ code: 'ERR_JWKS_TIMEOUT' });
    const own = new Error('proxy is down');
    const failing = async (): Promise<Response> => Promise.reject(own);
    await expect(verify(remote({ fetch: failing }))).rejects.toMatchObject({ code: invalid, cause: own });
    const throwing = (): never => {
      throw own;
    };
    await expect(verify(remote({ fetch: throwing }))).rejects.toMatchObject({ code: invalid, cause: own });
    await expect(verify(remote({ fetch: (async () => Promise.resolve(undefined)) as never }))).rejects.toMatchObject({
      code: invalid,
    });
  });
});

describe('abort', () => {
  it('ends the retrieval under way with its reason, and forbids more', async () => {
    server.answer = () => undefined;
    const controller = new AbortController();
    const keys = remote({ signal: controller.signal });
    const waiting = verify(keys);
    const reason = new Error('shutting down');
    setTimeout(() => {
      controller.abort(reason);
    }, 50);
    await expect(waiting).rejects.toBe(reason);
    await expect(keys.refresh()).rejects.toBe(reason);
    expect(server.requests).toHaveLength(1);
  });

  it('leaves the set at hand in use', async () => {
    const controller = new AbortController();
    const keys = remote({ signal: controller.signal, maxAge: 0 });
    await verify(keys);
    controller.abort();
    expect(await verify(keys)).toBe('hello');
    expect(server.requests).toHaveLength(1);
  });
});

describe('contents', () => {
  const rsa = jwk.importKey(testKeys.rsa, { kid: 'rsa' });
  const oct = jwk.importKey(testKeys.oct, { kid: 'oct' });

  it('that are private or secret are refused', async () => {
    const leaking = {
      keys: [rsa.toJWK({ private: true }), oct.toJWK({ private: true }), first.toJWK(), { kty: 'EC', k: 'AA' }],
    };
    server.answer = sending(leaking);
    const keys = remote();
    const set = await keys.refresh();
    expect(set.keys.map(({ kid }) => kid)).toEqual(['first']);
    expect(set.skipped.map(({ index, kid, code }) => ({ index, kid, code }))).toEqual([
      { index: 0, kid: 'rsa', code: 'ERR_JWK_INVALID' },
      { index: 1, kid: 'oct', code: 'ERR_JWK_INVALID' },
      { index: 3, kid: undefined, code: 'ERR_JWK_INVALID' },
    ]);
    const mac = syncJws.serializeCompact({ alg: 'HS256', kid: 'oct' }, 'x', oct);
    await expect(verify(keys, mac)).rejects.toThrow(noMatch);
    await expect(verify(keys, syncJws.serializeCompact({ alg: 'HS256' }, 'x', oct))).rejects.toThrow(noMatch);
    const rs = syncJws.serializeCompact({ alg: 'RS256', kid: 'rsa' }, 'x', rsa);
    await expect(verify(keys, rs)).rejects.toThrow(noMatch);
    expect(await verify(keys)).toBe('hello');
  });

  it('that are not understood are skipped', async () => {
    server.answer = sending({ keys: [{ kty: 'new', kid: 'odd' }, first.toJWK()], extra: { deep: [1] } });
    expect(await verify(remote())).toBe('hello');
  });

  it('are no key to make a token with', async () => {
    await expect(jws.serializeCompact({ alg: 'ES256', kid: 'first' }, 'x', remote())).rejects.toThrow(noMatch);
  });

  it('are named by kids that are only names', async () => {
    const keys = remote();
    for (const kid of ['__proto__', 'constructor', '']) {
      await expect(verify(keys, signed(first, { kid }))).rejects.toThrow(noMatch);
    }
  });
});

describe('export', () => {
  it('is what another process starts with', async () => {
    server.answer = sending(setOf(first), { etag: 'W/"7"', 'cache-control': 'max-age=120' });
    const keys = remote();
    expect(keys.export()).toBeUndefined();
    await verify(keys);
    const cache = JSON.parse(JSON.stringify(keys.export())) as NonNullable<ReturnType<typeof keys.export>>;
    expect(cache).toEqual({
      url: server.url,
      jwks: setOf(first),
      fetchedAt: expect.any(Number) as number,
      expiresAt: cache.fetchedAt + 120_000,
      etag: 'W/"7"',
    });
    const next = remote({ cache });
    expect(await verify(next)).toBe('hello');
    expect(server.requests).toHaveLength(1);
    pass(121_000);
    server.answer = (request, response) => {
      expect(request.headers['if-none-match']).toBe('W/"7"');
      sending('', {}, 304)(request, response);
    };
    expect(await verify(next)).toBe('hello');
    expect(server.requests).toHaveLength(2);
    expect(next.export()?.etag).toBe('W/"7"');
  });

  it('never lives longer than maxAge', async () => {
    const keys = remote();
    await verify(keys);
    const cache = { ...keys.export()!, expiresAt: Date.now() + 1e12 };
    const next = remote({ cache, maxAge: 1000 });
    pass(1500);
    await verify(next);
    expect(server.requests).toHaveLength(2);
  });

  it('that was tampered with is refused', async () => {
    const keys = remote();
    await verify(keys);
    const cache = keys.export()!;
    for (const change of [
      { url: 'https://other.example/' },
      { jwks: {} },
      { jwks: { keys: [1] } },
      { fetchedAt: 'x' },
      { expiresAt: NaN },
      { etag: 5 },
    ]) {
      expect(() => remote({ cache: { ...cache, ...change } as never })).toThrow(errors.InvalidJWKSError);
    }
    for (const jwksOfCache of [null, [], 'x'])
      expect(() => remote({ cache: { ...cache, jwks: jwksOfCache } as never })).toThrow(/JWK Set/);
    for (const odd of [null, 5, 'x']) expect(() => remote({ cache: odd as never })).toThrow(TypeError);
    const leaking = { ...cache, jwks: { keys: [testKeys.oct] } };
    expect(remote({ cache: leaking }).current?.keys).toEqual([]);
  });
});

describe('arguments', () => {
  it.each([
    '',
    'jwks.json',
    '/jwks.json',
    'http://example.com',
    'ftp://example.com/',
    'file:///etc/passwd',
    'data:application/json,{}',
    'https://user:pass@example.com/',
    undefined,
    null,
    5,
    {},
    ['https://example.com'],
  ])('%p is no URL for keys', (url) => {
    expect(() => new RemoteKeySet(url as never)).toThrow(TypeError);
  });

  it('http needs allowInsecure, and nothing else is allowed by it', () => {
    expect(new RemoteKeySet('http://127.0.0.1/', { allowInsecure: true }).current).toBeUndefined();
    expect(new RemoteKeySet(new URL('https://example.com/jwks')).current).toBeUndefined();
    expect(() => new RemoteKeySet('file:///x', { allowInsecure: true })).toThrow(/https/);
  });

  it.each<[string, unknown]>([
    ['timeout', 0],
    ['timeout', '5'],
    ['timeout', Infinity],
    ['timeout', 2 ** 31],
    ['cooldown', -1],
    ['maxAge', NaN],
    ['maxAge', 1.5],
    ['maxBytes', 0],
    ['maxBytes', null],
    ['headers', 'accept'],
    ['headers', null],
    ['headers', { 'bad header': 'x' }],
    ['fetch', 'fetch'],
    ['allowInsecure', 'yes'],
    ['signal', {}],
    ['unknown', 1],
  ])('%s: %p', (name, value) => {
    expect(() => new RemoteKeySet('https://example.com/', { [name]: value })).toThrow(TypeError);
  });

  it('a polluted prototype has no say', () => {
    const prototype = Object.prototype as { allowInsecure?: boolean };
    prototype.allowInsecure = true;
    try {
      expect(() => new RemoteKeySet('http://127.0.0.1/')).toThrow(/https/);
      expect(() => new RemoteKeySet('http://127.0.0.1/', {})).toThrow(/https/);
    } finally {
      delete prototype.allowInsecure;
    }
  });

  it('an imitation is no remote set', async () => {
    const imitation = Object.create(RemoteKeySet.prototype) as RemoteKeySet;
    await expect(verify(imitation)).rejects.toMatchObject({ code: 'ERR_JWK_INVALID' });
    expect(b64u(JSON.stringify(remote()))).toBe(b64u('{}'));
  });
});
