// What the cross builds need and a checkout does not have, fetched once into .openssl/prebuild: an old glibc to link against, npm's
// packages of Node-API headers and of zig.

import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readlinkSync,
  renameSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { codename, knownArchives, privateApt } from '../openssl/debian.mjs';
import { isInstalled, PinnedBuildFailure, run } from '../openssl/failure.mjs';
import { sysrootSuite, tools } from './targets.mjs';

/** What is needed to link against glibc. */
export const glibcPackages = ['libc6', 'libc6-dev', 'linux-libc-dev'];

/** A folder with these packages of the Debian that has glibc 2.31, for one of its architectures; made once. */
export function ensureSysroot(sysroot, debian, packages, log) {
  if (existsSync(sysroot)) return sysroot;
  const mirrors = knownArchives().filter(({ suite }) => suite === codename());
  if (mirrors.length === 0)
    throw new PinnedBuildFailure('The old glibc is taken from a Debian mirror; apt knows none.');
  log(`fetching ${packages.join(', ')} of Debian ${sysrootSuite} for ${debian}`);
  const work = mkdtempSync(join(tmpdir(), 'jose-openssl-apt-'));
  try {
    const suites = [...new Set(mirrors.map(({ uri }) => uri))].map((uri) => [uri, sysrootSuite]);
    const apt = privateApt(work, suites, 'deb', debian);
    apt('apt-get', ['update', '-qq']);
    apt('apt-get', ['download', '-qq', ...packages.map((name) => `${name}:${debian}`)]);
    const fresh = `${sysroot}.new`;
    rmSync(fresh, { recursive: true, force: true });
    mkdirSync(fresh, { recursive: true });
    for (const name of readdirSync(work).filter((file) => file.endsWith('.deb'))) {
      run('dpkg-deb', ['-x', join(work, name), fresh]);
    }
    stayInside(fresh);
    renameSync(fresh, sysroot);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
  return sysroot;
}

/** Debian's packages have links to /lib, which would lead out of the sysroot. */
function stayInside(sysroot) {
  for (const entry of readdirSync(sysroot, { recursive: true, withFileTypes: true })) {
    const link = join(entry.parentPath ?? entry.path, entry.name);
    const destination = entry.isSymbolicLink() ? readlinkSync(link) : '';
    if (!destination.startsWith('/')) continue;
    rmSync(link);
    symlinkSync(relative(dirname(link), join(sysroot, destination)), link);
  }
}

/** The folder of an npm package of that exact version, installed beside the cache. */
function ensurePackage(cache, wanted, log) {
  const at = wanted.lastIndexOf('@');
  const folder = join(cache, `npm-${wanted.replaceAll(/[@/]/g, '_')}`);
  const found = join(folder, 'node_modules', wanted.slice(0, at));
  if (existsSync(found)) return found;
  log(`installing ${wanted} from npm`);
  mkdirSync(folder, { recursive: true });
  run('npm', ['install', '--prefix', folder, '--no-save', '--no-package-lock', '--ignore-scripts', wanted]);
  return found;
}

export function ensureHeaders(cache, log) {
  return ensurePackage(cache, tools.headers, log);
}

export function ensureZig(cache, log) {
  return process.env.JOSE_ZIG || join(ensurePackage(cache, tools.zig, log), 'zig');
}

/** LLVM's linker for macOS; Debian has the version in its name. */
export function findLld() {
  const names = ['ld64.lld', ...[22, 21, 20, 19, 18, 17, 16].map((version) => `ld64.lld-${version}`)];
  const found = [process.env.JOSE_LD64, ...names].find((name) => name && isInstalled(name));
  if (found === undefined) throw new PinnedBuildFailure('To link for macOS, install lld 16 or newer (Debian: lld-19).');
  return found;
}
