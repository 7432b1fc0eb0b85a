/**
 * The threats by row: each has a `describe('row N: …')` in this folder, or is tested elsewhere for a reason. Of rows 25
 * to 36 what concerns encryption is in c-encryption.test.ts.
 */

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const elsewhere: { readonly rows: readonly number[]; readonly why: string }[] = [
  { rows: [56], why: 'constant time is measured on the core: the native tests' },
  { rows: [61], why: 'at_hash and c_hash are not offered' },
  { rows: [63], why: 'what a key may be: the tests of jwk, and rows 3, 8, 23 and 64 here' },
  { rows: [69], why: 'failing allocations are made to happen in the core: the native tests' },
  { rows: [70], why: 'memory is searched in the core: the native tests' },
];

const texts = readdirSync(__dirname)
  .filter((name) => name.endsWith('.test.ts'))
  .map((name) => readFileSync(join(__dirname, name), 'utf8'))
  .join('\n');

function isTested(row: number): boolean {
  return texts.includes(`describe('row ${row}: `);
}

const elsewhereRows = new Set(elsewhere.flatMap(({ rows }) => rows));
const here = Array.from({ length: 71 }, (_, index) => index + 1).filter((row) => !elsewhereRows.has(row));

describe('threats', () => {
  test.each(here)('row %d is tested here', (row) => {
    expect(isTested(row)).toBe(true);
  });

  test.each(elsewhere.flatMap(({ rows, why }) => rows.map((row) => ({ row, why }))))(
    'row $row is not for this folder: $why',
    ({ row }) => {
      expect(isTested(row)).toBe(false);
    },
  );
});
