/**
 * A short run of the comparison with a strict reference and with jose; `npm run stress -- differential` makes a long one. Over the
 * built package, in a process of its own.
 */

import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';

const root = resolve(__dirname, '..', '..');
const count = 20_000;

test(`of ${count} mutated messages nothing is accepted that the reference refuses`, () => {
  if (!existsSync(join(root, 'dist', 'index.js'))) throw new Error('dist is missing: run npm run build first');
  const args = ['test/differential/run.mjs', '--count', String(count), '--seed', '7'];
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd: root, encoding: 'utf8' });
  expect({ status, stderr, findings: stdout.split('\nFINDING: ').slice(1) }).toEqual({ status: 0, stderr: '', findings: [] }); // prettier-ignore
  // Both answers were given often, or nothing has been compared.
  const [, accepted, refused, twice] =
    /accepted (\d+), refused (\d+), in both forms (\d+); findings 0/.exec(stdout) ?? [];
  expect(Number(accepted) + Number(refused)).toBe(count);
  expect(Number(accepted)).toBeGreaterThan(count / 10);
  expect(Number(refused)).toBeGreaterThan(count / 3);
  expect(Number(twice)).toBe(count / 16);
}, 180_000);
