/**
 * Every example in the README and in the docstrings runs as it is printed.
 *
 * A fenced block runs when it is marked `ts` or `js` alone; `ts no-run` and other languages do not. An `@example` runs
 * up to the next tag, with or without a fence around it. `jose-openssl` means the sources under test.
 */

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, relative, resolve } from 'node:path';
import ts from 'typescript';
import * as library from '../../lib';
import * as promises from '../../lib/promises';

const root = resolve(__dirname, '..', '..');

interface Example {
  readonly name: string;
  readonly code: string;
}

function at(file: string, text: string, index: number): string {
  return `${relative(root, file)}:${text.slice(0, index).split('\n').length}`;
}

/** Opening fences that are `ts` or `js` and nothing more. */
const fence = /^([ \t]*)```(?:ts|js|typescript|javascript)[ \t]*\n([^]*?)^[ \t]*```[ \t]*$/gm;

function fromMarkdown(file: string): Example[] {
  const text = readFileSync(file, 'utf8');
  return [...text.matchAll(fence)].map((match) => ({ name: at(file, text, match.index), code: match[2] ?? '' }));
}

function fromDocstrings(file: string): Example[] {
  const text = readFileSync(file, 'utf8');
  return [...text.matchAll(/\/\*\*[^]*?\*\//g)].flatMap((comment) => {
    const plain = comment[0]
      .replace(/^\/\*\*|\*\/$/g, '')
      .split('\n')
      .map((line) => line.replace(/^\s*\* ?/, ''))
      .join('\n');
    return [...plain.matchAll(/^@example\b([^]*?)(?=^@|(?![^]))/gm)].flatMap((match) => {
      const name = at(file, text, comment.index + match.index);
      const body = match[1] ?? '';
      if (!body.includes('```')) return [{ name, code: body }];
      return [...`${body}\n`.matchAll(fence)].map((block) => ({ name, code: block[2] ?? '' }));
    });
  });
}

function sources(folder: string): string[] {
  const entries = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  return entries.filter((name) => name.endsWith('.ts')).map((name) => join(folder, name));
}

const nodeRequire = createRequire(join(root, 'package.json'));

/** In an example `require` finds the sources under their published names. */
function requireForExample(name: string): unknown {
  if (name === 'jose-openssl') return library;
  if (name === 'jose-openssl/promises') return promises;
  return nodeRequire(name);
}

/** Runs as the body of an asynchronous function, so that examples may await at the top. */
async function run({ name, code }: Example): Promise<void> {
  const { outputText, diagnostics = [] } = ts.transpileModule(code, {
    fileName: `${name}.ts`,
    reportDiagnostics: true,
    compilerOptions: { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022, esModuleInterop: true },
  });
  expect(diagnostics.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'))).toEqual([]);
  // eslint-disable-next-line @typescript-eslint/no-implied-eval -- to run printed code is what this test is for
  const body = new Function('require', 'exports', 'module', `return (async () => {${outputText}\n})()`) as (
    ...args: unknown[]
  ) => Promise<void>;
  const exported = {};
  await body(requireForExample, exported, { exports: exported });
}

const readmePath = join(root, 'README.md');
const readme = existsSync(readmePath) ? fromMarkdown(readmePath) : [];
const docstrings = sources(join(root, 'lib')).flatMap(fromDocstrings);

test('there are examples', () => {
  expect(readme.length).toBeGreaterThan(0);
  expect(docstrings.length).toBeGreaterThan(0);
});

describe('examples', () => {
  // What they print is for their readers.
  beforeEach(() => {
    jest.spyOn(console, 'log').mockImplementation(() => undefined);
  });
  afterEach(() => {
    jest.restoreAllMocks();
  });

  test.each([...readme, ...docstrings])('$name', run);
});
