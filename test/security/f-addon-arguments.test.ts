/**
 * Threats, part f: row 87, the arguments of the addon's functions. lib/ gives them the right ones; whatever else they get is
 * an error or an answer, never a crash. Each function is called in a process of its own, over the addon that aborts where
 * the shipped one tidies up.
 */

import { spawnSync } from 'node:child_process';
import { join, resolve } from 'node:path';

import { addon } from '../../lib/native/load';

const root = resolve(__dirname, '..', '..');
const program = join(root, 'test', 'support', 'odd-arguments.cjs');

const functions = [
  ...Object.keys(addon).filter((name) => name !== 'pooled'),
  ...Object.keys(addon.pooled).map((name) => `pooled.${name}`),
];

describe('row 87: each function of the addon, called with 0 to 40 arguments of any kind, ends in an answer or an error', () => {
  test('there are functions, in both forms', () => {
    expect(functions.length).toBeGreaterThan(20);
    expect(functions).toEqual(
      expect.arrayContaining(['sign', 'pooled.sign', 'decrypt', 'pooled.decrypt', 'encryptJson']),
    );
  });

  test.each(functions)(
    '%s',
    (name) => {
      const { status, signal, stdout, stderr } = spawnSync(process.execPath, [program, name], {
        cwd: root,
        encoding: 'utf8',
        timeout: 60_000,
      });
      expect({ status, signal, stderr }).toEqual({ status: 0, signal: null, stderr: '' });
      const told = JSON.parse(stdout) as { calls: number; settled: number; outcomes: unknown[] };
      const { calls, settled, outcomes } = told;
      expect(calls).toBeGreaterThan(1000);
      expect(settled).toBe(calls);
      expect(outcomes).toHaveLength(1);
    },
    90_000,
  );
});
