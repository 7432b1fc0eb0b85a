// Runs a program of the core's tests: what the scripts of this folder share.

import { spawnSync } from 'node:child_process';
import { root } from '../addon/state.mjs';
import { writeCount } from '../check/counts.mjs';

/** The script's one argument: a number. */
export function countArgument(otherwise) {
  const count = process.argv[2] ?? otherwise;
  if (!/^[1-9]\d*$/.test(count)) throw new Error(`not a number: ${count}`);
  return count;
}

/** Runs the program with each list of arguments; every run must end well and with a sum. */
export function runAll(kind, program, runs, variables = {}) {
  let passed = 0;
  let failed = 0;
  for (const args of runs) {
    const result = spawnSync(program, args, {
      cwd: root,
      encoding: 'utf8',
      env: { ...process.env, ...variables },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    process.stdout.write(result.stdout ?? '');
    const closing = /(\d+) passed, (\d+) failed\s*$/.exec(result.stdout ?? '');
    passed += Number(closing?.[1] ?? 0);
    failed += Number(closing?.[2] ?? 1);
    // A sanitizer's finding ends the program otherwise than its tests do.
    if (result.status !== 0) {
      console.error(`${kind}: ${args.join(' ')} ended with ${result.signal ?? result.status}`);
      failed = Math.max(failed, 1);
    }
  }
  writeCount(kind, { passed, failed });
  console.log(`${kind}: ${passed} passed, ${failed} failed`);
  if (failed > 0) process.exitCode = 1;
}
