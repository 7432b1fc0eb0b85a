/**
 * Time that a refusal takes: of the processor, since other processes have it too. It is printed once for each test file and
 * is a failure only above a second, far beyond any noise; that work is bounded is shown by counting it (limits.test.ts).
 */

import { basename } from 'node:path';

const mostMilliseconds = 1000;
let runs = 0;
let slowest = 0;

/** Runs, and expects it to take less than a second of processor time. */
export async function withinASecond<T>(run: () => T | Promise<T>): Promise<T> {
  const before = process.cpuUsage();
  const result = await run();
  const { user, system } = process.cpuUsage(before);
  const milliseconds = (user + system) / 1000;
  runs++;
  slowest = Math.max(slowest, milliseconds);
  expect(milliseconds).toBeLessThan(mostMilliseconds);
  return result;
}

afterAll(() => {
  const { testPath } = expect.getState();
  if (runs > 0) {
    process.stdout.write(`${basename(testPath ?? '')}: ${runs} refusals, the slowest took ${slowest.toFixed(1)} ms\n`);
  }
});
