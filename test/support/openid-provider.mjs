// An OpenID provider on the loopback: oidc-provider from npm, with keys that are changed on request. Run with fork():
// it sends { url }, and answers 'rotate' (new keys sign, the old ones stay published) and 'retire' (the old ones go)
// with { keys }, the kids that are published from then on, and 'count' with { fetches } of the key set.

import { generateKeyPairSync } from 'node:crypto';
import { createServer } from 'node:http';
import { Provider } from 'oidc-provider';

const algorithms = {
  RS256: () => generateKeyPairSync('rsa', { modulusLength: 2048 }),
  PS256: () => generateKeyPairSync('rsa', { modulusLength: 2048 }),
  ES256: () => generateKeyPairSync('ec', { namedCurve: 'P-256' }),
  ES384: () => generateKeyPairSync('ec', { namedCurve: 'P-384' }),
  EdDSA: () => generateKeyPairSync('ed25519'),
};

let generation = 0;
function newKeys() {
  generation++;
  return Object.entries(algorithms).map(([alg, make]) => ({
    ...make().privateKey.export({ format: 'jwk' }),
    ...{ kid: `${alg}-${generation}`, alg, use: 'sig' },
  }));
}

const clients = Object.keys(algorithms).map((alg) => ({
  client_id: alg,
  client_secret: 'secret of the client',
  grant_types: ['authorization_code', 'client_credentials'],
  response_types: ['code'],
  redirect_uris: ['https://client.example/callback'],
  id_token_signed_response_alg: alg,
}));

function provider(issuer, keys) {
  const instance = new Provider(issuer, {
    clients,
    jwks: { keys },
    cookies: { keys: ['secret of the cookies'] },
    enabledJWA: { idTokenSigningAlgValues: Object.keys(algorithms) },
    features: {
      clientCredentials: { enabled: true },
      devInteractions: { enabled: true },
      resourceIndicators: {
        enabled: true,
        getResourceServerInfo: (_context, resource) => ({
          scope: 'read',
          accessTokenFormat: 'jwt',
          jwt: { sign: { alg: new URL(resource).pathname.slice(1) } },
        }),
      },
    },
  });
  return instance.callback();
}

let keys = newKeys();
let handler;
let fetches = 0;
const server = createServer((request, response) => {
  if (request.url === '/jwks') fetches++;
  handler(request, response);
});

server.listen(0, '127.0.0.1', () => {
  const url = `http://127.0.0.1:${server.address().port}`;
  const publish = (published) => {
    keys = published;
    handler = provider(url, keys);
    return { keys: keys.map(({ kid }) => kid) };
  };
  const requests = {
    rotate: () => publish([...newKeys(), ...keys]),
    retire: () => publish(keys.filter(({ kid }) => kid.endsWith(`-${generation}`))),
    count: () => ({ fetches }),
  };
  publish(keys);
  process.on('message', (request) => process.send(requests[request]()));
  process.send({ url });
});
