// Makes docs/errors.md from the error table, the same from which the classes are made; --check only compares.

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { report, root } from '../check/files.mjs';

const source = 'lib/errors/table.ts';
const target = 'docs/errors.md';

/** The table is data without imports, so that its TypeScript can be stripped and run by itself. */
function loadErrorTable() {
  const { outputText } = ts.transpileModule(readFileSync(join(root, source), 'utf8'), {
    compilerOptions: { module: ts.ModuleKind.ES2022, target: ts.ScriptTarget.ES2022 },
  });
  return import(`data:text/javascript,${encodeURIComponent(outputText)}`).then((module) => module.errorTable);
}

const cell = (text) => text.replaceAll('|', '\\|').replaceAll('\n', ' ');

function fieldsOf(row) {
  const list = (fields, mark) => Object.entries(fields ?? {}).map(([name, type]) => `\`${name}${mark}: ${type}\``);
  return [...list(row.fields, ''), ...list(row.optionalFields, '?')].join(', ');
}

function markdown(table) {
  const rows = Object.entries(table).map(
    ([name, row]) =>
      `| \`${name}\` | \`${row.code}\` | ${cell(row.meaning)} | ${cell(row.remedy)} | ${cell(fieldsOf(row))} |`,
  );
  return [
    '# Errors',
    '',
    `<!-- Made by \`npm run docs\` from ${source}; edit the table, not this page. -->`,
    '',
    'Whatever is wrong with a token, a key or a claim is an `errors.JoseError` with a stable `code`. A wrong argument type and',
    'an unknown option name are mistakes of the program, not of its input: those are a `TypeError`.',
    '',
    '| class | `code` | what happened | what to do | more fields |',
    '| --- | --- | --- | --- | --- |',
    ...rows,
    '',
  ].join('\n');
}

const wanted = markdown(await loadErrorTable());
if (process.argv.includes('--check')) {
  let found = '';
  try {
    found = readFileSync(join(root, target), 'utf8');
  } catch {
    // Not made yet: as stale as can be.
  }
  report(
    'docs',
    found === wanted ? [] : [`${target} is not what ${source} makes: run npm run docs`],
    `${target} against ${source}`,
  );
} else {
  writeFileSync(join(root, target), wanted);
  console.log(`${target}: written`);
}
