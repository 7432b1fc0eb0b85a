/** Tokens of an OpenID provider from npm, verified through its discovery document, while its keys are rotated. */

import { fork, type ChildProcess } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { jws, RemoteKeySet } from '../../lib/promises';
import type { Json } from '../support/vectors';

const algorithms = ['RS256', 'PS256', 'ES256', 'ES384', 'EdDSA'];

interface Discovery {
  readonly issuer: string;
  readonly jwks_uri: string;
  readonly authorization_endpoint: string;
  readonly token_endpoint: string;
}

let provider: ChildProcess;
let discovery: Discovery;

/** What the provider says next. */
async function reply(): Promise<Json> {
  const [message] = (await once(provider, 'message')) as [Json];
  return message;
}

async function ask(request: 'rotate' | 'retire' | 'count'): Promise<Json> {
  const answer = reply();
  provider.send(request);
  return answer;
}

beforeAll(async () => {
  // Its warnings about development settings are of no interest here.
  provider = fork(resolve(__dirname, '..', 'support', 'openid-provider.mjs'), { stdio: ['ignore', 'ignore', 'ignore', 'ipc'] }); // prettier-ignore
  const { url } = await reply();
  const response = await fetch(`${String(url)}/.well-known/openid-configuration`);
  discovery = (await response.json()) as Discovery;
}, 30_000);

afterAll(() => {
  provider.kill();
});

async function tokenOf(alg: string, member: string, body: Record<string, string>): Promise<string> {
  const authorization = `Basic ${Buffer.from(`${alg}:${encodeURIComponent('secret of the client')}`).toString('base64')}`;
  const response = await fetch(discovery.token_endpoint, {
    method: 'POST',
    headers: { authorization },
    body: new URLSearchParams(body),
  });
  const answer = (await response.json()) as Json;
  expect(answer).toHaveProperty(member);
  return String(answer[member]);
}

/** An access token in the form of RFC 9068, for a machine. */
async function accessToken(alg: string): Promise<string> {
  const resource = `https://api.example/${alg}`;
  return tokenOf(alg, 'access_token', { grant_type: 'client_credentials', scope: 'read', resource });
}

/** An ID token for a person, who logs in and consents on the provider's pages. */
async function idToken(alg: string): Promise<string> {
  const verifier = randomBytes(32).toString('base64url');
  const redirectUri = 'https://client.example/callback';
  const cookies = new Map<string, string>();
  const visit = async (url: URL, form?: Record<string, string>): Promise<Response> => {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const post = form === undefined ? {} : { method: 'POST', body: new URLSearchParams(form) };
    const response = await fetch(url, { headers: { cookie }, redirect: 'manual', ...post });
    for (const line of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      cookies.set(name, value);
    }
    return response;
  };
  let url = new URL(discovery.authorization_endpoint);
  const challenge = createHash('sha256').update(verifier).digest('base64url');
  const request = { client_id: alg, response_type: 'code', scope: 'openid', redirect_uri: redirectUri, nonce: 'n' };
  const pkce = { code_challenge: challenge, code_challenge_method: 'S256' };
  for (const [name, value] of Object.entries({ ...request, ...pkce })) url.searchParams.set(name, value);
  for (let step = 0; step < 10 && !url.href.startsWith(redirectUri); step++) {
    let response = await visit(url);
    if (response.status === 200) {
      const [, prompt = ''] = /name="prompt" value="(\w+)"/.exec(await response.text()) ?? [];
      response = await visit(url, { prompt, login: 'alice', password: 'any' });
    }
    url = new URL(response.headers.get('location') ?? '', url);
  }
  const code = url.searchParams.get('code') ?? '';
  const grant = { grant_type: 'authorization_code', code, redirect_uri: redirectUri, code_verifier: verifier };
  return tokenOf(alg, 'id_token', grant);
}

it('none of its tokens is refused, before, during and after a rotation of its keys', async () => {
  const keys = new RemoteKeySet(discovery.jwks_uri, { allowInsecure: true });
  const verify = async (token: string, generation: number): Promise<void> => {
    const { protected: header, payload } = await jws.deserializeCompact(token, keys, { algorithms });
    expect(header).toMatchObject({ kid: `${header.alg}-${generation}` });
    expect(JSON.parse(payload.toString())).toMatchObject({ iss: discovery.issuer });
  };
  const issue = async (): Promise<string[]> =>
    Promise.all(algorithms.flatMap((alg) => [accessToken(alg), idToken(alg), accessToken(alg)]));
  const verifyAll = async (tokens: readonly string[], generation: number): Promise<void> => {
    await Promise.all(tokens.map(async (token) => verify(token, generation)));
  };

  const before = await issue();
  expect(new Set(before).size).toBe(15);
  await verifyAll(before, 1);
  expect(await ask('count')).toEqual({ fetches: 1 });

  await ask('rotate');
  const after = await issue();
  // Tokens of both keys arrive together: the new kids cost one request between them.
  await Promise.all([verifyAll(before, 1), verifyAll(after, 2)]);
  expect(await ask('count')).toEqual({ fetches: 2 });

  expect(await ask('retire')).toEqual({ keys: algorithms.map((alg) => `${alg}-2`) });
  await verifyAll(await issue(), 2);
  await verifyAll(after, 2);
  const fresh = new RemoteKeySet(discovery.jwks_uri, { allowInsecure: true });
  const [token = ''] = after;
  expect((await jws.deserializeCompact(token, fresh, { algorithms })).key.kid).toMatch(/-2$/);
  await expect(jws.deserializeCompact(before[0] ?? '', fresh, { algorithms })).rejects.toMatchObject({
    code: 'ERR_JWKS_NO_MATCHING_KEY',
  });
}, 60_000);
