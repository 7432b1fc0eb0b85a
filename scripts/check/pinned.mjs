// `npm run stress -- pinned`: the tests whose outcome depends on the OpenSSL inside, with the pinned 3.5: the core's, the published vectors,
// the encodings of keys, ML-DSA. Builds that OpenSSL and the addon where needed; the addon in build/ is linked with it from then on.

import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { root } from './files.mjs';

const require = createRequire(import.meta.url);
const jest = join(dirname(require.resolve('jest/package.json')), 'bin', 'jest.js');

const folders = ['conformance', 'jwa', 'jwk/akp', 'jwk/encrypted', 'jwk/pkcs12', 'jwk/wycheproof', 'features'];

const steps = [
  ['scripts/openssl/build.mjs'],
  ['scripts/build.mjs', '--quiet'],
  ['scripts/addon/test.mjs', '--as', 'native-pinned'],
  [jest, '--json', '--outputFile=build/reports/jest-pinned.json', ...folders.map((name) => `test/${name}`)],
];

for (const args of steps) {
  const { status } = spawnSync(process.execPath, args, { cwd: root, stdio: 'inherit' });
  if (status !== 0) process.exitCode = 1;
  // Without the library or the addon the tests would run on another OpenSSL, and so prove nothing.
  if (status !== 0 && args[0].endsWith('build.mjs')) break;
}
