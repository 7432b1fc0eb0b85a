// Signing and verifying, through every library that can.

import { algorithms, workOf } from './claims.mjs';
import { peers } from './peers.mjs';

/** What a row of work is made into by each library that can do it, each with what it makes. */
export async function prepare(libraries, row, makes) {
  const prepared = [];
  for (const { name, own = false, make } of libraries) {
    const library = await make(row);
    if (library !== undefined) prepared.push({ name, own, library, made: await library[makes]() });
  }
  return prepared;
}

/** Two items: what makes a token, and what reads the one that was made. */
export function both(section, name, [makes, reads], libraries, row, more = {}) {
  let prepared;
  const subjects = async (use) =>
    (await (prepared ??= prepare(libraries, row(), makes))).map((subject) => ({
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
      subjects: () =>
        subjects(
          ({ library, made }) =>
            () =>
              library[reads](made),
        ),
    },
  ];
}

export const tokens = algorithms.flatMap((alg) =>
  both('Tokens of ten claims', alg, ['sign', 'verify'], peers, () => workOf(alg)),
);
