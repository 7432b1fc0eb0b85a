// An addon with AddressSanitizer and UndefinedBehaviorSanitizer, built by node-gyp from links to this project in a folder of its
// own, and jest with it.

import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { nodeGypIn } from '../addon/build.mjs';
import { root } from '../addon/state.mjs';
import { Unavailable } from './compile.mjs';

const folder = join(root, 'build', 'sanitize', 'addon');

function buildAddon() {
  mkdirSync(folder, { recursive: true });
  for (const name of ['binding.gyp', 'native', 'scripts', 'node_modules', 'package.json']) {
    if (!existsSync(join(folder, name))) symlinkSync(join(root, name), join(folder, name));
  }
  nodeGypIn(folder, true, 'configure', '--', '-Djose_tests=1', '-Djose_sanitize=address,undefined');
  nodeGypIn(folder, true, 'build', 'jose_openssl_checked');
  // Where node-gyp-build looks when it is given a folder: JOSE_OPENSSL_PREBUILD.
  const loaded = join(folder, 'loaded', 'build', 'Release', 'jose_openssl.node');
  mkdirSync(dirname(loaded), { recursive: true });
  copyFileSync(join(folder, 'build', 'Release', 'jose_openssl_checked.node'), loaded);
  return join(folder, 'loaded');
}

/** The sanitizer's library must be the first that node loads. */
function sanitizerLibrary() {
  const { stdout } = spawnSync(process.env.CXX ?? 'g++', ['-print-file-name=libasan.so'], { encoding: 'utf8' });
  const file = stdout?.trim();
  if (!file || !existsSync(file)) throw new Unavailable('no libasan.so beside the compiler');
  return file;
}

/** Runs jest with the addon. Leaks are not looked for here: V8 keeps too much until the end of the process. */
export function runJest(args) {
  const library = sanitizerLibrary();
  const prebuild = buildAddon();
  const env = {
    ...process.env,
    JOSE_OPENSSL_PREBUILD: prebuild,
    LD_PRELOAD: library,
    // Little is kept back of what is freed: some tests measure the memory of the process.
    ASAN_OPTIONS: 'detect_leaks=0:abort_on_error=1:allocator_may_return_null=1:quarantine_size_mb=8',
    UBSAN_OPTIONS: 'halt_on_error=1:print_stacktrace=1',
  };
  const jest = join(root, 'node_modules', 'jest', 'bin', 'jest.js');
  // It is several times slower, so jest's own limit of 5 s for a test would decide about the machine.
  const jestArguments = [jest, '--testTimeout=120000', ...args];
  if (args.length === 0) {
    console.log('asan: test/packaging is left out: it installs, builds and loads other addons than this one');
    jestArguments.push('--testPathIgnorePatterns', '/node_modules/', '/test/packaging/');
  }
  const { status } = spawnSync(process.execPath, jestArguments, { cwd: root, stdio: 'inherit', env });
  if (status !== 0) process.exitCode = 1;
}
