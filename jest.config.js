'use strict';

const { existsSync } = require('node:fs');
const { join } = require('node:path');

// The tests load the addon that aborts where the shipped one tidies up: see JOSE_OPENSSL_CHECKED in native/src/binding.
const checked = join(__dirname, 'build', 'checked');
if (existsSync(join(checked, 'build', 'Release', 'jose_openssl.node'))) process.env.JOSE_OPENSSL_PREBUILD ??= checked;

/** @type {import('jest').Config} */
module.exports = {
  testEnvironment: 'node',
  roots: ['<rootDir>/test'],
  testMatch: ['**/*.test.ts'],
  transform: { '^.+\\.ts$': ['ts-jest', { tsconfig: 'tsconfig.json' }] },
};
