// `npm run check`: everything that must hold before a change is shown to anybody.
//
//   --skip-tests    leaves out the build and the tests, for .ci/run, which has just run them

import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { writeCount } from './counts.mjs';
import { root } from './files.mjs';

const require = createRequire(import.meta.url);

function binOf(packageName, command = packageName) {
  const manifestFile = join(root, 'node_modules', packageName, 'package.json');
  const { bin } = require(manifestFile);
  return join(dirname(manifestFile), typeof bin === 'string' ? bin : bin[command]);
}

/** In the order in which a mistake is cheapest to hear about. `tests`: left out by --skip-tests. */
const steps = [
  { name: 'format', script: binOf('prettier'), args: ['--check', '--log-level=warn', '.'] },
  { name: 'clang-format', script: 'scripts/check/clang-format.mjs' },
  { name: 'C++ rules', script: 'scripts/check/cpp.mjs' },
  { name: 'openssl pin', script: 'scripts/openssl/check.mjs' },
  { name: 'planted bugs', script: 'scripts/planted-bugs/run.mjs', args: ['--check'] },
  { name: 'docs/errors.md', script: 'scripts/docs/errors.mjs', args: ['--check'] },
  { name: 'build', script: 'scripts/build.mjs', args: ['--quiet'], tests: true },
  { name: 'types', script: binOf('typescript', 'tsc'), args: ['--noEmit', '-p', 'tsconfig.json'] },
  { name: 'lint', script: binOf('eslint'), args: ['--max-warnings=0', '.'] },
  // Its warnings are errors (typedoc.json): a link that leads nowhere, a parameter that is not there.
  { name: 'API documentation', script: binOf('typedoc'), args: ['--emit', 'none', '--logLevel', 'Warn'] },
  { name: 'native', script: 'scripts/check/native.mjs' },
  { name: 'isolation', script: 'scripts/check/isolation.mjs' },
  { name: 'clang-tidy', script: 'scripts/check/clang-tidy.mjs' },
  // The package as npm would publish it: its manifest and files, then its types for every way to import.
  { name: 'publint', script: binOf('publint'), args: ['--strict'] },
  { name: 'attw', script: binOf('@arethetypeswrong/cli', 'attw'), args: ['--pack', '.', '--no-emoji', '--no-color'] },
  { name: 'native core tests', script: 'scripts/addon/test.mjs', tests: true },
  { name: 'jest', script: binOf('jest'), args: [], tests: true },
];

/** Packing must not build: what was built is what is looked at. */
const env = { ...process.env, npm_config_ignore_scripts: 'true' };

function run({ name, script, args = [] }) {
  const started = Date.now();
  console.log(`\n── ${name}`);
  const result = spawnSync(process.execPath, [script, ...args], { cwd: root, stdio: 'inherit', env });
  const passed = result.status === 0;
  console.log(`${passed ? 'ok' : 'FAILED'}: ${name} (${((Date.now() - started) / 1000).toFixed(1)} s)`);
  return { name, passed };
}

if (!existsSync(join(root, 'node_modules'))) throw new Error('run npm ci first');
const skipTests = process.argv.includes('--skip-tests');
const results = steps.filter((step) => !(skipTests && step.tests)).map(run);
const failed = results.filter((result) => !result.passed);
writeCount('check', { passed: results.length - failed.length, failed: failed.length });
console.log('');
if (failed.length > 0) console.log(`failed: ${failed.map((result) => result.name).join(', ')}`);
console.log(`${results.length - failed.length} passed, ${failed.length} failed`);
process.exitCode = failed.length === 0 ? 0 : 1;
