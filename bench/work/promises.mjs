// Promises: one operation after the other, and 64 in flight, on all processors. By the wall clock, because how well the
// processors share the work is the question; the ratio by processor time stands beside it.

import { availableParallelism } from 'node:os';
import * as sync from 'jose-openssl';
import { jwt } from 'jose-openssl/promises';
import { bareVerify } from './bare.mjs';
import { claims, expected, kinds, users, workOf } from './claims.mjs';
import { ownKeys, peers } from './peers.mjs';
import { inTurn, prepare } from './tokens.mjs';

function own({ nextClaims, ...row }) {
  const [signer, verifier] = ownKeys(row);
  const header = { alg: row.alg };
  return {
    sign: () => jwt.encode(header, nextClaims(), signer),
    verify: async (token) => (await jwt.decode(token, verifier, expected)).claims,
  };
}

const libraries = [{ name: 'jose-openssl', own: true, make: own }, peers.find(({ name }) => name === 'jose')];
const nextClaims = Object.values(kinds)[0];

const clocks = { wall: 'Promises', cpu: 'Promises, by processor time' };

export const promises = Object.entries(clocks).flatMap(([clock, section]) =>
  ['HS256', 'RS256', 'ES256', 'Ed25519'].flatMap((alg) =>
    (clock === 'wall' ? [1, 64] : [64]).flatMap((count) =>
      ['sign', 'verify'].map((verb) => ({
        section,
        name: `${alg} ${verb}, ${count} in flight${clock === 'cpu' ? ', processor time' : ''}`,
        subjects: async () =>
          (await prepare(libraries, { ...workOf(alg), nextClaims }, 'sign', users)).map(
            ({ name, own: isOwn, library, made }) => ({
              name,
              own: isOwn,
              operation: verb === 'sign' ? library.sign : inTurn(library.verify, made),
              count,
              clock,
              milliseconds: 60,
            }),
          ),
      })),
    ),
  ),
);

/** How many tokens are given at once. */
const batch = 256;

/** Of the batches: what the processors of the machine give at once is the most that a batch can reach. */
export const allProcessors = 'bare EVP on all processors';

/** Batches against a loop of the synchronous verb. */
export const batches = ['HS256', 'RS256', 'ES256', 'Ed25519'].map((alg) => ({
  section: 'Batches of 256 tokens',
  name: `${alg} batch decode`,
  subjects: () => {
    const [signer, verifier] = ownKeys(workOf(alg));
    const tokens = Array.from({ length: batch }, (_, jti) => sync.jwt.encode({ alg }, { ...claims, jti: `${jti}` }, signer)); // prettier-ignore
    const input = Buffer.from(tokens[0].slice(0, tokens[0].lastIndexOf('.')));
    const verifyAll = bareVerify(alg, availableParallelism(), input);
    const rest = { clock: 'wall', milliseconds: 100 };
    return [
      { name: 'jwt.decodeMany, promise', own: true, operation: () => jwt.decodeMany(tokens, verifier), ...rest },
      { name: 'jwt.decodeMany, sync', own: true, operation: () => sync.jwt.decodeMany(tokens, verifier), ...rest },
      {
        name: allProcessors,
        slice: async (milliseconds) => (await verifyAll(milliseconds)) / batch,
        ...rest,
      },
      { name: 'loop of jwt.decode', operation: () => tokens.map((token) => sync.jwt.decode(token, verifier)), ...rest },
    ];
  },
}));
