/** A key set behind HTTPS with a certificate of a private CA: refused as it is, taken with a fetch that trusts the CA. */

import { createServer, request as httpsRequest, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { readFileSync } from 'node:fs';
import { Readable } from 'node:stream';
import { generateKey, KeySet } from '../../lib/jwk';
import { jws as syncJws } from '../../lib';
import { jws, RemoteKeySet, type RemoteKeySetOptions } from '../../lib/promises';
import { describeWithOpenssl, Workshop } from '../support/openssl-command';

describeWithOpenssl('HTTPS', () => {
  const shop = new Workshop();
  const key = generateKey('EC', 'P-256', { kid: 'k' });
  const token = syncJws.serializeCompact({ alg: 'ES256', kid: 'k' }, 'hello', key);
  let certificate: Buffer;
  let server: Server;
  let url: string;

  beforeAll(async () => {
    const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1', '-days', '2'];
    const out = ['-keyout', shop.path('tls.key'), '-out', shop.path('tls.crt')];
    shop.run('req', '-x509', '-newkey', 'rsa:2048', '-nodes', ...subject, ...out);
    certificate = readFileSync(shop.path('tls.crt'));
    server = createServer({ key: readFileSync(shop.path('tls.key')), cert: certificate }, (request, response) => {
      if (request.url === '/moved') {
        response.writeHead(302, { location: url.replace('https:', 'http:') }).end();
        return;
      }
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end(JSON.stringify(new KeySet([key]).toJWKS()));
    });
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    url = `https://127.0.0.1:${(server.address() as AddressInfo).port}/jwks.json`;
  });

  afterAll(async () => {
    server.closeAllConnections();
    await new Promise((closed) => server.close(closed));
  });

  /** As the documentation suggests for a private CA: a fetch of the caller's own over node:https. */
  const trustingFetch = async (target: string, init: RequestInit): Promise<Response> =>
    new Promise((resolve, reject) => {
      const headers = Object.fromEntries(new Headers(init.headers));
      const options = { ca: certificate, headers, ...(init.signal ? { signal: init.signal } : {}) };
      const request = httpsRequest(target, options, (message) => {
        const body = Readable.toWeb(message) as ReadableStream<Uint8Array>;
        const { statusCode: status = 0, headers: received } = message;
        resolve(new Response(body, { status, headers: received as Record<string, string> }));
      });
      request.on('error', reject);
      request.end();
    });

  const verify = async (address: string, options: RemoteKeySetOptions = {}): Promise<string> =>
    (await jws.deserializeCompact(token, new RemoteKeySet(address, options))).payload.toString();

  it('whose certificate nobody vouches for is refused', async () => {
    await expect(verify(url)).rejects.toMatchObject({ code: 'ERR_JWKS_INVALID' });
    await expect(verify(url, { allowInsecure: true })).rejects.toMatchObject({ code: 'ERR_JWKS_INVALID' });
  });

  it('of a private CA is taken with a fetch that trusts it, without allowInsecure', async () => {
    expect(await verify(url, { fetch: trustingFetch })).toBe('hello');
  });

  it('that redirects to plain HTTP is refused', async () => {
    const moved = url.replace('jwks.json', 'moved');
    await expect(verify(moved, { fetch: trustingFetch })).rejects.toMatchObject({ code: 'ERR_JWKS_INVALID' });
  });
});
