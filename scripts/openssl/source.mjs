// OpenSSL's source, unpacked under .openssl/source: from Debian, or from a tarball whose sha256 is given. Fetched once for all
// targets.

import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fetchDebianSource } from './debian.mjs';
import { PinnedBuildFailure, run } from './failure.mjs';
import { isOlderThanPin, readPin } from './pin.mjs';
import { series } from './pinned.mjs';

function sha256(file) {
  return createHash('sha256').update(readFileSync(file)).digest('hex');
}

/** The release that a source folder says it is, such as 3.5.7. */
function releaseOf(folder) {
  const file = join(folder, 'VERSION.dat');
  const text = existsSync(file) ? readFileSync(file, 'utf8') : '';
  const part = (name) => new RegExp(`^${name}=(\\d+)`, 'm').exec(text)?.[1];
  return [part('MAJOR'), part('MINOR'), part('PATCH')].join('.');
}

/** What OpenSSL's project published under this number must be this file. */
function checkPublished(release, digest) {
  const expected = readPin().tarballs[release];
  if (expected === undefined || expected === digest) return;
  throw new PinnedBuildFailure(`The tarball of OpenSSL ${release} has the sha256 ${digest}, expected ${expected}.`);
}

async function download(url, file, log) {
  log(`downloading ${url}`);
  const response = await globalThis.fetch(url);
  if (!response.ok) throw new PinnedBuildFailure(`${url}: HTTP ${response.status}`);
  writeFileSync(file, Buffer.from(await response.arrayBuffer()));
}

async function fetchTarball(folder, { source, sha256: expected }, log) {
  if (!/^[0-9a-f]{64}$/.test(expected ?? '')) {
    throw new PinnedBuildFailure(
      '--source needs --sha256 with the 64 hexadecimal digits of the tarball, in lower case.',
    );
  }
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(join(folder, 'src'), { recursive: true });
  const file = join(folder, 'openssl.tar.gz');
  if (/^https?:/.test(source)) await download(source, file, log);
  else if (existsSync(resolve(source))) copyFileSync(resolve(source), file);
  else throw new PinnedBuildFailure(`There is no tarball ${resolve(source)}.`);
  const digest = sha256(file);
  if (digest !== expected) {
    throw new PinnedBuildFailure(`The tarball's sha256 is ${digest}, but --sha256 says ${expected}.`);
  }
  log('unpacking the tarball');
  run('tar', ['-xzf', file, '--strip-components=1', '-C', join(folder, 'src')]);
  return { version: releaseOf(join(folder, 'src')), file, source: `tarball ${expected}` };
}

/** What was fetched before. */
function keptSource(kept) {
  const description = join(kept, 'source.json');
  return existsSync(description)
    ? { ...JSON.parse(readFileSync(description, 'utf8')), folder: join(kept, 'src') }
    : undefined;
}

/** The pinned source from Debian; undefined where nothing better than the kept one can be had. */
function fetchPinned(folder, kept, log) {
  try {
    return fetchDebianSource(folder, kept?.version, log);
  } catch (error) {
    if (kept === undefined || !(error instanceof PinnedBuildFailure)) throw error;
    log(error.message);
    return undefined;
  }
}

/**
 * The unpacked source: { folder, release, version, source, sha256 }; `version` has Debian's revision where it is theirs.
 * What is there already is used again unless it is older than the pin.
 */
export async function ensureSource(root, { source, sha256: expected }, log) {
  const place = join(root, '.openssl', 'source');
  const kept = keptSource(place);
  const isWanted = (record) => (expected === undefined ? !isOlderThanPin(record) : record.sha256 === expected);
  if (kept !== undefined && isWanted(kept)) return kept;
  const fresh = join(root, '.openssl', 'source.new');
  const fetched =
    source === undefined ? fetchPinned(fresh, kept, log) : await fetchTarball(fresh, { source, sha256: expected }, log);
  if (fetched === undefined) {
    rmSync(fresh, { recursive: true, force: true });
    return kept;
  }
  const release = releaseOf(join(fresh, 'src'));
  if (!release.startsWith(`${series}.`)) throw new PinnedBuildFailure(`Expected OpenSSL ${series}, found ${release}.`);
  const digest = sha256(fetched.file);
  checkPublished(release, digest);
  const known = { release, version: fetched.version, source: fetched.source, sha256: digest };
  rmSync(fetched.file); // 50 MB that nothing needs any more
  writeFileSync(join(fresh, 'source.json'), `${JSON.stringify(known, null, 2)}\n`);
  rmSync(place, { recursive: true, force: true });
  mkdirSync(dirname(place), { recursive: true });
  renameSync(fresh, place);
  return { ...known, folder: join(place, 'src') };
}
