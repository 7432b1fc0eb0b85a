/**
 * A short run of the comparison of warm keys, registries and processes with fresh ones; `npm run stress -- warm` makes a long one. Over
 * lib/, so that a planted bug is in it; the fresh processes have the built package.
 */

import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';

import * as sync from '../../lib';
import * as promises from '../../lib/promises';

interface Comparison {
  readonly tokens: number;
  readonly accepted: number;
  readonly refused: number;
  readonly made: number;
  readonly inFreshProcesses: number;
  readonly processes: number;
  readonly codes: Readonly<Record<string, number>>;
  readonly findings: readonly object[];
}

interface Module {
  compareWarm(library: object, options: { readonly seed: number; readonly count: number }): Promise<Comparison>;
}

const { compareWarm } = jest.requireActual<Module>('./warm.cjs');
const count = 3000;

test(`${count} tokens: nothing of one is found in the answer for another`, async () => {
  const dist = resolve(__dirname, '..', '..', 'dist', 'index.js');
  if (!existsSync(dist)) throw new Error(`${join('dist', 'index.js')} is missing: run npm run build first`);
  const found = await compareWarm({ ...sync, sync, promises }, { seed: 7, count });
  expect(found.findings).toEqual([]);
  // Both answers were given often, and tokens were made, or nothing has been compared.
  expect(found.accepted + found.refused).toBe(count);
  expect(found.accepted).toBeGreaterThan(count / 4);
  expect(found.refused).toBeGreaterThan(count / 4);
  expect(found.made).toBeGreaterThan(count / 5);
  expect(Object.keys(found.codes).length).toBeGreaterThan(12);
  expect(found).toMatchObject({ inFreshProcesses: count / 20, processes: 3 });
}, 60_000);
