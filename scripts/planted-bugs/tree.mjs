// A throw-away copy of the working tree in which bugs can be planted, and the builds and tests in it.

import { spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { root } from '../check/files.mjs';
import { mutate } from './mutations.mjs';

const jestConfig = `const base = require('./jest.config.js');
// Without a check of types: a planted bug must be caught by a test, not by the compiler's opinion of the text.
module.exports = {
  ...base,
  globalSetup: undefined, // it would build the addon anew, which is done here
  transform: { '^.+\\\\.ts$': ['ts-jest', { tsconfig: 'tsconfig.json', transpilation: true, diagnostics: false }] },
  cacheDirectory: './.jest-cache',
};
`;

export class Tree {
  constructor() {
    this.folder = mkdtempSync(join(tmpdir(), 'planted-bugs-'));
    const listed = spawnSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], { cwd: root });
    if (listed.status !== 0) throw new Error('git ls-files failed; run this in a clone');
    const options = { preserveTimestamps: true, recursive: true, verbatimSymlinks: true };
    for (const file of listed.stdout.toString().split('\0')) {
      if (file === '' || !existsSync(join(root, file))) continue;
      mkdirSync(dirname(join(this.folder, file)), { recursive: true });
      cpSync(join(root, file), join(this.folder, file), options);
      // The build is of these sources, whenever they were checked out: make must not think that it is older.
      utimesSync(join(this.folder, file), 0, 0);
    }
    for (const built of ['build', 'dist']) cpSync(join(root, built), join(this.folder, built), options);
    if (existsSync(join(root, '.openssl'))) symlinkSync(join(root, '.openssl'), join(this.folder, '.openssl'));
    symlinkSync(join(root, 'node_modules'), join(this.folder, 'node_modules'));
    writeFileSync(join(this.folder, 'jest.planted.config.js'), jestConfig);
    this.saved = new Map();
    /** Whether the addon is not of the sources as they stand. */
    this.isStale = false;
  }

  remove() {
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** Plants a bug by the places of the markers; `restore` takes it back. */
  plant(bug, places) {
    for (const { name, mutation } of [bug, ...(bug.also ?? [])]) {
      const file = places.get(name);
      const text = readFileSync(join(this.folder, file), 'utf8');
      if (!this.saved.has(file)) this.saved.set(file, text);
      this.#write(file, mutate(text, name, mutation));
    }
  }

  #write(file, text) {
    writeFileSync(join(this.folder, file), text);
    this.isStale ||= file.startsWith('native/');
  }

  restore() {
    for (const [file, text] of this.saved) this.#write(file, text);
    this.saved.clear();
  }

  /** Builds the addon that the tests load, as far as files have changed since: also where a bug was taken back. */
  #build() {
    const target = 'jose_openssl_checked';
    const result = spawnSync('make', ['-C', 'build', 'BUILDTYPE=Release', '-j2', target], {
      cwd: this.folder,
      encoding: 'utf8',
    });
    if (result.status !== 0) throw new Error(`the planted bug does not compile:\n${result.stderr.slice(-3000)}`);
    const folder = join(this.folder, 'build');
    cpSync(join(folder, 'Release', `${target}.node`), join(folder, 'checked', 'build', 'Release', 'jose_openssl.node'));
    this.isStale = false;
  }

  /** Runs test files, or only the tests that have `only` in their names: how many tests passed and failed, and which files ended without a verdict. */
  test(files, only) {
    if (this.isStale) this.#build();
    const output = join(this.folder, 'planted.json');
    rmSync(output, { force: true });
    const args = [
      'node_modules/jest/bin/jest.js',
      '--config=jest.planted.config.js',
      '--json',
      `--outputFile=${output}`,
      ...(only === undefined ? [] : ['--testNamePattern', only]),
    ];
    const environment = { ...process.env };
    delete environment.JOSE_OPENSSL_PREBUILD;
    const vectors = resolve(root, process.env.JOSE_VECTORS ?? join('..', 'shared', 'vectors'));
    const result = spawnSync(process.execPath, [...args, '--silent', ...files], {
      cwd: this.folder,
      encoding: 'utf8',
      timeout: 15 * 60_000,
      env: { ...environment, ...(existsSync(vectors) ? { JOSE_VECTORS: vectors } : {}) },
    });
    if (!existsSync(output)) return { passed: 0, failed: 0, first: undefined, aborted: true, stderr: result.stderr };
    const report = JSON.parse(readFileSync(output, 'utf8'));
    const results = report.testResults.flatMap(({ assertionResults }) => assertionResults);
    return {
      passed: report.numPassedTests,
      failed: report.numFailedTests,
      first: results.find(({ status }) => status === 'failed')?.fullName,
      aborted: report.numRuntimeErrorTestSuites > 0,
      stderr: result.stderr,
    };
  }
}
