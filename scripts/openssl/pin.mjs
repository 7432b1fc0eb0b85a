// The release of OpenSSL that is pinned (pin.json), and what it is compared with.
//
// `release` is OpenSSL's number, `debian` that of Debian's source package of it, and `tarballs` has the sha256 of what the OpenSSL
// project published under each number. Debian's source package holds the same file.

import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { run } from './failure.mjs';

const pinFile = fileURLToPath(new URL('pin.json', import.meta.url));

export function readPin(file = pinFile) {
  return JSON.parse(readFileSync(file, 'utf8'));
}

/** Whether a version of a Debian package is older than another. */
export function isVersionOlder(a, b) {
  try {
    run('dpkg', ['--compare-versions', a, 'lt', b]);
    return true;
  } catch {
    return false;
  }
}

const patchOf = (release) => Number(release.split('.')[2]);

/** Whether a source, or a library made of it, is older than the pin: another patch release, or another of Debian's revisions. */
export function isOlderThanPin({ release, version }, pin = readPin(), isOlder = isVersionOlder) {
  if (release !== pin.release) return patchOf(release) < patchOf(pin.release);
  return version !== release && isOlder(version, pin.debian);
}

/** The newest of a mirror's versions where it is newer than the pin. `versions` has the newest first. */
export function newerThanPin(versions, pin = readPin(), isOlder = isVersionOlder) {
  const [newest] = versions;
  return newest !== undefined && isOlder(pin.debian, newest.version) ? newest : undefined;
}

/** Pins this version, and the hash that the mirror's signed index gives its tarball. */
export function writePin({ version, release, sha256 }, file = pinFile) {
  const { tarballs } = readPin(file);
  const pin = { release, debian: version, tarballs: { ...tarballs, [release]: sha256 } };
  writeFileSync(file, `${JSON.stringify(pin, null, 2)}\n`);
}

/** One line for people: whether the mirror has a newer one. */
export function pinLine(versions, pin = readPin(), isOlder = isVersionOlder) {
  const newer = newerThanPin(versions, pin, isOlder);
  return newer === undefined
    ? `the pinned OpenSSL ${pin.debian} is the newest of its series that the Debian mirror names`
    : `the Debian mirror names OpenSSL ${newer.version}, newer than the pinned ${pin.debian}: npm run openssl -- --update takes it`;
}
