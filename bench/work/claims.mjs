// The work that every library is given: three kinds of tokens, one key for each algorithm, `alg` in the header.

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

/** What every verifier expects of every token, beside that it is not expired. */
export const expected = { issuer: claims.iss, audience: claims.aud };

/** How many users' tokens are made and read in turn: an issuer's tokens are alike, but no two are the same. */
export const users = 64;

/** What differs from user to user in every kind of token. */
const own = (user) => ({
  sub: `user-${1234567890 + 7919 * user}`,
  exp: claims.exp + user,
  iat: claims.iat + user,
  jti: crypto.randomUUID(),
});

const tenClaims = (user) => ({ ...claims, ...own(user), nbf: claims.nbf + user });

/** An access token as RFC 9068 describes it, and as identity providers issue it. */
const accessToken = (user) => ({
  iss: claims.iss,
  aud: [claims.aud, 'https://files.example.com'],
  ...own(user),
  auth_time: claims.iat,
  client_id: 's6BhdRkqt3',
  scope: 'openid profile email',
  roles: ['editor', 'reviewer', 'billing'],
  groups: ['staff'],
  email: `user${user}@example.com`,
  email_verified: user % 4 !== 0,
});

/** Members that a token may have; which of them it has, and in which order, differs from user to user. */
const optional = [
  ['name', 'Jane Doe'],
  ['admin', true],
  ['scope', 'read write delete'],
  ['nbf', claims.nbf],
  ['roles', ['editor', 'reviewer']],
  ['email', 'jane.doe@example.com'],
  ['email_verified', false],
  ['locale', null],
  ['address', { country: 'NL', locality: 'Delft' }],
  ['level', 2.5],
];

function varied(user) {
  // An odd multiplier, so that the users' bits are all different.
  const bits = (user * 421 + 173) % 1024;
  const turned = optional.map((_, index) => optional[(index + user) % optional.length]);
  const members = turned.filter(([name]) => (bits >> optional.findIndex(([each]) => each === name)) & 1);
  const audience = user % 3 === 0 ? [claims.aud] : claims.aud;
  return { ...Object.fromEntries(members), ...own(user), iss: claims.iss, aud: audience };
}

/** The claims of the users, one after the other. */
function inTurn(make) {
  const sets = Array.from({ length: users }, (_, user) => make(user));
  let turn = 0;
  return () => sets[turn++ % users];
}

/** The kinds of tokens, by the section of the report. */
export const kinds = {
  'Tokens of ten claims': inTurn(tenClaims),
  'Access tokens of an identity provider': inTurn(accessToken),
  'Tokens whose members vary': inTurn(varied),
};

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
