/**
 * The threats by row, 1 to 71: each has a `describe('row N: …')` in this folder that runs in both forms. Of rows 25 to 36 what
 * concerns encryption is in c-encryption.test.ts.
 */

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const rows = Array.from({ length: 71 }, (_, index) => index + 1);

/** Rows without two forms, each with the reason. */
const oneForm: ReadonlyMap<number, string> = new Map([
  [56, 'the comparison is the core’s, the same for both'],
  [66, 'a program of its own, which does both'],
  [69, 'a program of its own, which does both'],
]);

const files = readdirSync(__dirname)
  .filter((name) => name.endsWith('.test.ts') && name !== 'rows.test.ts')
  .map((name) => ({ name, text: readFileSync(join(__dirname, name), 'utf8') }));

const filesOf = (row: number): typeof files => files.filter(({ text }) => text.includes(`describe('row ${row}: `));

/** Whether the row's describe stands inside of one for each form, or has such a one inside. */
function hasBothForms(row: number): boolean {
  return filesOf(row).some(({ text }) => {
    const each = /describe\.each\((forms|jwtForms)\)/;
    if (text.includes(`\n  describe('row ${row}: `)) return each.test(text);
    const [, after = ''] = text.split(`\ndescribe('row ${row}: `);
    return each.test(after.split('\n});\n')[0] ?? '');
  });
}

test.each(rows)('row %d has a test', (row) => {
  expect(filesOf(row).map(({ name }) => name)).not.toEqual([]);
});

test.each(rows.filter((row) => !oneForm.has(row)))('row %d is tested in both forms', (row) => {
  expect(hasBothForms(row)).toBe(true);
});

test.each([...oneForm])('row %d has no two forms: %s', (row) => {
  expect(hasBothForms(row)).toBe(false);
});

// The list of threats is not part of the repository; where it is at hand, it must have no other rows.
const list = resolve(__dirname, '..', '..', '..', 'shared', 'design', 'threats.md');
test('the list of threats has these rows', () => {
  if (!existsSync(list)) {
    process.stdout.write('rows.test.ts: the list of threats is not at hand, so that its numbers were not compared\n');
    return;
  }
  const numbers = [...readFileSync(list, 'utf8').matchAll(/^\| (\d+) \|/gm)].map(([, number]) => Number(number));
  expect(numbers).toEqual(rows);
});
