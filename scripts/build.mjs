// `npm run build`: the addon where needed, dist/ from lib/, and the ES module wrappers.

import { spawnSync } from 'node:child_process';
import { renameSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { buildAddon, BuildFailure, explained } from './addon/build.mjs';
import { digestOf, readStamp, root, writeStamp } from './addon/state.mjs';
import { entryPoints, writeEsmWrappers } from './esm.mjs';
import { joinFiles } from './one-file.mjs';
import { documentVerbs } from './verb-docs.mjs';

const dist = join(root, 'dist');
const quiet = process.argv.includes('--quiet');

/** Compiles beside dist/ and then exchanges it: lib/ that does not compile leaves what was there, and no stale file stays. */
function compileTypeScript() {
  const fresh = join(root, 'build', 'dist');
  rmSync(fresh, { recursive: true, force: true });
  const tsc = createRequire(import.meta.url).resolve('typescript/bin/tsc');
  const args = [tsc, '-p', 'tsconfig.build.json', '--outDir', fresh];
  const result = spawnSync(process.execPath, args, { cwd: root, stdio: 'inherit' });
  if (result.status !== 0) throw new BuildFailure('jose-openssl: lib/ does not compile; the errors stand above.');
  documentVerbs(fresh);
  joinFiles(fresh, entryPoints);
  rmSync(dist, { recursive: true, force: true });
  renameSync(fresh, dist);
}

/** What dist/ is made from, and what it holds: whoever changed or lost a file of it gets it back. */
const stateOfDist = () => ({
  inputs: digestOf([
    ...['lib', 'types', 'tsconfig.base.json', 'tsconfig.build.json', 'node_modules/typescript/package.json'],
    ...['build', 'esm', 'one-file', 'verb-docs'].map((name) => `scripts/${name}.mjs`),
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
  writeEsmWrappers(dist);
  writeStamp('dist', stateOfDist());
  if (!quiet) console.log('dist: built, CommonJS in one file with ES module wrappers');
}

explained(() => {
  buildAddon({ quiet });
  buildDist();
});
