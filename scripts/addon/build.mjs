// Builds the addon and the core's tests when they are not there or no longer what a build would make: another OpenSSL
// means from scratch (make does not know that an archive it links was exchanged), newer sources mean what make finds.

import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { describe, resolveOpenssl } from '../openssl/resolve.mjs';
import { builtState, currentState, root, writeState } from './state.mjs';

const require = createRequire(import.meta.url);
const suffix = process.platform === 'win32' ? '.exe' : '';

export const coreTestsFile = join(root, 'build', 'Release', `jose_openssl_core_tests${suffix}`);

function nodeGyp(quiet, command, ...gypArguments) {
  const script = require.resolve('node-gyp/bin/node-gyp.js');
  const result = spawnSync(process.execPath, [script, command, '--loglevel=warn', ...gypArguments], {
    cwd: root,
    stdio: quiet ? 'pipe' : 'inherit',
    env: { JOBS: 'max', ...process.env },
    encoding: 'utf8',
  });
  if (result.status === 0) return;
  if (quiet) process.stderr.write(`${result.stdout}${result.stderr}`);
  throw new Error('jose-openssl: the addon could not be built; the reason stands above.');
}

function reasonToBuild(built, current) {
  if (built === undefined) return 'there is none yet';
  if (built.openssl !== current.openssl) return 'the OpenSSL to link is another one';
  if (built.sources !== current.sources) return 'its sources changed';
  return existsSync(coreTestsFile) ? undefined : 'the tests of its core are not built';
}

/** @returns {boolean} whether there was anything to do. */
export function buildAddon({ quiet = false } = {}) {
  const openssl = resolveOpenssl();
  const current = currentState(openssl);
  const built = builtState();
  const reason = reasonToBuild(built, current);
  if (reason === undefined) {
    if (!quiet)
      console.log(`addon: up to date, with OpenSSL ${openssl.version} (${openssl.linkage}, ${openssl.source})`);
    return false;
  }
  console.log(`addon: building, because ${reason}`);
  console.log(describe(openssl));
  if (built?.openssl !== current.openssl) nodeGyp(true, 'clean');
  nodeGyp(true, 'configure', '--', '-Djose_core_tests=1');
  nodeGyp(quiet, 'build');
  writeState(current);
  return true;
}
