// `npm run stress`: what takes too long for every change, each from one row of a table.
//
//   npm run stress -- --list                    the table
//   npm run stress -- fuzz --jobs 2             one row, with options of its own
//   npm run stress -- --short                   the short forms, for CI; those that have none are left out
//   npm run stress -- planted --short           the short form of one
//   npm run stress                              all, for hours

import { spawnSync } from 'node:child_process';
import { cpus } from 'node:os';
import { root } from './check/files.mjs';

/**
 * `script` is run with `args`, then with what stood on the command line, or with `short`. `takes`: minutes on two processors, whole
 * and short. `onBuild`: it runs what `npm run build` makes. The last row links another OpenSSL into the addon.
 */
const rows = {
  fuzz: {
    does: 'libFuzzer over the core, 20 s a target; [--seconds N | --runs N] [--jobs N] [TARGET…]; needs clang',
    script: 'scripts/fuzz/run.mjs',
    short: ['--jobs', String(cpus().length)],
    takes: [5, 3],
  },
  leaks: {
    does: 'a million operations of the core leave nothing allocated; [COUNT]; needs clang',
    script: 'scripts/sanitize/leaks.mjs',
    short: ['100000'],
    takes: [5, 1],
  },
  'alloc-failure': {
    does: "each of OpenSSL's allocations fails once in each operation of the core; [MOST] of an operation, 2000",
    script: 'scripts/sanitize/alloc-failure.mjs',
    short: ['200'],
    takes: [3, 1],
  },
  'constant-time': {
    does: 'poisoned secrets under valgrind, then timings that decide nothing; [ROUNDS]; needs clang and valgrind',
    script: 'scripts/sanitize/constant-time.mjs',
    short: ['1000'],
    takes: [5, 1],
  },
  asan: {
    does: "the core's tests and jest under AddressSanitizer; [--core | --jest [PATH…]]; needs clang",
    script: 'scripts/sanitize/asan.mjs',
    onBuild: true,
    takes: [60],
  },
  tsan: {
    does: 'threads under ThreadSanitizer; needs clang, and the OpenSSL of npm run openssl -- --target linux-x64-tsan',
    script: 'scripts/sanitize/tsan.mjs',
    takes: [5],
  },
  differential: {
    does: 'mutated tokens against a strict reference and jose; [--count N] [--seed S] [--jobs J]',
    script: 'test/differential/run.mjs',
    onBuild: true,
    takes: [2],
  },
  warm: {
    does: 'keys, registries and processes that have seen other tokens against fresh ones; [--count N] [--seed S]',
    script: 'test/differential/warm.cjs',
    onBuild: true,
    takes: [15],
  },
  planted: {
    does: 'plants bugs in a copy, each of which a test must catch; [--only NAME,NAME]',
    script: 'scripts/planted-bugs/run.mjs',
    onBuild: true,
    takes: [12],
  },
  walk: {
    does: 'prints the functions and files of lib/ that one token passes, and counts them; [jwt.decode | jwt.encode]',
    script: 'scripts/walk.mjs',
    onBuild: true,
    takes: [1],
  },
  soak: {
    does: 'workers, exits, lost keys and changing buffers; [--minutes 5] [--only PHASE]',
    args: ['--expose-gc'],
    script: 'test/support/soak.cjs',
    onBuild: true,
    takes: [5],
  },
  memory: {
    does: 'memory stays flat over ten million mixed operations; [--operations N]',
    script: 'bench/memory.mjs',
    onBuild: true,
    takes: [20],
  },
  'peak-memory': {
    does: 'the most memory that an operation on a large payload takes; [--only NAME] [--megabytes N]',
    script: 'bench/peak-memory.mjs',
    onBuild: true,
    takes: [5],
  },
  lambda: {
    does: 'a Lambda function with the packed package (docs/lambda.md); builds aws-lambda-ric once, which needs cmake',
    script: 'scripts/lambda/run.mjs',
    onBuild: true,
    takes: [5],
  },
  pinned: {
    does: 'builds the pinned OpenSSL, and runs on it what depends on it: the core, vectors, keys, ML-DSA',
    script: 'scripts/check/pinned.mjs',
    short: [],
    takes: [10, 10],
  },
};

const names = Object.keys(rows);

function list() {
  const width = Math.max(...names.map((name) => name.length));
  for (const [
    name,
    {
      does,
      takes: [whole, short],
    },
  ] of Object.entries(rows)) {
    const time = short === undefined ? `${whole} min` : `${whole} min, --short ${short} min`;
    console.log(`${name.padEnd(width)}  ${does} (${time})`);
  }
}

function node(...args) {
  return spawnSync(process.execPath, args, { cwd: root, stdio: 'inherit' }).status === 0;
}

function passes(name, args) {
  const { script, args: own = [] } = rows[name];
  console.log(`\n── stress: ${name}`);
  const passed = node(...own, script, ...args);
  console.log(`${passed ? 'ok' : 'FAILED'}: ${name}`);
  return passed;
}

function refuse(message) {
  console.error(`stress: ${message}`);
  return 1;
}

function main(words) {
  if (words.includes('--list')) {
    list();
    return 0;
  }
  const isShort = words.includes('--short');
  const [name, ...options] = words.filter((word) => word !== '--short');
  const chosen = name === undefined ? names.filter((each) => !isShort || rows[each].short !== undefined) : [name];
  if (!Object.hasOwn(rows, chosen[0])) return refuse(`there is no "${name}", but ${names.join(', ')}`);
  if (isShort && rows[chosen[0]].short === undefined) return refuse(`${name} has no short form`);
  if (chosen.some((each) => rows[each].onBuild) && !node('scripts/build.mjs', '--quiet')) return 1;
  const failed = chosen.filter((each) => !passes(each, isShort ? rows[each].short : options));
  if (failed.length > 0) console.log(`\nfailed: ${failed.join(', ')}`);
  return failed.length === 0 ? 0 : 1;
}

process.exitCode = main(process.argv.slice(2));
