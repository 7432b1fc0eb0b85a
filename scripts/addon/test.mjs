// Runs the tests of the native core: a plain executable, without Node, and the Wycheproof vectors of the primitives, which
// a script reads to it. The last line of each ends in `N passed, N failed`.

import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { writeCount } from '../check/counts.mjs';
import { buildAddon, coreTestsFile, explained } from './build.mjs';
import { root } from './state.mjs';

function run(command, args) {
  const result = spawnSync(command, args, { cwd: root, encoding: 'utf8', stdio: ['inherit', 'pipe', 'inherit'] });
  process.stdout.write(result.stdout ?? '');
  const closing = /(\d+) passed, (\d+) failed\s*$/.exec(result.stdout ?? '');
  if (closing === null) {
    console.error(
      `native core tests: ended without a sum (${result.error?.message ?? result.signal ?? result.status})`,
    );
    return { passed: 0, failed: 1 };
  }
  const [passed, failed] = closing.slice(1).map(Number);
  return { passed, failed: result.status === 0 ? failed : Math.max(failed, 1) };
}

// `--as KIND`: under which name the sum is written down, for .ci/run.
const { values, positionals } = parseArgs({
  options: { as: { type: 'string', default: 'native' } },
  allowPositionals: true,
});
const kind = values.as;

if (explained(() => buildAddon({ quiet: true, tests: true }))) {
  const counts = [run(coreTestsFile, positionals)];
  // As in jest.config.js: only where nobody promised the vectors may they be absent.
  const vectors = resolve(root, process.env.JOSE_VECTORS ?? join('..', 'shared', 'vectors'));
  if (existsSync(vectors) || process.env.JOSE_VECTORS || process.env.CI) {
    counts.push(run(process.execPath, ['native/test/vectors.mjs', coreTestsFile]));
  } else {
    console.warn(
      `NOT TESTED: the published vectors of the primitives: none in ${vectors}. Set JOSE_VECTORS to their folder.`,
    );
  }
  const sum = (name) => counts.reduce((total, count) => total + count[name], 0);
  writeCount(kind, { passed: sum('passed'), failed: sum('failed') });
  if (sum('failed') > 0) process.exitCode = 1;
}
