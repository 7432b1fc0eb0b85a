// Whether the libraries do the same work: each must read a good token, and refuse what it is said to check.

import { claims, workOf } from './claims.mjs';
import { peers } from './peers.mjs';

const wrongClaims = {
  'of another issuer': { iss: 'https://other.example.com' },
  'for another audience': { aud: ['https://other.example.com'] },
  'that is expired': { nbf: 1500000000, iat: 1500000000, exp: 1600000000 },
};

/** Tokens by HS256, made by hand: whether they are to be accepted, and what they are. */
async function tokensOf(row) {
  const byHand = peers.find(({ name }) => name === 'node:crypto').make;
  const sign = (more, changes = {}) =>
    byHand({ ...row, ...more, nextClaims: () => ({ ...claims, ...changes }) }).sign();
  const good = sign();
  const flipped = good.at(-5) === 'A' ? 'B' : 'A';
  return [
    [true, 'as it should be', good],
    [false, 'with a wrong signature', `${good.slice(0, -5)}${flipped}${good.slice(-4)}`],
    [false, 'by another algorithm', sign({ alg: 'HS384', hash: 'sha384' })],
    ...Object.entries(wrongClaims).map(([what, changes]) => [false, what, sign({}, changes)]),
  ];
}

/** Throws when a library accepts what it must refuse, or refuses a good token: the comparison would not be fair. */
export async function requireSameChecks() {
  const row = workOf('HS256');
  const tokens = await tokensOf(row);
  for (const { name, make } of peers) {
    const { verify } = await make({ ...row, nextClaims: () => claims });
    for (const [isGood, what, token] of tokens) {
      const accepts = await Promise.resolve(token).then(verify).then(() => true, () => false); // prettier-ignore
      if (accepts !== isGood) throw new Error(`${name} ${accepts ? 'accepts' : 'refuses'} a token ${what}`);
    }
  }
}
