/** A short run of `npm run fuzz:inflate`, over the built package; how the two inflaters may differ is said there. */

import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';

const root = resolve(__dirname, '..', '..');
const runs = 20_000;

test(`${runs} damaged streams are inflated, or refused, as the slow inflater does it`, () => {
  if (!existsSync(join(root, 'dist', 'library.js'))) throw new Error('dist is missing: run npm run build first');
  const args = ['scripts/fuzz/inflate.mjs', '--runs', String(runs), '--seed', '7'];
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd: root, encoding: 'utf8' });
  expect({ status, stderr, finding: /^FINDING[^]*/m.exec(stdout)?.[0] }).toEqual({ status: 0, stderr: '' });
  const [, executions, values, malformed, tooLong] =
    /^inflate: (\d+) executions, (\d+) values, (\d+) malformed, (\d+) too long, 0 findings$/m.exec(stdout) ?? [];
  expect(Number(executions)).toBe(runs);
  // Each answer was given often, or nothing has been compared.
  for (const count of [values, malformed, tooLong]) expect(Number(count)).toBeGreaterThan(runs / 20);
}, 120_000);
