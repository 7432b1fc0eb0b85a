// An Express middleware that asks each request for a JWT. `node examples/express-guard.mjs`, after a build, serves one
// route and prints a request for it.

import express from 'express';
import { jwk, jwt, KeySet } from 'jose-openssl';
import { bearer } from './bearer.mjs';

/** The claims of the token are in `request.auth` afterwards. */
export function guard(verify, options) {
  const check = bearer(verify, options);
  // What it throws Express hands to its error handler.
  return async (request, response, next) => {
    const { claims, status, challenge } = await check(request.headers.authorization);
    if (claims === undefined) {
      response.status(status).set('WWW-Authenticate', challenge).end();
      return;
    }
    request.auth = claims;
    next();
  };
}

/** An application with one route for all, and one for those with the scope `orders`. */
export function createApp(verify) {
  const app = express();
  app.get('/', (request, response) => void response.send('Hello'));
  app.get('/orders', guard(verify, { realm: 'shop', scope: 'orders' }), (request, response) => {
    response.json({ ordersOf: request.auth.sub });
  });
  return app;
}

if (process.argv[1]?.endsWith('express-guard.mjs')) {
  const key = jwk.generateKey('EC', 'P-256', { alg: 'ES256', use: 'sig', autoKid: true });
  // With the set of an identity provider: `createVerifier` of 'jose-openssl/promises' and a RemoteKeySet.
  const keys = new KeySet([key.publicKey()]);
  const audience = 'https://shop.example';
  const verify = jwt.createVerifier(keys, { algorithms: ['ES256'], audience, required: ['exp', 'sub'] });
  const server = createApp(verify).listen(0, '127.0.0.1', () => {
    const token = jwt.encode({ alg: 'ES256', kid: key.kid }, { sub: 'alice', scope: 'orders' }, key, {
      audience,
      expiresIn: '15m',
    });
    console.log(`curl -i -H 'Authorization: Bearer ${token}' http://127.0.0.1:${server.address().port}/orders`);
  });
}
