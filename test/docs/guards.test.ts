/** The guards in examples/, asked over HTTP. */

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { jwk, jwt, KeySet, type Key } from '../../lib';
import * as promises from '../../lib/promises';
import { runExample } from '../support/example';
import { b64u, hs256, withPart } from '../support/forge';

type Verify = (token: string) => unknown;

interface FastifyFace {
  listen(options: { port: number; host: string }): Promise<string>;
  close(): Promise<void>;
}

interface Served {
  readonly address: string;
  readonly close: () => Promise<void>;
}

interface Framework {
  readonly name: string;
  readonly file: string;
  readonly serve: (verify: Verify) => Promise<Served>;
}

async function serveExpress(verify: Verify): Promise<Served> {
  const { createApp } = await runExample<{ createApp(verify: Verify): { listen(port: number, host: string): Server } }>(
    'express-guard.mjs',
  );
  const server = createApp(verify).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const close = async (): Promise<void> => {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  };
  return { address: `http://127.0.0.1:${port}`, close };
}

async function serveFastify(verify: Verify): Promise<Served> {
  const { createApp } = await runExample<{ createApp(verify: Verify): FastifyFace }>('fastify-guard.mjs');
  const app = createApp(verify);
  return { address: await app.listen({ port: 0, host: '127.0.0.1' }), close: () => app.close() };
}

const frameworks: readonly Framework[] = [
  { name: 'Express', file: 'express-guard.mjs', serve: serveExpress },
  { name: 'Fastify', file: 'fastify-guard.mjs', serve: serveFastify },
];

const key = jwk.generateKey('EC', 'P-256', { alg: 'ES256', use: 'sig', kid: 'old' });
const nextKey = jwk.generateKey('EC', 'P-256', { alg: 'ES256', use: 'sig', kid: 'new' });
const stranger = jwk.generateKey('EC', 'P-256', { alg: 'ES256', use: 'sig', kid: 'old' });
const audience = 'https://shop.example';
const expectations = { algorithms: ['ES256'], audience, required: ['exp', 'sub'] };

function issue(claims: object = {}, by: Key = key): string {
  const given = { sub: 'alice', scope: 'profile orders', aud: audience, exp: Date.now() / 1000 + 60, ...claims };
  return jwt.encode({ alg: 'ES256', kid: by.kid ?? '' }, given, by);
}

/** What is sent as Authorization, and the answer: its status, and what WWW-Authenticate says beside the realm. */
type Case = [name: string, authorization: () => string | undefined, status: number, parameters: string | null];

const invalidToken = 'error="invalid_token"';

const cases: Case[] = [
  ['a good token', () => `Bearer ${issue()}`, 200, null],
  ['the scheme in lower case', () => `bearer  ${issue()}`, 200, null],
  ['nothing', () => undefined, 401, ''],
  ['another scheme', () => 'Basic YWxpY2U6cGFzc3dvcmQ=', 401, ''],
  ['a scheme that begins alike', () => `Bearers ${issue()}`, 401, ''],
  ['no token', () => 'Bearer', 400, 'error="invalid_request"'],
  ['two tokens', () => `Bearer ${issue()} ${issue()}`, 400, 'error="invalid_request"'],
  ['two tokens in a list', () => `Bearer ${issue()}, Bearer ${issue()}`, 400, 'error="invalid_request"'],
  ['what is no token', () => 'Bearer abc', 401, invalidToken],
  ['an expired token', () => `Bearer ${issue({ exp: Math.floor(Date.now() / 1000) })}`, 401, `${invalidToken}, error_description="The access token expired"`], // prettier-ignore
  ['a token for later', () => `Bearer ${issue({ nbf: Date.now() / 1000 + 60 })}`, 401, invalidToken],
  ['a token without exp', () => `Bearer ${issue({ exp: undefined })}`, 401, invalidToken],
  ['a token for others', () => `Bearer ${issue({ aud: 'https://bank.example' })}`, 401, invalidToken],
  ['a token by another key', () => `Bearer ${issue({}, stranger)}`, 401, invalidToken],
  ['a token by an unknown key', () => `Bearer ${issue({}, nextKey)}`, 401, invalidToken],
  ['a changed token', () => `Bearer ${withPart(issue(), 1, () => b64u({ sub: 'mallory', scope: 'orders' }))}`, 401, invalidToken], // prettier-ignore
  ['a padded token', () => `Bearer ${issue()}=`, 401, invalidToken],
  ['alg none', () => `Bearer ${b64u({ alg: 'none' })}.${issue().split('.')[1] ?? ''}.`, 401, invalidToken],
  ['a MAC with the public key', () => `Bearer ${hs256({ alg: 'HS256', kid: 'old' }, '{}', key.publicKey().toPEM())}`, 401, invalidToken], // prettier-ignore
  ['a token without the scope', () => `Bearer ${issue({ scope: 'profile orders2' })}`, 403, 'error="insufficient_scope", scope="orders"'], // prettier-ignore
  ['a token whose scope is no text', () => `Bearer ${issue({ scope: ['orders'] })}`, 403, 'error="insufficient_scope", scope="orders"'], // prettier-ignore
];

interface Answer {
  readonly status: number;
  readonly challenge: string | null;
  readonly body: string;
}

async function get(url: string, authorization?: string): Promise<Answer> {
  const headers = authorization === undefined ? {} : { authorization };
  const response = await fetch(url, { headers });
  return {
    status: response.status,
    challenge: response.headers.get('www-authenticate'),
    body: await response.text(),
  };
}

describe.each(frameworks)('$name', ({ file, serve }) => {
  let keys = new KeySet([]);
  let served: Served | undefined;
  const ask = (authorization?: string, path = '/orders'): Promise<Answer> =>
    get(`${served?.address ?? ''}${path}`, authorization);

  afterEach(async () => {
    await served?.close();
    served = undefined;
  });

  describe.each([
    ['jose-openssl', () => jwt.createVerifier(() => keys, expectations)],
    ['jose-openssl/promises', () => promises.jwt.createVerifier(async () => keys, expectations)],
    ['jose-openssl with its cache', () => jwt.createVerifier(() => keys, { ...expectations, cache: {} })],
  ])('%s', (_, createVerifier) => {
    beforeEach(async () => {
      keys = KeySet.importKeySet(new KeySet([key]).toJWKS());
      served = await serve(createVerifier());
    });

    test.each(cases)('%s', async (__, authorization, status, parameters) => {
      const answer = await ask(authorization());
      const challenge = ['Bearer realm="shop"', parameters].filter((part) => part !== '').join(', ');
      expect(answer).toEqual({
        status,
        challenge: parameters === null ? null : challenge,
        body: status === 200 ? '{"ordersOf":"alice"}' : '',
      });
    });

    test('a route without a guard', async () => {
      expect(await ask(undefined, '/')).toEqual({ status: 200, challenge: null, body: 'Hello' });
    });

    test('keys change: both for a while, then the new one alone', async () => {
      const [old, young] = [`Bearer ${issue()}`, `Bearer ${issue({}, nextKey)}`];
      const statuses = async (): Promise<number[]> => [(await ask(old)).status, (await ask(young)).status];
      expect(await statuses()).toEqual([200, 401]);
      keys = KeySet.importKeySet(new KeySet([key, nextKey]).toJWKS());
      expect(await statuses()).toEqual([200, 200]);
      keys = KeySet.importKeySet(new KeySet([nextKey]).toJWKS());
      // A token of before, which the cache still knows; createVerifier says so.
      const forgotten = [`Bearer ${issue({ jti: 'new' })}`, `Bearer ${issue({}, nextKey)}`];
      expect([(await ask(forgotten[0])).status, (await ask(forgotten[1])).status]).toEqual([401, 200]);
    });
  });

  test('a fault of the server is not the fault of the token', async () => {
    const log = jest.spyOn(console, 'error').mockImplementation(() => undefined);
    served = await serve(() => {
      throw new Error('the database of keys is not there');
    });
    const { status, challenge } = await ask(`Bearer ${issue()}`);
    expect([status, challenge]).toEqual([500, null]);
    log.mockRestore();
  });

  test('by itself: what it prints works', async () => {
    const child = spawn(process.execPath, [join(resolve(__dirname, '..', '..'), 'examples', file)]);
    try {
      const [line] = (await once(createInterface({ input: child.stdout }), 'line')) as [string];
      const [, authorization = '', url = ''] = /^curl -i -H 'Authorization: (.*)' (.*)$/.exec(line) ?? [];
      expect(await get(url, authorization)).toEqual({ status: 200, challenge: null, body: '{"ordersOf":"alice"}' });
    } finally {
      child.kill();
    }
  });
});
