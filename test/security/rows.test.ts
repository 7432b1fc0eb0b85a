/**
 * The threats by row: each has a `describe('row N: …')` in this folder, or waits for the part of the library that it
 * threatens. A row that waits starts to fail when that part arrives, so that none is forgotten. Of rows 21 and 22 what
 * concerns fetched sets comes with RemoteKeySet; of rows 25 to 36 what concerns encryption comes with JWE.
 */

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as library from '../../lib/index';

/** The verb whose arrival makes the rows due. */
const arrivals = { jwe: 'decryptCompact', jwt: 'decode' } as const;

type Part = keyof typeof arrivals;

const waiting: { readonly part: Part; readonly rows: readonly number[]; readonly why: string }[] = [
  { part: 'jwt', rows: [38], why: 'regular expressions are an option of claims' },
  { part: 'jwe', rows: [39, 40], why: 'epk is a header parameter of key agreement' },
  { part: 'jwe', rows: [41, 42], why: 'PBES2 is a key management algorithm' },
  { part: 'jwe', rows: [43], why: 'compression exists in JWE alone' },
  { part: 'jwe', rows: [44, 45, 46, 47, 48], why: 'tags, IVs and content keys exist in JWE alone' },
  { part: 'jwe', rows: [49, 50, 51, 52, 53, 54], why: 'decryption' },
  { part: 'jwt', rows: [57, 58, 59, 60, 61, 62], why: 'claims' },
];

const elsewhere: { readonly rows: readonly number[]; readonly why: string }[] = [
  { rows: [56], why: 'constant time is measured on the core: the native tests' },
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

function hasArrived(part: Part): boolean {
  const exported: unknown = Reflect.get(library, part);
  return exported !== undefined && typeof Reflect.get(exported as object, arrivals[part]) === 'function';
}

const waitingRows = new Set(waiting.flatMap(({ rows }) => rows));
const elsewhereRows = new Set(elsewhere.flatMap(({ rows }) => rows));
const here = Array.from({ length: 71 }, (_, index) => index + 1).filter(
  (row) => !waitingRows.has(row) && !elsewhereRows.has(row),
);

describe('threats', () => {
  test.each(here)('row %d is tested here', (row) => {
    expect(isTested(row)).toBe(true);
  });

  test.each(waiting.flatMap(({ part, rows, why }) => rows.map((row) => ({ row, part, why }))))(
    'row $row is tested, or waits for $part: $why',
    ({ row, part }) => {
      expect(isTested(row) || !hasArrived(part)).toBe(true);
    },
  );

  test.each(elsewhere.flatMap(({ rows, why }) => rows.map((row) => ({ row, why }))))(
    'row $row is not for this folder: $why',
    ({ row }) => {
      expect(isTested(row)).toBe(false);
    },
  );
});
