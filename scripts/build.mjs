// `npm run build`: the addon where needed, and dist/ from lib/ (rollup.config.mjs).

import { spawnSync } from 'node:child_process';
import { renameSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { buildAddon, BuildFailure, explained } from './addon/build.mjs';
import { digestOf, readStamp, root, writeStamp } from './addon/state.mjs';
import { documentVerbs } from './verb-docs.mjs';

const dist = join(root, 'dist');
const quiet = process.argv.includes('--quiet');

const require = createRequire(import.meta.url);

function run(script, ...args) {
  const result = spawnSync(process.execPath, [script, ...args], { cwd: root, stdio: 'inherit' });
  if (result.status !== 0) throw new BuildFailure('jose-openssl: lib/ does not compile; the errors stand above.');
}

/** Compiles beside dist/ and then exchanges it: lib/ that does not compile leaves what was there, and no stale file stays. */
function compileTypeScript() {
  const [modules, fresh] = ['lib', 'dist'].map((name) => join(root, 'build', name));
  for (const folder of [modules, fresh]) rmSync(folder, { recursive: true, force: true });
  run(require.resolve('typescript/bin/tsc'), '-p', 'tsconfig.build.json');
  documentVerbs(modules);
  run(require.resolve('rollup/dist/bin/rollup'), '--config', '--silent');
  rmSync(dist, { recursive: true, force: true });
  renameSync(fresh, dist);
}

/** What dist/ is made from, and what it holds: whoever changed or lost a file of it gets it back. */
const stateOfDist = () => ({
  inputs: digestOf([
    ...['lib', 'types', 'tsconfig.base.json', 'tsconfig.build.json', 'rollup.config.mjs'],
    ...['node_modules/typescript/package.json', 'node_modules/rollup/package.json'],
    ...['build', 'verb-docs'].map((name) => `scripts/${name}.mjs`),
  ]),
  outputs: digestOf(['dist']),
});

function buildDist() {
  const { inputs, outputs } = stateOfDist();
  const built = readStamp('dist');
  if (built?.inputs === inputs && built.outputs === outputs) {
    if (!quiet) console.log('dist: up to date');
    return;
  }
  compileTypeScript();
  writeStamp('dist', stateOfDist());
  if (!quiet) console.log('dist: built, CommonJS with ES module wrappers');
}

explained(() => {
  buildAddon({ quiet });
  buildDist();
});
