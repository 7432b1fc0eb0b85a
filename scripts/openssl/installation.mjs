// Reads what one installation of OpenSSL on disk is: its version, its static library, what that library needs.

import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The multiarch folders in which Debian and its relatives keep libraries, by `process.arch`. */
const multiarch = {
  x64: 'x86_64-linux-gnu',
  arm64: 'aarch64-linux-gnu',
  ia32: 'i386-linux-gnu',
  arm: 'arm-linux-gnueabihf',
  ppc64: 'powerpc64le-linux-gnu',
  s390x: 's390x-linux-gnu',
  riscv64: 'riscv64-linux-gnu',
  loong64: 'loongarch64-linux-gnu',
};

/** What a static libcrypto calls in the system, where no libcrypto.pc says so. */
const systemLibraries = {
  linux: ['-ldl', '-lpthread'],
  win32: ['crypt32.lib', 'ws2_32.lib', 'advapi32.lib', 'user32.lib', 'bcrypt.lib'],
};

const archiveNames = { win32: ['libcrypto_static.lib', 'libcrypto.lib'] };

/** The folders of a prefix that may hold its libraries, the likeliest first. */
export function libraryFolders(prefix, { platform, arch }) {
  if (platform === 'win32') return [join(prefix, 'lib'), join(prefix, 'lib', 'VC', arch, 'MT')];
  const folders = [join(prefix, 'lib64'), join(prefix, 'lib')];
  return multiarch[arch] === undefined ? folders : [join(prefix, 'lib', multiarch[arch]), ...folders];
}

/** The static libcrypto in one of the folders, or undefined. */
export function findArchive(folders, { platform }) {
  for (const folder of folders) {
    for (const name of archiveNames[platform] ?? ['libcrypto.a']) {
      const path = join(folder, name);
      if (existsSync(path)) return path;
    }
  }
  return undefined;
}

/** What the headers in an include folder say they are; undefined when they are not there. */
export function readVersion(includeFolder) {
  const header = join(includeFolder, 'openssl', 'opensslv.h');
  if (!existsSync(header)) return undefined;
  const text = readFileSync(header, 'utf8');
  const quoted = (name) => new RegExp(`#\\s*define\\s+${name}\\s+"([^"]*)"`).exec(text)?.[1];
  const version = quoted('OPENSSL_VERSION_STR');
  if (version !== undefined) return { title: `OpenSSL ${version}`, version, major: Number.parseInt(version, 10) };
  // Before 3.0, and in LibreSSL and BoringSSL, there is no such name.
  return { title: quoted('OPENSSL_VERSION_TEXT') ?? 'not OpenSSL', version: undefined, major: 0 };
}

/** The `Libs.private` of the library's own libcrypto.pc (Debian's 3.5 needs zlib and zstd, for instance). */
export function librariesNeededBy(archive, { platform }) {
  const pc = join(archive, '..', 'pkgconfig', 'libcrypto.pc');
  const line = existsSync(pc) ? /^Libs\.private:(.*)$/m.exec(readFileSync(pc, 'utf8')) : null;
  return line?.[1].split(/\s+/).filter((word) => /^-(l|pthread$)/.test(word)) ?? systemLibraries[platform] ?? [];
}

/** Changes with the octets of the file: enough to know that a binary was linked with another library. */
export function fingerprint(file) {
  return createHash('sha256').update(readFileSync(file)).digest('hex');
}
