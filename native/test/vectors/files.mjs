// Reads the vectors' files. They are too large to ship; JOSE_VECTORS names the folder that holds wycheproof/, rfc/ and
// rfc7520/, else ../shared/vectors beside the repository.

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const repository = resolve(dirname(fileURLToPath(import.meta.url)), '..', '..', '..');
const folder = process.env.JOSE_VECTORS ?? join(repository, '..', 'shared', 'vectors');

function existing(name) {
  const path = join(folder, name);
  if (existsSync(path)) return path;
  throw new Error(`Test vectors not found: ${path}. Set JOSE_VECTORS to the folder that holds wycheproof/.`);
}

export const read = (name) => JSON.parse(readFileSync(existing(name), 'utf8'));

export const filesIn = (name) =>
  readdirSync(existing(name))
    .sort()
    .map((file) => `${name}/${file}`);

/**
 * A question for each test of a Wycheproof file, by `ask(group, test)`, which says what to ask (`line`) and what must be
 * answered (`expected`), or why nothing is asked (`skipped`).
 */
export function wycheproof(file, ask) {
  const { numberOfTests, testGroups } = read(`wycheproof/${file}`);
  const questions = testGroups.flatMap((group) =>
    group.tests.map((test) => ({ name: `${file} tcId ${test.tcId} (${test.comment})`, ...ask(group, test) })),
  );
  // Neither an empty file nor a cut one may pass for a good one.
  if (questions.length === 0 || questions.length !== numberOfTests) {
    throw new Error(`${file} says ${numberOfTests} tests and holds ${questions.length}`);
  }
  const verdicts = new Set(questions.filter(({ skipped }) => skipped === undefined).map(({ verdict }) => verdict));
  for (const verdict of ['valid', 'invalid']) {
    if (!verdicts.has(verdict)) throw new Error(`${file} has nothing ${verdict}`);
  }
  return questions;
}
