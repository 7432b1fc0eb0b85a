// `npm run build`: the addon where needed, dist/ from lib/, and the ES module wrappers.

import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { buildAddon } from './addon/build.mjs';
import { root } from './addon/state.mjs';
import { writeEsmWrappers } from './esm.mjs';
import { OpensslUnusable } from './openssl/resolve.mjs';

const dist = join(root, 'dist');
const quiet = process.argv.includes('--quiet');

function compileTypeScript() {
  rmSync(dist, { recursive: true, force: true });
  const tsc = createRequire(import.meta.url).resolve('typescript/bin/tsc');
  const result = spawnSync(process.execPath, [tsc, '-p', 'tsconfig.build.json'], { cwd: root, stdio: 'inherit' });
  if (result.status !== 0) throw new Error('jose-openssl: lib/ does not compile; the errors stand above.');
}

try {
  buildAddon({ quiet });
  compileTypeScript();
  writeEsmWrappers(dist);
  if (!quiet) console.log('dist: built, CommonJS with ES module wrappers');
} catch (error) {
  console.error(error instanceof OpensslUnusable ? `\n${error.message}\n` : error.message);
  process.exitCode = 1;
}
