/** The files in examples/ run; `jose-openssl` means the sources under test. examples/demo.mjs has a test of its own. */

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import ts from 'typescript';
import * as library from '../../lib/index';
import * as promises from '../../lib/promises';

const root = resolve(__dirname, '..', '..');
const nodeRequire = createRequire(join(root, 'package.json'));

function requireForExample(name: string): unknown {
  if (name === 'jose-openssl') return library;
  return name === 'jose-openssl/promises' ? promises : nodeRequire(name);
}

test.each(['tokens.mjs', 'security-goals.mjs', 'padded-tokens.mjs'])('%s', (file) => {
  const { outputText } = ts.transpileModule(readFileSync(join(root, 'examples', file), 'utf8'), {
    compilerOptions: { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022, esModuleInterop: true },
  });
  // eslint-disable-next-line @typescript-eslint/no-implied-eval -- to run the file is what this test is for
  const run = new Function('require', 'exports', outputText) as (...args: unknown[]) => void;
  run(requireForExample, {});
});
