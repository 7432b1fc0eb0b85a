// The sum of what the last runs of the core's tests, jest, the checks and the matrix counted; exits 1 when something failed.
//
//   node scripts/check/sum.mjs [PASSED FAILED]   prints it, with these added
//   node scripts/check/sum.mjs --reset           forgets earlier runs

import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { reports } from './counts.mjs';

const fileOf = (kind) => join(reports, `${kind}.json`);

/** They need clang and valgrind: where these are not, that is said, and a failure of the command alone. */
const stress = ['fuzz', 'leaks', 'alloc-failure', 'constant-time'];

/** jest writes a report of its own, in which a suite that does not even load is no failed test. */
function readCount(kind) {
  const file = fileOf(kind);
  if (!existsSync(file)) return { kind, passed: 0, failed: 1 };
  const report = JSON.parse(readFileSync(file, 'utf8'));
  if (!kind.startsWith('jest')) return { kind, ...report };
  return { kind, passed: report.numPassedTests, failed: report.numFailedTests + report.numRuntimeErrorTestSuites };
}

if (process.argv.includes('--reset')) {
  rmSync(reports, { recursive: true, force: true });
} else {
  const [passed = 0, failed = 0] = process.argv.slice(2).map(Number);
  const counts = [
    { kind: 'steps', passed, failed },
    ...['native', 'jest', 'check', 'matrix', 'native-pinned', 'jest-pinned'].map(readCount),
    ...stress.filter((kind) => existsSync(fileOf(kind))).map(readCount),
  ];
  const sum = (name) => counts.reduce((total, count) => total + count[name], 0);
  for (const count of counts) console.log(`  ${count.kind}: ${count.passed} good, ${count.failed} bad`);
  console.log(`${sum('passed')} passed, ${sum('failed')} failed`);
  process.exitCode = sum('failed') === 0 ? 0 : 1;
}
