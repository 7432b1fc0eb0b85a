// The rows of the matrix: every runtime as it is, and some with the libraries of others forced into the same process.

import { existsSync } from 'node:fs';
import { runtimes } from './runtimes.mjs';

const runtime = (name) => runtimes.find((each) => each.name === name);

/** Libraries whose symbols have the names of the addon's own, and other contents. */
const strangers = {
  boringssl: {
    text: 'BoringSSL',
    files: ['/usr/lib/x86_64-linux-gnu/android/libcrypto.so.0'],
    advice: 'apt-get install android-libboringssl',
  },
  libcrypto: {
    text: "the system's libcrypto",
    files: ['/usr/lib/x86_64-linux-gnu/libcrypto.so.3', '/usr/lib64/libcrypto.so.3'],
    advice: 'apt-get install libssl3',
  },
};

function withStranger(base, stranger) {
  const { text, files, advice } = strangers[stranger];
  const file = files.find(existsSync);
  return {
    ...runtime(base),
    name: `${base}+${stranger}`,
    runtime: base,
    preload: { text, file },
    ...(file === undefined ? { missing: `${files.join(', ')}: not here (${advice})` } : {}),
  };
}

/** The oldest that can be had where this is run: Debian 11's. Node itself asks for 2.28. */
const underOldGlibc = (base) => ({ ...runtime(base), name: `${base}+glibc2.31`, runtime: base, oldGlibc: '2.31' });

/** As near to Electron as can be had without it: BoringSSL's symbols, and the search for addons that is made there. */
const electronLike = {
  ...withStranger('node24', 'boringssl'),
  name: 'electron-like',
  env: { ELECTRON_RUN_AS_NODE: '1' },
};

export const rows = [
  ...runtimes.map((each) => ({ ...each, runtime: each.name })),
  withStranger('node20', 'boringssl'),
  withStranger('node24', 'boringssl'),
  withStranger('bun', 'boringssl'),
  withStranger('deno', 'boringssl'),
  withStranger('node24', 'libcrypto'),
  withStranger('bun', 'libcrypto'),
  electronLike,
  ...['node18', 'node20', 'node26', 'bun', 'arm64'].map((base) => underOldGlibc(base)),
];
