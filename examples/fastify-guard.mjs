// A Fastify hook that asks each request for a JWT. `node examples/fastify-guard.mjs`, after a build, serves one route and
// prints a request for it.

import fastify from 'fastify';
import { jwk, jwt, KeySet } from 'jose-openssl';
import { bearer } from './bearer.mjs';

/** An onRequest hook: before the body is read. The claims of the token are in `request.auth` afterwards. */
export function guard(verify, options) {
  const check = bearer(verify, options);
  // What it throws Fastify hands to its error handler.
  return async (request, reply) => {
    const { claims, status, challenge } = await check(request.headers.authorization);
    if (claims === undefined) return reply.code(status).header('WWW-Authenticate', challenge).send();
    request.auth = claims;
    return undefined;
  };
}

/** An application with one route for all, and one for those with the scope `orders`. */
export function createApp(verify) {
  const app = fastify();
  app.decorateRequest('auth', null);
  app.get('/', async () => 'Hello');
  const onRequest = guard(verify, { realm: 'shop', scope: 'orders' });
  app.get('/orders', { onRequest }, async (request) => ({ ordersOf: request.auth.sub }));
  return app;
}

if (process.argv[1]?.endsWith('fastify-guard.mjs')) {
  const key = jwk.generateKey('EC', 'P-256', { alg: 'ES256', use: 'sig', autoKid: true });
  // With the set of an identity provider: `createVerifier` of 'jose-openssl/promises' and a RemoteKeySet.
  const keys = new KeySet([key.publicKey()]);
  const audience = 'https://shop.example';
  const verify = jwt.createVerifier(keys, { algorithms: ['ES256'], audience, required: ['exp', 'sub'] });
  const address = await createApp(verify).listen({ port: 0, host: '127.0.0.1' });
  const token = jwt.encode({ alg: 'ES256', kid: key.kid }, { sub: 'alice', scope: 'orders' }, key, {
    audience,
    expiresIn: '15m',
  });
  console.log(`curl -i -H 'Authorization: Bearer ${token}' ${address}/orders`);
}
