// The runtimes of the matrix: each is an npm package that holds a program, fetched once into .runtimes/.

import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { cxxLibraryFor, loader } from './musl.mjs';
import { npm } from './npm.mjs';
import { withOldGlibc } from './old-glibc.mjs';
import { root } from '../check/files.mjs';

const cache = join(root, '.runtimes');

const nodeOn = (tuple, version, more = {}) => ({
  name: `node${version.split('.')[0]}`,
  tuple,
  package: `node-${tuple.replace('win32', 'win')}`,
  version,
  program: 'bin/node',
  ...more,
});

/** Through an emulator: the programs that it takes, and what it needs beside itself. */
const underQemu = {
  command: ['qemu-aarch64-static', '-L', '/usr/aarch64-linux-gnu'],
  // node is written in C++, so it needs this library of the foreign system.
  needs: '/usr/aarch64-linux-gnu/lib/libstdc++.so.6',
  advice: 'apt-get install qemu-user-static libstdc++6-arm64-cross libc6-arm64-cross',
};
const underWine = { command: ['wine'], needs: '/usr/bin/wine', advice: 'apt-get install wine wine64' };

export const runtimes = [
  ...['18.20.8', '20.20.2', '22.23.3', '24.21.0', '26.10.0'].map((version) => nodeOn('linux-x64', version)),
  { name: 'bun', tuple: 'linux-x64', package: '@oven/bun-linux-x64', version: '1.4.5', program: 'bin/bun' },
  {
    name: 'deno',
    tuple: 'linux-x64',
    package: '@deno/linux-x64-glibc',
    version: '2.9.6',
    program: 'deno',
    args: ['run', '--allow-all', '--node-modules-dir=manual', '--no-lock', '--cached-only'],
  },
  {
    name: 'bun-musl',
    tuple: 'linux-x64',
    libc: 'musl',
    package: '@oven/bun-linux-x64-musl',
    version: '1.4.5',
    program: 'bin/bun',
    // What node-gyp-build would know by itself on Alpine.
    env: { LIBC: 'musl' },
    ...(existsSync(loader) ? {} : { missing: `${loader} is not here: apt-get install musl` }),
  },
  nodeOn('linux-arm64', '24.22.0', { name: 'arm64', emulator: underQemu }),
  nodeOn('win32-x64', '22.23.3', { name: 'win32', emulator: underWine, program: 'bin/node.exe' }),
];

/** The emulator's words, or why it cannot be used: `{ missing }`. */
function throughEmulator({ command, needs, advice }) {
  const found = spawnSync('sh', ['-c', 'command -v "$0"', command[0]], { encoding: 'utf8' }).stdout.trim();
  if (found === '' || !existsSync(needs)) return { missing: `${command[0]} or ${needs} is not here: ${advice}` };
  return { words: [found, ...command.slice(1)] };
}

/** Which program to start with which arguments, or why that cannot be: `{ missing }`. */
export function emulated({ emulator, oldGlibc, tuple, args = [] }, program) {
  let before = emulator === undefined ? { words: [] } : throughEmulator(emulator);
  if (oldGlibc !== undefined && before.missing === undefined) before = withOldGlibc(tuple, cache, before.words[0]);
  if (before.missing !== undefined) return before;
  const [command, ...rest] = [...before.words, program, ...args];
  return { command, args: rest };
}

/** What a runtime needs in its environment besides its row's. */
export function supportOf({ libc }, program) {
  if (libc !== 'musl' || existsSync('/etc/alpine-release')) return {};
  return { LD_LIBRARY_PATH: cxxLibraryFor(program, join(dirname(program), 'musl-libraries')) };
}

/** The program of a runtime, fetched where it is not in the cache yet. */
export function fetched({ package: name, version, program }) {
  const folder = join(cache, `${name.replace('/', '_')}@${version}`);
  const file = join(folder, 'node_modules', name, program);
  if (existsSync(file)) return file;
  // Beside its place and then renamed: an interrupted download is not taken for a runtime.
  const fresh = `${folder}.new`;
  rmSync(fresh, { recursive: true, force: true });
  mkdirSync(fresh, { recursive: true });
  // --force: the packages are marked for one system, and some are for another than this.
  npm([
    'install',
    '--prefix',
    fresh,
    '--no-save',
    '--no-package-lock',
    '--ignore-scripts',
    '--force',
    `${name}@${version}`,
  ]);
  rmSync(folder, { recursive: true, force: true });
  renameSync(fresh, folder);
  return file;
}
