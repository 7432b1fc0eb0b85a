// An older glibc than this system's, with the C++ library of its time, for a runtime to be run with: of Debian's packages, unpacked
// into .runtimes/.

import { join } from 'node:path';
import { ensureSysroot } from '../prebuild/tools.mjs';
import { PinnedBuildFailure } from '../openssl/failure.mjs';

const packages = ['libc6', 'libstdc++6', 'libgcc-s1'];

/** How a program is started with the libraries of that folder alone. */
const systems = {
  'linux-x64': {
    debian: 'amd64',
    start: (folder) => [
      join(folder, 'lib64', 'ld-linux-x86-64.so.2'),
      '--library-path',
      ['lib', 'usr/lib'].map((path) => join(folder, path, 'x86_64-linux-gnu')).join(':'),
    ],
  },
  'linux-arm64': { debian: 'arm64', start: (folder, emulator) => [emulator, '-L', folder] },
};

/** What stands before the program's name, or why that cannot be: `{ missing }`. */
export function withOldGlibc(tuple, cache, emulator) {
  const { debian, start } = systems[tuple];
  try {
    const folder = ensureSysroot(join(cache, `old-glibc-${debian}`), debian, packages, () => {});
    return { words: start(folder, emulator) };
  } catch (error) {
    if (!(error instanceof PinnedBuildFailure)) throw error;
    return { missing: error.message.split('\n')[0] };
  }
}
