// `npm run matrix`: the packed package, installed without install scripts and without a compiler, under every runtime.
//
//   --only node20,bun   picks rows; those that are named must run
//   --write             writes docs/matrix.md as well
//   --keep              leaves the installation where it is, and says where

import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { writeCount } from '../check/counts.mjs';
import { root } from '../check/files.mjs';
import { installPackage } from './installed.mjs';
import { runRow } from './programs.mjs';
import { rows } from './rows.mjs';
import { page, remarks, table } from './table.mjs';

const named = process.argv.includes('--only') ? process.argv[process.argv.indexOf('--only') + 1].split(',') : [];

function picked() {
  const known = rows.map(({ name }) => name);
  const unknown = named.filter((name) => !known.includes(name));
  if (unknown.length > 0) throw new Error(`no row is called ${unknown.join(', ')}; there are: ${known.join(', ')}`);
  return rows.filter(({ name }) => named.length === 0 || named.includes(name));
}

/** By the node that runs this script, once for all rows. */
function makeSamples(place) {
  const options = { cwd: place.folder, encoding: 'utf8' };
  const result = spawnSync(process.execPath, ['make-samples.cjs'], options);
  if (result.status !== 0) throw new Error(`no samples were made:\n${result.stderr}`);
  const program = "console.log(require('jose-openssl').opensslVersion())";
  return spawnSync(process.execPath, ['-e', program], options).stdout.trim();
}

const counted = (outcomes) =>
  outcomes
    .filter(({ missing }) => missing === undefined)
    .flatMap(({ host, results, crossings }) => [host, ...Object.values(results), crossings ?? { failures: [] }]);

const chosen = picked();
const place = installPackage();
try {
  const addon = place.standIn ? 'the addon of build/Release as stand-in for a prebuilt one' : place.prebuilt.join(', ');
  const openssl = makeSamples(place);
  console.log(
    `matrix: ${place.tarball.split(/[\\/]/).at(-1)}, installed without scripts and compiler; ${addon}; ${openssl}`,
  );
  const outcomes = [];
  for (const row of chosen) {
    const outcome = runRow(row, place);
    outcomes.push(outcome);
    const seconds = Object.values(outcome.results ?? {}).map((result) => result.seconds.toFixed(1));
    console.log(`  ${row.name}: ${outcome.missing === undefined ? `ran, ${seconds.join(' + ')} s` : 'not run'}`);
  }
  const programs = counted(outcomes);
  const notRun = outcomes.filter(({ row, missing }) => missing !== undefined && named.includes(row.name));
  // One for each program that ended as it should, beside what it counted itself.
  const passed = programs.reduce(
    (sum, result) => sum + (result.passed ?? 0) + (result.failures.length === 0 ? 1 : 0),
    0,
  );
  const failed = programs.reduce((sum, { failures }) => sum + failures.length, notRun.length);
  console.log(`\n${table(outcomes)}\n`);
  for (const remark of remarks(outcomes)) console.log(remark);
  const file = join(root, process.argv.includes('--write') ? 'docs' : 'build', 'matrix.md');
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, page(outcomes, { ...place, openssl }));
  writeCount('matrix', { passed, failed });
  console.log(`matrix: ${passed} passed, ${failed} failed`);
  if (failed > 0) process.exitCode = 1;
} finally {
  if (process.argv.includes('--keep')) console.log(`installed in ${place.folder}`);
  else rmSync(place.temporary, { recursive: true, force: true });
}
