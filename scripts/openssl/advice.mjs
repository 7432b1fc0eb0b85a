// What to tell a person whose machine has no OpenSSL that this package can link. Data, then one lookup.

import { readFileSync } from 'node:fs';

/** `ids`: the ID and ID_LIKE words of /etc/os-release; the first row that shares one wins. */
const linuxAdvice = [
  { ids: ['debian', 'ubuntu'], text: 'sudo apt-get install libssl-dev pkg-config' },
  { ids: ['alpine'], text: 'apk add openssl-dev openssl-libs-static pkgconf' },
  {
    ids: ['fedora', 'rhel', 'centos', 'amzn'],
    text:
      'sudo dnf install openssl-devel gives headers and a shared library, but this system packages no libcrypto.a:\n' +
      '    build OpenSSL with `./Configure no-shared --prefix=DIR` and set JOSE_OPENSSL_PREFIX=DIR',
  },
  {
    ids: ['suse', 'opensuse'],
    text:
      'zypper install libopenssl-3-devel gives headers and a shared library, but this system packages no libcrypto.a:\n' +
      '    build OpenSSL with `./Configure no-shared --prefix=DIR` and set JOSE_OPENSSL_PREFIX=DIR',
  },
  { ids: ['arch'], text: 'pacman -S openssl pkgconf' },
];

const platformAdvice = {
  darwin: 'brew install openssl@3',
  win32:
    'vcpkg install openssl:x64-windows-static, or any OpenSSL 3 with static libraries,\n' +
    '    and set JOSE_OPENSSL_PREFIX to its folder (the one that holds include\\ and lib\\)',
};

const otherAdvice =
  'install the OpenSSL 3 development files with their static library (libcrypto.a),\n' +
  '    or build OpenSSL with `./Configure no-shared --prefix=DIR` and set JOSE_OPENSSL_PREFIX=DIR';

/** The words of os-release that say which distribution this is, nearest first. */
export function distributionIds(file = '/etc/os-release') {
  let text;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    return [];
  }
  const value = (name) => new RegExp(`^${name}="?([^"\\n]*)"?$`, 'm').exec(text)?.[1] ?? '';
  return [value('ID'), ...value('ID_LIKE').split(/\s+/)].filter(Boolean);
}

/** The command that makes an OpenSSL available on this system. */
export function installAdvice({ platform = process.platform, osRelease } = {}) {
  if (platform !== 'linux') return platformAdvice[platform] ?? otherAdvice;
  const ids = distributionIds(osRelease);
  return linuxAdvice.find((row) => ids.some((id) => row.ids.includes(id)))?.text ?? otherAdvice;
}
