// Runs the programs of test/matrix under one row's runtime, in an environment that holds nothing of this machine's.

import { spawnSync } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readCrossings } from './crossings.mjs';
import { isFor } from './installed.mjs';
import { emulated, fetched, supportOf } from './runtimes.mjs';

export const programs = { commonjs: 'commonjs.cjs', esm: 'esm.mjs', workers: 'workers.cjs' };

const minutes = 60_000;
// An emulated processor is some twenty times as slow.
const timeLimit = ({ emulator }) => (emulator === undefined ? 3 : 15) * minutes;

function environment(row, place) {
  const env = { HOME: place.temporary, TMPDIR: place.temporary, PATH: place.path, NO_COLOR: '1', ...row.env };
  if (row.preload !== undefined) env.LD_PRELOAD = row.preload.file;
  if (row.tuple !== 'win32-x64') return env;
  // wine is a shell script; what it runs finds no compiler for Windows there. Node knows no wine, and would refuse it.
  const wine = { WINEPREFIX: join(place.temporary, 'wine'), WINEDEBUG: '-all', NODE_SKIP_PLATFORM_CHECK: '1' };
  return { ...env, ...wine, PATH: '/usr/bin:/bin' };
}

/** Runs a program with its output in files: node under wine cannot write to pipes. */
function spawned(start, name, row, place, more) {
  const files = ['stdout', 'stderr'].map((kind) => join(place.temporary, kind));
  const descriptors = files.map((file) => openSync(file, 'w'));
  try {
    const result = spawnSync(start.command, [...start.args, name], {
      cwd: place.folder,
      env: { ...environment(row, place), ...start.env, ...more },
      stdio: ['ignore', ...descriptors],
      timeout: timeLimit(row),
    });
    const [stdout, stderr] = files.map((file) => readFileSync(file, 'utf8').trim());
    return { ...result, stdout, stderr };
  } finally {
    descriptors.forEach((descriptor) => closeSync(descriptor));
  }
}

/** What a program says: the JSON of its last line, or why there is none. */
function run(start, name, row, place, more = {}) {
  const started = Date.now();
  const { status, signal, stdout, stderr, error } = spawned(start, name, row, place, more);
  const seconds = (Date.now() - started) / 1000;
  const broken = (text) => ({ passed: 0, failures: [`${name}: ${text}`], seconds });
  if (status !== 0) {
    // What was thrown stands first in stderr, its cause and the runtime's name last.
    const said = (stderr || stdout).split('\n').slice(0, 24).join('\n');
    return broken(`${error?.code ?? signal ?? `exit status ${status}`}\n${said}`);
  }
  try {
    return { failures: [], ...JSON.parse(stdout.split('\n').at(-1)), seconds };
  } catch {
    return broken(`printed no result: ${stdout.slice(-200)}`);
  }
}

/** Why a row cannot be run at all, or undefined. */
function obstacle(row, place) {
  if (row.missing !== undefined) return row.missing;
  if (row.oldGlibc !== undefined && place.standIn)
    return 'the addon of build/Release needs the glibc that it was linked with: npm run prebuild';
  const { tuple, libc } = row;
  if (place.prebuilt.some((name) => isFor(name, tuple, libc))) return undefined;
  return `the package has no prebuilt addon for ${[tuple, libc].filter(Boolean).join('-')}: npm run prebuild`;
}

/** @returns {{ row, missing } | { row, host, results, crossings }} */
export function runRow(row, place) {
  const missing = obstacle(row, place);
  if (missing !== undefined) return { row, missing };
  const program = fetched(row);
  const start = emulated(row, program);
  if (start.missing !== undefined) return { row, missing: start.missing };
  start.env = supportOf(row, program);
  const host = run(start, 'host.cjs', row, place);
  if (row.oldGlibc !== undefined && host.glibc !== row.oldGlibc)
    host.failures.push(`runs on glibc ${host.glibc}, expected ${row.oldGlibc}`);
  const results = Object.fromEntries(
    Object.entries(programs).map(([kind, name]) => [kind, run(start, name, row, place)]),
  );
  return { row, host, results, crossings: crossingsOf(start, row, place) };
}

/** What the dynamic linker binds while the library is loaded and used; undefined where that cannot be seen. */
function crossingsOf(start, row, place) {
  // musl's linker reports nothing.
  if (process.platform !== 'linux' || row.emulator !== undefined || row.libc === 'musl') return undefined;
  const log = join(place.temporary, `bindings-${row.name}`);
  const result = run(start, 'load.cjs', row, place, { LD_DEBUG: 'bindings', LD_DEBUG_OUTPUT: log });
  if (result.failures.length > 0) return { crossed: [], failures: result.failures };
  return readCrossings(log, place.installed);
}
