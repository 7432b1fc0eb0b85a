// Runs the tests of the native core: a plain executable, without Node, whose last line is `N passed, N failed`.

import { spawnSync } from 'node:child_process';
import { buildAddon, coreTestsFile } from './build.mjs';
import { root } from './state.mjs';
import { writeCount } from '../check/counts.mjs';

buildAddon({ quiet: true });
const result = spawnSync(coreTestsFile, process.argv.slice(2), {
  cwd: root,
  encoding: 'utf8',
  stdio: ['inherit', 'pipe', 'inherit'],
});
process.stdout.write(result.stdout ?? '');
const closing = /(\d+) passed, (\d+) failed/.exec(result.stdout ?? '');
const succeeded = result.status === 0 && closing !== null;
if (!succeeded) console.error(`native core tests: failed (exit ${result.status ?? result.signal})`);
const failed = Number(closing?.[2] ?? 0);
writeCount('native', { passed: Number(closing?.[1] ?? 0), failed: succeeded ? failed : Math.max(failed, 1) });
process.exitCode = succeeded && failed === 0 ? 0 : 1;
