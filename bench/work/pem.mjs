// The same PEM text given at each call, as programs do that hold their key in a variable of the environment.

import { createRequire } from 'node:module';
import * as jose from 'jose';
import { jwt } from 'jose-openssl';
import { claims, expected, workOf } from './claims.mjs';
import { pem } from './peers.mjs';
import { both } from './tokens.mjs';
import { nodeRs } from './node-rs.mjs';

const require = createRequire(import.meta.url);
const jsonwebtoken = require('jsonwebtoken');

const texts = ({ privateKey, publicKey }) => [pem(privateKey, 'pkcs8'), pem(publicKey, 'spki')];

function own(row) {
  const [signer, verifier] = texts(row);
  const header = { alg: row.alg };
  const options = { algorithms: [row.alg] };
  return {
    sign: () => jwt.encode(header, claims, signer, options),
    verify: (token) => jwt.decode(token, verifier, { ...options, ...expected }).claims,
  };
}

function jsonwebtokenPeer(row) {
  const [signer, verifier] = texts(row);
  return {
    sign: () => jsonwebtoken.sign(claims, signer, { algorithm: row.alg }),
    verify: (token) => jsonwebtoken.verify(token, verifier, { algorithms: [row.alg], ...expected }),
  };
}

function nodeRsPeer(row) {
  const [signer, verifier] = texts(row);
  const algorithm = row.alg;
  const validation = { algorithms: [algorithm], iss: [expected.issuer], aud: [expected.audience] };
  return {
    sign: () => nodeRs.signSync(claims, signer, { algorithm }),
    verify: (token) => nodeRs.verifySync(token, verifier, validation),
  };
}

function josePeer(row) {
  const [signer, verifier] = texts(row);
  const { alg } = row;
  const options = { algorithms: [alg], ...expected };
  return {
    sign: async () =>
      new jose.SignJWT(claims).setProtectedHeader({ alg, typ: 'JWT' }).sign(await jose.importPKCS8(signer, alg)),
    verify: async (token) => (await jose.jwtVerify(token, await jose.importSPKI(verifier, alg), options)).payload,
  };
}

const libraries = [
  { name: 'jose-openssl', own: true, make: own },
  { name: 'jsonwebtoken', make: jsonwebtokenPeer },
  { name: 'jose', make: josePeer },
  ...(nodeRs === undefined ? [] : [{ name: '@node-rs/jsonwebtoken', make: nodeRsPeer }]),
];

export const pemTexts = ['RS256', 'ES256'].flatMap((alg) =>
  both('The same PEM text at each call', `${alg} PEM`, ['sign', 'verify'], libraries, () => workOf(alg)),
);
