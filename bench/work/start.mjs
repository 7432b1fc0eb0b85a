// How long a process takes to start that requires this library, beside one that does nothing.

import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** Starts processes for so many milliseconds; how many a second. */
function starts(source) {
  return (milliseconds) => {
    const start = performance.now();
    let done = 0;
    do {
      const { status } = spawnSync(process.execPath, ['-e', source], {
        cwd: root,
        stdio: ['ignore', 'ignore', 'inherit'],
      });
      if (status !== 0) throw new Error(`node -e "${source}" fails`);
      done += 1;
    } while (performance.now() - start < milliseconds);
    return (done * 1e3) / (performance.now() - start);
  };
}

export const alone = 'node alone';

export const start = [
  {
    section: 'Starting a process',
    name: "require('jose-openssl')",
    subjects: () => [
      { name: 'jose-openssl', own: true, slice: starts(`require(${JSON.stringify(root)})`) },
      { name: alone, slice: starts('') },
    ],
  },
];
