// The work that every library is given: ten claims, one key per algorithm, tokens with `alg` in the header.

import crypto from 'node:crypto';

export const claims = {
  iss: 'https://issuer.example.com',
  sub: 'user-1234567890',
  aud: 'https://api.example.com',
  exp: 4102444800,
  nbf: 1700000000,
  iat: 1700000000,
  jti: '0f8fad5b-d9cb-469f-a165-70867728950e',
  name: 'Jane Doe',
  admin: true,
  scope: 'read write delete',
};

/** How many users' tokens are made and read in turn: an issuer's tokens are alike, but no two are the same. */
export const users = 64;

const claimSets = Array.from({ length: users }, (_, user) => ({
  ...claims,
  sub: `user-${1234567890 + 7919 * user}`,
  exp: claims.exp + user,
  nbf: claims.nbf + user,
  iat: claims.iat + user,
  jti: crypto.randomUUID(),
}));
let turn = 0;

/** The claims of the next user. */
export const nextClaims = () => claimSets[turn++ % users];

const ec = (namedCurve) => () => crypto.generateKeyPairSync('ec', { namedCurve });
const rsa = () => crypto.generateKeyPairSync('rsa', { modulusLength: 2048 });

// What node:crypto needs to do the same in one call.
const pss = {
  padding: crypto.constants.RSA_PKCS1_PSS_PADDING,
  saltLength: crypto.constants.RSA_PSS_SALTLEN_DIGEST,
};
const rows = {
  HS256: { hash: 'sha256', make: () => ({ secret: crypto.randomBytes(32) }) },
  HS384: { hash: 'sha384', make: () => ({ secret: crypto.randomBytes(48) }) },
  HS512: { hash: 'sha512', make: () => ({ secret: crypto.randomBytes(64) }) },
  RS256: { hash: 'sha256', make: rsa },
  RS384: { hash: 'sha384', make: rsa },
  RS512: { hash: 'sha512', make: rsa },
  PS256: { hash: 'sha256', make: rsa, options: pss },
  PS384: { hash: 'sha384', make: rsa, options: pss },
  PS512: { hash: 'sha512', make: rsa, options: pss },
  ES256: { hash: 'sha256', make: ec('P-256'), options: { dsaEncoding: 'ieee-p1363' } },
  ES384: { hash: 'sha384', make: ec('P-384'), options: { dsaEncoding: 'ieee-p1363' } },
  ES512: { hash: 'sha512', make: ec('P-521'), options: { dsaEncoding: 'ieee-p1363' } },
  ES256K: { hash: 'sha256', make: ec('secp256k1'), options: { dsaEncoding: 'ieee-p1363' } },
  Ed25519: { hash: null, make: () => crypto.generateKeyPairSync('ed25519') },
  Ed448: { hash: null, make: () => crypto.generateKeyPairSync('ed448') },
};

/** The algorithms that are measured. */
export const algorithms = Object.keys(rows);

const made = new Map();

/** The work of one algorithm: its keys are made once. */
export function workOf(alg) {
  const { hash, make, options = {} } = rows[alg];
  if (!made.has(alg)) made.set(alg, { alg, hash, options, ...make() });
  return made.get(alg);
}
