/** A set behind a URL while somebody sets the clock (threats row 79): ages are told by the one that nobody sets. */

import { jwk, jws as syncJws } from '../../lib';
import { jws, RemoteKeySet, type RemoteKeySetOptions } from '../../lib/promises';
import { pass, restoreClocks, setWallClock } from '../support/clocks';

const key = jwk.generateKey('EC', 'P-256', { kid: 'a' });
const body = JSON.stringify(new jwk.KeySet([key]).toJWKS());
const tokenOf = (kid: string): string => syncJws.serializeCompact({ alg: 'ES256', kid }, 'hello', key);
const token = tokenOf('a');

const hour = 3_600_000;
const changes = [
  ['back', -12 * hour],
  ['forward', 12 * hour],
] as const;

let fetches = 0;
let isDown = false;
beforeEach(() => {
  fetches = 0;
  isDown = false;
});
afterEach(restoreClocks);

const answer = async (): Promise<Response> => {
  fetches++;
  // The time of the day in HTTP is the server's own, and says nothing of ages.
  const headers = { date: 'Thu, 01 Jan 1970 00:00:00 GMT', expires: 'Thu, 01 Jan 1970 00:00:00 GMT' };
  return Promise.resolve(isDown ? new Response('', { status: 503 }) : new Response(body, { headers }));
};
const remote = (options: RemoteKeySetOptions = {}): RemoteKeySet =>
  new RemoteKeySet('https://keys.example/', { fetch: answer, ...options });
const verify = async (keys: RemoteKeySet, text = token): Promise<string> =>
  (await jws.deserializeCompact(text, keys)).payload.toString();
const outcome = async (keys: RemoteKeySet, text: string): Promise<string> =>
  verify(keys, text).catch((error: unknown) => (error as { code: string }).code);

describe.each(changes)('row 79: the clock set %s 12 h', (_, by) => {
  it('ages the set no more and no less', async () => {
    const keys = remote({ maxAge: 60_000 });
    await verify(keys);
    setWallClock(by);
    pass(59_000);
    await verify(keys);
    expect(fetches).toBe(1);
    pass(2000);
    await verify(keys);
    expect(fetches).toBe(2);
  });

  it('leaves the cool-down after an unknown kid as long as it is', async () => {
    const keys = remote({ maxAge: hour });
    await verify(keys);
    expect(await outcome(keys, tokenOf('x'))).toBe('ERR_JWKS_NO_MATCHING_KEY');
    expect(fetches).toBe(2);
    setWallClock(by);
    pass(29_000);
    expect(await outcome(keys, tokenOf('y'))).toBe('ERR_JWKS_NO_MATCHING_KEY');
    expect(fetches).toBe(2);
    pass(2000);
    expect(await outcome(keys, tokenOf('z'))).toBe('ERR_JWKS_NO_MATCHING_KEY');
    expect(fetches).toBe(3);
  });

  it('leaves the pause after a failure as long as it is, without a set and with an old one', async () => {
    isDown = true;
    const keys = remote({ maxAge: 60_000 });
    expect(await outcome(keys, token)).toBe('ERR_JWKS_INVALID');
    setWallClock(by);
    pass(500);
    expect(await outcome(keys, token)).toBe('ERR_JWKS_INVALID');
    expect(fetches).toBe(1);
    isDown = false;
    pass(600);
    expect(await outcome(keys, token)).toBe('hello');
    expect(fetches).toBe(2);
    isDown = true;
    pass(61_000);
    expect(await outcome(keys, token)).toBe('hello');
    expect(fetches).toBe(3);
    setWallClock(by);
    pass(29_000);
    expect(await outcome(keys, token)).toBe('hello');
    expect(fetches).toBe(3);
    pass(2000);
    expect(await outcome(keys, token)).toBe('hello');
    expect(fetches).toBe(4);
  });

  it('exports times of the day as it is now', async () => {
    const keys = remote({ maxAge: 60_000 });
    await verify(keys);
    setWallClock(by);
    pass(10_000);
    const { fetchedAt, expiresAt } = keys.export()!;
    expect(Math.abs(fetchedAt - (Date.now() - 10_000))).toBeLessThan(5000);
    expect(expiresAt).toBe(fetchedAt + 60_000);
  });

  it('ages a preloaded set by what is left of its life, and by no more than maxAge', async () => {
    const first = remote({ maxAge: 60_000 });
    await verify(first);
    pass(20_000);
    const cache = first.export()!;
    const next = remote({ maxAge: 60_000, cache });
    setWallClock(by);
    pass(38_000);
    await verify(next);
    expect(fetches).toBe(1);
    pass(3000);
    await verify(next);
    expect(fetches).toBe(2);
    // The clock was changed between the two processes.
    const later = remote({ maxAge: 60_000, cache });
    pass(61_000);
    await verify(later);
    expect(fetches).toBe(3);
  });
});
