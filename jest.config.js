'use strict';

const { existsSync, readFileSync, readdirSync } = require('node:fs');
const { join, resolve } = require('node:path');

// The tests load the addon that aborts where the shipped one tidies up (native/src/checked.cc), unless they are told of another.
const checked = join(__dirname, 'build', 'checked');
process.env.JOSE_OPENSSL_PREBUILD ??= checked;
const globalSetup = process.env.JOSE_OPENSSL_PREBUILD === checked ? '<rootDir>/scripts/addon/checked.mjs' : undefined;

/** The test files that read the published vectors (test/support/vectors.ts). */
function readersOfVectors() {
  const readers = /\b(readVector|readVectorFolder|readWycheproof|vectorPath)\b/;
  return readdirSync(join(__dirname, 'test'), { recursive: true })
    .map((name) => join('test', name))
    .filter((name) => name.endsWith('.test.ts') && readers.test(readFileSync(join(__dirname, name), 'utf8')));
}

// The vectors are too large to ship. Without them the rest can still be tested, and the run says what it left out; where
// they were promised (JOSE_VECTORS) or in CI their absence is a failure of the tests that read them.
const vectors = resolve(__dirname, process.env.JOSE_VECTORS ?? join('..', 'shared', 'vectors'));
const without = existsSync(vectors) || process.env.JOSE_VECTORS || process.env.CI ? [] : readersOfVectors();
if (without.length > 0) {
  console.warn(
    `NOT TESTED: ${without.join(', ')}: no test vectors in ${vectors}. ` +
      'Set JOSE_VECTORS to the folder that holds wycheproof/, rfc/ and rfc7520/.',
  );
}

/** @type {import('jest').Config} */
module.exports = {
  testEnvironment: 'node',
  // No test is about time: a busy machine is given it.
  testTimeout: 30_000,
  globalSetup,
  roots: ['<rootDir>/test'],
  testMatch: ['**/*.test.ts'],
  testPathIgnorePatterns: ['/node_modules/', ...without.map((name) => `/${name.replaceAll('.', '\\.')}$`)],
  transform: { '^.+\\.ts$': ['ts-jest', { tsconfig: 'tsconfig.json' }] },
};
