// Proof that the tests bite: plants one bug at a time in a throw-away copy of the tree and runs the tests that must catch it.
// Fails where a bug survives, or where the text that it replaces is not found exactly once any more.
//
//   npm run stress -- planted                       all of them
//   npm run stress -- planted --only 'PBES2'     those whose name or file matches
//   npm run stress -- planted --check            only whether each text is found once, and each test file is there: `npm run check`

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { buildAddon } from '../addon/build.mjs';
import { report, root } from '../check/files.mjs';
import { coreBugs } from './core.mjs';
import { requireOnce, Tree } from './tree.mjs';
import { typescriptBugs } from './typescript.mjs';

const { values } = parseArgs({
  options: { only: { type: 'string', default: '' }, check: { type: 'boolean', default: false } },
});
const wanted = new RegExp(values.only, 'i');
// Those of lib/ first: they need no build.
const bugs = [...typescriptBugs, ...coreBugs].filter(({ name, file }) => wanted.test(name) || wanted.test(file));

/** How a bug came out: `undefined` is caught. */
function survived({ aborts = false }, { failed, aborted }) {
  if (failed > 0) return undefined;
  if (aborted) return aborts ? undefined : 'the tests ended without a verdict';
  return 'it survives';
}

function problemOf(edit) {
  try {
    requireOnce(root, edit);
    return undefined;
  } catch (error) {
    return error.message;
  }
}

function runOne(tree, bug, number) {
  const started = Date.now();
  tree.plant(bug);
  try {
    const result = tree.test(bug.tests);
    const problem = survived(bug, result);
    const seconds = ((Date.now() - started) / 1000).toFixed(0);
    const how =
      result.failed > 0 ? `${result.failed} of ${result.failed + result.passed} tests fail` : 'the process aborts';
    console.log(`${problem === undefined ? 'caught ' : 'MISSED '} ${number}. ${bug.name} (${bug.file})`);
    console.log(
      `         ${problem ?? `${how}${result.first === undefined ? '' : `, first: ${result.first}`}`} (${seconds} s)`,
    );
    if (problem !== undefined && result.aborted) console.log(result.stderr.slice(-2000));
    return problem === undefined;
  } catch (error) {
    console.log(`MISSED  ${number}. ${bug.name} (${bug.file})\n         ${error.message}`);
    return false;
  } finally {
    tree.restore();
  }
}

if (values.check) {
  const problems = bugs.flatMap((bug) => {
    const found = [bug, ...(bug.also ?? [])].map((edit) => problemOf(edit));
    const absent = bug.tests.filter((file) => !existsSync(join(root, file))).map((file) => `there is no ${file}`);
    return [...found, ...absent].filter((problem) => problem !== undefined).map((problem) => `${bug.name}: ${problem}`);
  });
  report('planted bugs', problems, `${bugs.length} bugs`);
  process.exit();
}
buildAddon({ quiet: true, tests: true });
const tree = new Tree();
let caught = 0;
try {
  const files = [...new Set(bugs.flatMap(({ tests }) => tests))];
  const clean = tree.test(files);
  if (clean.failed > 0 || clean.aborted || clean.passed === 0) {
    console.log(clean.stderr.slice(-4000));
    throw new Error(`without any bug ${clean.failed} of the tests fail: ${clean.first ?? 'no verdict'}`);
  }
  console.log(`without any bug ${clean.passed} tests pass, in ${files.length} files\n`);
  for (const [index, bug] of bugs.entries()) caught += runOne(tree, bug, index + 1) ? 1 : 0;
} finally {
  tree.remove();
}
console.log(`\n${caught} passed, ${bugs.length - caught} failed`);
process.exitCode = caught === bugs.length ? 0 : 1;
