// Proof that the tests bite: plants one bug at a time in a throw-away copy of the tree and runs the tests that must catch it.
// Fails where a bug survives.
//
//   npm run stress -- planted                     all of them
//   npm run stress -- planted --only crit,b64     some, by name
//   node scripts/planted-bugs/run.mjs --check     only whether the markers are right, for `npm run check`

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { buildAddon } from '../addon/build.mjs';
import { read, report, root } from '../check/files.mjs';
import { bugs as all } from './bugs.mjs';
import { findMarkers, mutate } from './mutations.mjs';
import { Tree } from './tree.mjs';

const { values } = parseArgs({ options: { only: { type: 'string' }, check: { type: 'boolean', default: false } } });

const editsOf = (bug) => [bug, ...(bug.also ?? [])];
const markers = findMarkers();
const places = new Map(markers.map(({ name, file }) => [name, file]));

/** Whether each marker is there once and has a bug, and whether each bug can be planted and tested. */
function problems() {
  const known = all.flatMap(editsOf).map(({ name }) => name);
  const planted = (edit) => {
    const count = markers.filter(({ name }) => name === edit.name).length;
    if (count !== 1)
      return `${edit.name}: expected one line "// planted: ${edit.name}" in lib/ and native/src, found ${count}`;
    try {
      mutate(read(places.get(edit.name)), edit.name, edit.mutation);
      return undefined;
    } catch (error) {
      return `${edit.name}: ${places.get(edit.name)}: ${error.message}`;
    }
  };
  return [
    ...all.flatMap(editsOf).map(planted),
    ...markers
      .filter(({ name }) => !known.includes(name))
      .map(({ name, file }) => `${file}: no bug of scripts/planted-bugs/bugs.mjs is called ${name}`),
    ...all.flatMap(({ name, tests }) =>
      tests.filter((file) => !existsSync(join(root, file))).map((file) => `${name}: there is no ${file}`),
    ),
  ].filter((problem) => problem !== undefined);
}

function runOne(tree, bug, number) {
  const started = Date.now();
  const heading = `${number}. ${bug.name} (${places.get(bug.name)})`;
  try {
    tree.plant(bug, places);
    const { failed, passed, first, aborted, stderr } = tree.test(bug.tests, bug.only);
    const seconds = ((Date.now() - started) / 1000).toFixed(0);
    if (failed > 0) {
      console.log(
        `caught  ${heading}\n        ${failed} of ${failed + passed} tests fail, first: ${first} (${seconds} s)`,
      );
      return true;
    }
    console.log(
      `MISSED  ${heading}\n        ${aborted ? 'the tests ended without a verdict' : 'it survives'} (${seconds} s)`,
    );
    if (aborted) console.log(stderr.slice(-2000));
  } catch (error) {
    console.log(`MISSED  ${heading}\n        ${error.message}`);
  } finally {
    tree.restore();
  }
  return false;
}

/** Those of lib/ first: they need no build. */
function chosen() {
  const wanted = values.only?.split(',');
  const unknown = (wanted ?? []).filter((name) => !all.some((bug) => bug.name === name));
  if (unknown.length > 0) throw new Error(`no bug is called ${unknown.join(', ')}`);
  const isNative = ({ name }) => (places.get(name).startsWith('native/') ? 1 : 0);
  return all.filter(({ name }) => wanted?.includes(name) !== false).sort((a, b) => isNative(a) - isNative(b));
}

const found = problems();
if (values.check || found.length > 0) {
  report('planted bugs', found, `${all.length} bugs, ${markers.length} markers`);
  process.exit();
}
const bugs = chosen();
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
