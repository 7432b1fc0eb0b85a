// The package as its users get it: packed, then installed from the tarball with install scripts off, in an empty folder,
// with no compiler to be found.

import { spawnSync } from 'node:child_process';
import {
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { npm } from './npm.mjs';
import { root } from '../check/files.mjs';

const compilers = ['cc', 'gcc', 'g++', 'c++', 'clang', 'make', 'python3', 'node-gyp'];

function run(command, args, options) {
  const result = spawnSync(command, args, { encoding: 'utf8', ...options });
  if (result.status !== 0) {
    throw new Error(`${command} ${args.join(' ')}: ${result.error?.message ?? `${result.stdout}${result.stderr}`}`);
  }
  return result.stdout;
}

/** A PATH with node on it and nothing else. */
export function barePath(folder) {
  const bin = join(folder, 'bin');
  mkdirSync(bin, { recursive: true });
  symlinkSync(process.execPath, join(bin, 'node'));
  const found = compilers.filter((name) => existsSync(join(bin, name)));
  if (found.length > 0) throw new Error(`${bin} has ${found.join(', ')}`);
  return bin;
}

const tuple = `${process.platform}-${process.arch}`;

/** Whether an addon such as `linux-x64/jose-openssl.glibc.node` is taken on that system. */
export function isFor(name, system, libc = 'glibc') {
  const other = libc === 'musl' ? 'glibc' : 'musl';
  return name.startsWith(`${system}/`) && !name.endsWith(`.${other}.node`);
}

/** The prebuilt addons of an unpacked package, such as `linux-x64/jose-openssl.glibc.node`. */
function prebuiltIn(folder) {
  const prebuilds = join(folder, 'prebuilds');
  return existsSync(prebuilds)
    ? readdirSync(prebuilds, { recursive: true })
        .map(String)
        .filter((name) => name.endsWith('.node'))
        .sort()
    : [];
}

/**
 * The tarball of `npm pack`. Where it has no prebuilt addon for this system, because `npm run prebuild` was not run, the one
 * in build/Release stands in for it, stripped and in its place.
 */
function tarball(folder) {
  const [{ filename }] = JSON.parse(
    npm(['pack', '--ignore-scripts', '--json', '--pack-destination', folder], { cwd: root }),
  );
  const packed = join(folder, filename);
  run('tar', ['-xzf', packed, '-C', folder]);
  const unpacked = join(folder, 'package');
  const own = prebuiltIn(unpacked);
  if (own.some((name) => isFor(name, tuple))) return { file: packed, prebuilt: own, standIn: false };
  const place = join(unpacked, 'prebuilds', tuple);
  mkdirSync(place, { recursive: true });
  const addon = join(place, 'jose-openssl.glibc.node');
  copyFileSync(join(root, 'build', 'Release', 'jose_openssl.node'), addon);
  run('strip', ['--strip-unneeded', addon]);
  const repacked = join(folder, `with-addon-${filename}`);
  run('tar', ['-czf', repacked, '-C', folder, 'package']);
  return { file: repacked, prebuilt: prebuiltIn(unpacked), standIn: true };
}

/** @returns what was installed, and where: `folder` holds the programs of test/matrix and node_modules. */
export function installPackage() {
  const temporary = mkdtempSync(join(tmpdir(), 'jose-openssl-matrix-'));
  const { file, prebuilt, standIn } = tarball(temporary);
  const folder = join(temporary, 'consumer');
  mkdirSync(folder);
  writeFileSync(join(folder, 'package.json'), '{ "private": true }\n');
  const path = barePath(temporary);
  npm(['install', '--ignore-scripts', '--prefer-offline', file], { cwd: folder, env: { ...process.env, PATH: path } });
  const installed = join(folder, 'node_modules', 'jose-openssl');
  if (existsSync(join(installed, 'build'))) throw new Error('something was built, though install scripts are off');
  cpSync(join(root, 'test', 'matrix'), folder, { recursive: true });
  return { temporary, folder, installed, path, prebuilt, standIn, tarball: file };
}
