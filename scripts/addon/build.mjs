// Builds the addon, and on request what its tests need, when they are not there or no longer what a build would make: another
// OpenSSL means from scratch (make does not know that an archive it links was exchanged), other sources mean what make finds.

import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { describe, OpensslUnusable, resolveOpenssl } from '../openssl/resolve.mjs';
import { addonFile, currentState, readStamp, root, writeStamp } from './state.mjs';

const require = createRequire(import.meta.url);
const suffix = process.platform === 'win32' ? '.exe' : '';

export class BuildFailure extends Error {}

/** Runs an action; what a person can mend is told without a stack. */
export function explained(action) {
  try {
    action();
    return true;
  } catch (error) {
    if (!(error instanceof BuildFailure || error instanceof OpensslUnusable)) throw error;
    console.error(`\n${error.message}\n`);
    process.exitCode = 1;
    return false;
  }
}

/** Under a folder that looks like a package's root, because node-gyp-build is given one: JOSE_OPENSSL_PREBUILD. */
const checkedAddonFile = join(root, 'build', 'checked', 'build', 'Release', 'jose_openssl.node');
export const coreArchive = join(root, 'build', 'Release', 'obj.target', 'jose_openssl_core.a');
export const coreTestsFile = join(root, 'build', 'Release', `jose_openssl_core_tests${suffix}`);

/** Node's headers where its own distribution has them: what npm is not there to configure needs no download then. */
function ownHeaders() {
  const prefix = resolve(dirname(process.execPath), '..');
  const known = process.env.npm_config_nodedir !== undefined;
  return !known && existsSync(join(prefix, 'include', 'node', 'node_api.h')) ? [`--nodedir=${prefix}`] : [];
}

const nodeGyp = (...args) => nodeGypIn(root, ...args);

/** Runs node-gyp on the package in `folder`. */
export function nodeGypIn(folder, quiet, command, ...gypArguments) {
  const script = require.resolve('node-gyp/bin/node-gyp.js');
  const result = spawnSync(process.execPath, [script, command, '--loglevel=warn', ...ownHeaders(), ...gypArguments], {
    cwd: folder,
    stdio: quiet ? 'pipe' : 'inherit',
    env: { JOBS: 'max', ...process.env },
    encoding: 'utf8',
  });
  if (result.status === 0) return;
  if (quiet) process.stderr.write(`${result.stdout}${result.stderr}`);
  throw new BuildFailure('jose-openssl: the addon could not be built; the reason stands above.');
}

/** What has nothing to do with the addon: the counts of tests that were run already, and what dist/ was made from. */
const kept = ['reports', 'dist-stamp.json'];

/** What `node-gyp clean` does. */
function clean() {
  const build = join(root, 'build');
  const names = existsSync(build) ? readdirSync(build).filter((name) => !kept.includes(name)) : [];
  for (const name of names) rmSync(join(build, name), { recursive: true, force: true });
}

/** Why the addon must be built, or undefined when it need not be. */
export function reasonToBuild(built, current) {
  if (built === undefined) return 'there is none yet';
  if (built.openssl !== current.openssl) return 'the OpenSSL to link is another one';
  return built.sources === current.sources ? undefined : 'its sources changed';
}

/** What can be built: what make is asked for, and the files that are then there. */
const builds = {
  addon: { targets: ['jose_openssl'], files: [addonFile] },
  tests: { targets: [], files: [addonFile, checkedAddonFile, coreTestsFile] },
};

/**
 * Builds the addon; with `tests` also the addon that the tests load and the core's tests.
 * @returns {boolean} whether there was anything to do.
 */
export function buildAddon({ quiet = false, tests = false } = {}) {
  const name = tests ? 'tests' : 'addon';
  const { targets, files } = builds[name];
  const openssl = resolveOpenssl();
  const current = currentState(openssl, { tests });
  const built = files.every(existsSync) ? readStamp(name) : undefined;
  const reason = reasonToBuild(built, current);
  if (reason === undefined) {
    if (!quiet)
      console.log(`${name}: up to date, with OpenSSL ${openssl.version} (${openssl.linkage}, ${openssl.source})`);
    return false;
  }
  console.log(`${name}: building, because ${reason}`);
  console.log(describe(openssl));
  if (readStamp('addon')?.openssl !== current.openssl) clean();
  nodeGyp(true, 'configure', '--', '-Djose_tests=1');
  nodeGyp(quiet, 'build', ...targets);
  writeStamp('addon', currentState(openssl));
  if (tests) {
    // Out of the way of the shipped addon: in build/Release, any file that ends in .node may be the one that is loaded.
    mkdirSync(dirname(checkedAddonFile), { recursive: true });
    renameSync(join(dirname(addonFile), 'jose_openssl_checked.node'), checkedAddonFile);
    writeStamp('tests', current);
  }
  return true;
}
