// Tokens whose base64url is padded, such as those that the load balancers of AWS put into x-amzn-oidc-data. RFC 7515
// section 2 forbids the padding, and the strict reader refuses them. To take the padding off is no help: the signature
// covers it. So the signature is verified here over the text as it came, and the claims are checked by jwt.validate.
// Run it with `node examples/padded-tokens.mjs` after a build.

import assert from 'node:assert/strict';
import crypto from 'node:crypto';
import { jwt } from 'jose-openssl';

/** Verifies such a token. The algorithm and the signer are the caller's to name, never the token's. */
export function decodePadded(token, publicKey, { signer, ...expectations }) {
  const parts = token.split('.');
  if (parts.length !== 3) throw new Error('expected a token of three parts');
  const [header, payload, signature] = parts.map((part) => Buffer.from(part, 'base64url'));
  const key = { key: publicKey, dsaEncoding: 'ieee-p1363' };
  const signed = Buffer.from(`${parts[0]}.${parts[1]}`);
  if (!crypto.verify('sha256', signed, key, signature)) throw new Error('the signature does not verify');
  const { alg, signer: found, exp } = JSON.parse(header.toString());
  if (alg !== 'ES256' || found !== signer) throw new Error('expected ES256 and the load balancer as its signer');
  const claims = JSON.parse(payload.toString());
  // These tokens have "exp" in the header.
  jwt.validate({ ...claims, exp: claims.exp ?? exp }, { required: ['exp'], ...expectations });
  return claims;
}

// A load balancer, as far as this example needs one.
const { privateKey, publicKey } = crypto.generateKeyPairSync('ec', { namedCurve: 'P-256' });
const signer = 'arn:aws:elasticloadbalancing:region:account:loadbalancer/app/name/id';
const padded = (value) => Buffer.from(value).toString('base64').replaceAll('+', '-').replaceAll('/', '_');
function issue(header, claims) {
  const signed = `${padded(JSON.stringify(header))}.${padded(JSON.stringify(claims))}`;
  const signature = crypto.sign('sha256', Buffer.from(signed), { key: privateKey, dsaEncoding: 'ieee-p1363' });
  return `${signed}.${padded(signature)}`;
}

const exp = Math.floor(Date.now() / 1000) + 120;
const token = issue({ alg: 'ES256', signer, exp }, { sub: 'alice', iss: 'https://idp.example' });
assert.throws(() => jwt.decode(token, publicKey), { code: 'ERR_JWS_INVALID' });
assert.equal(decodePadded(token, publicKey, { signer, issuer: 'https://idp.example' }).sub, 'alice');
assert.throws(() => decodePadded(token, publicKey, { signer, now: exp }), { code: 'ERR_JWT_EXPIRED' });
assert.throws(() => decodePadded(token, publicKey, { signer: 'arn:other' }), /signer/);
const [head, , tail] = token.split('.');
const forged = `${head}.${padded(JSON.stringify({ sub: 'mallory' }))}.${tail}`;
assert.throws(() => decodePadded(forged, publicKey, { signer }), /signature/);
