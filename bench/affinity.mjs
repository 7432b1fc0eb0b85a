// Where two processes are compared they have to have the same processor: on a shared machine one can be half as fast
// again as the other for minutes, by what its neighbours do. With Linux's taskset, as far as it is there.

import { execFileSync } from 'node:child_process';

const ask = (...args) => execFileSync('taskset', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });

/** The processors that this process may use, as taskset writes them; undefined where it is not there. */
function allowed() {
  try {
    return /: *([0-9,-]+)\s*$/.exec(ask('-cp', String(process.pid)))?.[1];
  } catch {
    return undefined;
  }
}

const all = allowed();
const one = all === undefined ? undefined : /^[0-9]+/.exec(all)[0];

/** The command that runs a program on the one processor. */
export const onOneProcessor = (program) => (one === undefined ? [program] : ['taskset', '-c', one, program]);

/** Keeps the thread of JavaScript on the one processor while it does something; or all threads, those of V8's garbage collector too. */
export async function stayOnOneProcessor(work, { allThreads = false } = {}) {
  if (one === undefined) return work();
  ask(allThreads ? '-acp' : '-cp', one, String(process.pid));
  try {
    return await work();
  } finally {
    // All threads: those that were made meanwhile stay on it too.
    ask('-acp', all, String(process.pid));
  }
}
