// Signing and verifying, through every library that can.

import { algorithms, kinds, users, workOf } from './claims.mjs';
import { mainPeers, peers } from './peers.mjs';

/** What a row of work is made into by each library that can do it, each with so many of what it makes. */
export async function prepare(libraries, row, makes, count = 1) {
  const prepared = [];
  for (const { name, own = false, make } of libraries) {
    const library = await make(row);
    if (library === undefined) continue;
    const made = [];
    while (made.length < count) made.push(await library[makes]());
    prepared.push({ name, own, library, made });
  }
  return prepared;
}

/** Reads what was made, in turn. */
export function inTurn(read, made) {
  let turn = 0;
  return () => read(made[turn++ % made.length]);
}

/** Two items: what makes a token, and what reads those that were made. */
export function both(section, name, [makes, reads], libraries, row, { count, ...more } = {}) {
  let prepared;
  const subjects = async (use) =>
    (await (prepared ??= prepare(libraries, row(), makes, count))).map((subject) => ({
      name: subject.name,
      own: subject.own,
      operation: use(subject),
      ...more,
    }));
  return [
    { section, name: `${name} ${makes}`, subjects: () => subjects(({ library }) => library[makes]) },
    {
      section,
      name: `${name} ${reads}`,
      subjects: () => subjects(({ library, made }) => inTurn(library[reads], made)),
    },
  ];
}

/** Algorithms by which the kinds of tokens are compared: those that most issuers use. */
const common = ['HS256', 'RS256', 'PS256', 'ES256', 'Ed25519'];

/** The first kind with every algorithm and library, the others with those that matter most. */
export const tokens = Object.entries(kinds).flatMap(([section, nextClaims], index) =>
  (index === 0 ? algorithms : common).flatMap((alg) =>
    both(section, alg, ['sign', 'verify'], index === 0 ? peers : mainPeers, () => ({ ...workOf(alg), nextClaims }), {
      count: users,
    }),
  ),
);
