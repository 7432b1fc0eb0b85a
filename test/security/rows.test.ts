/**
 * The threats by row, 1 to 88: each has a `describe('row N: …')`, most in this folder, that runs in both forms. Of rows 25 to 36 what
 * concerns encryption is in c-encryption.test.ts.
 */

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const rows = Array.from({ length: 88 }, (_, index) => index + 1);

/** Rows without two forms, each with the reason. */
const oneForm: ReadonlyMap<number, string> = new Map([
  [56, 'the comparison is the core’s, the same for both'],
  [66, 'a program of its own, which does both'],
  [69, 'a program of its own, which does both'],
  [72, 'loading is before there is a form'],
  [76, 'its second half, with tokens, is in both; importKeySet is synchronous in both, and RemoteKeySet waits in both'],
  [79, 'a RemoteKeySet waits in both; the cache is tested by its own clock'],
  [81, 'streams are promises from both entry points, which are both tested'],
  [84, 'a program of its own, which does both'],
  [85, 'loading is before there is a form'],
  [86, 'a script'],
  [87, 'the addon itself, and its copies on the pool'],
]);

const tests = join(__dirname, '..');
const files = readdirSync(tests, { recursive: true })
  .map(String)
  .filter((name) => name.endsWith('.test.ts') && !name.endsWith('rows.test.ts'))
  .map((name) => ({ name, text: readFileSync(join(tests, name), 'utf8') }));

const titleOf = (row: number): RegExp => new RegExp(`(?:describe|test)(?:\\.each\\(\\w+\\))?\\('row ${row}: `);

const filesOf = (row: number): typeof files => files.filter(({ text }) => titleOf(row).test(text));

/** Whether the row's describe stands inside of one for each form, or has such a one inside. */
function hasBothForms(row: number): boolean {
  return filesOf(row).some(({ text }) => {
    const each = /(?:describe|test)\.each\((forms|jwtForms|entryPoints)\)/;
    if (new RegExp(`\n  ${titleOf(row).source}`).test(text)) return each.test(text);
    const [, after = ''] = text.split(new RegExp(`\n${titleOf(row).source}`));
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
