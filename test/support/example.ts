/** Runs a file of examples/ as it is printed; `jose-openssl` means the sources under test. */

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import ts from 'typescript';
import * as library from '../../lib';
import * as promises from '../../lib/promises';

const root = resolve(__dirname, '..', '..');
const nodeRequire = createRequire(join(root, 'package.json'));

/** The exports of an example, run anew each time. */
export async function runExample<Exports extends object>(file: string): Promise<Exports> {
  const { outputText } = ts.transpileModule(readFileSync(join(root, 'examples', file), 'utf8'), {
    compilerOptions: { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022, esModuleInterop: true },
  });
  const imported = new Map<string, object>([
    ['jose-openssl', library],
    ['jose-openssl/promises', promises],
  ]);
  for (const [, name = ''] of outputText.matchAll(/require\("(\.\/[^"]+)"\)/g)) {
    imported.set(name, await runExample(name));
  }
  // eslint-disable-next-line @typescript-eslint/no-implied-eval -- to run the file is what this is for
  const run = new Function('require', 'exports', `return (async () => {${outputText}\n})()`) as (
    require: (name: string) => unknown,
    exports: object,
  ) => Promise<void>;
  const exported = {};
  await run((name) => imported.get(name) ?? nodeRequire(name), exported);
  return exported as Exports;
}
