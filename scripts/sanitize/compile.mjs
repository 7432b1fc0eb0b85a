// Builds the core, its tests and its fuzz targets with clang's sanitizers, beside the ordinary build: build/sanitize/VARIANT. Objects are
// kept as long as no header and no flag changed.

import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { dirname, join } from 'node:path';
import { root } from '../addon/state.mjs';
import { resolveOpenssl } from '../openssl/resolve.mjs';

export class Unavailable extends Error {}

const common = [
  '-std=c++20',
  '-g1',
  '-fno-omit-frame-pointer',
  '-Wall',
  '-Wextra',
  '-Wshadow',
  '-Wno-unused-command-line-argument',
  '-Werror',
];

const fuzz = {
  flags: ['-O2', '-fsanitize=address,undefined,fuzzer-no-link', '-fno-sanitize-recover=all'],
  defines: ['JOSE_LIBFUZZER', 'JOSE_MAX_KDF_ITERATIONS=2000'],
};

/** Each way of building: the compiler's flags; `fuzz-openssl` is over an OpenSSL that is instrumented too. */
export const variants = {
  fuzz,
  'fuzz-openssl': fuzz,
  asan: { flags: ['-O1', '-fsanitize=address,undefined', '-fno-sanitize-recover=all'], defines: [] },
  // Valgrind 3.19 does not read the newer debugging information of clang.
  poison: { flags: ['-O2', '-gdwarf-4'], defines: ['JOSE_POISON'] },
  tsan: { flags: ['-O1', '-fsanitize=thread'], defines: [] },
};

/** clang++, whose libFuzzer and sanitizers have to be there. */
export function compiler() {
  const names = [process.env.JOSE_CLANG, 'clang++', ...[22, 21, 20, 19, 18, 17, 16, 15, 14].map((n) => `clang++-${n}`)];
  const found = names.find((name) => name && spawnSync(name, ['--version']).status === 0);
  if (found === undefined) throw new Unavailable('no clang++ (Debian: clang); JOSE_CLANG names another');
  return found;
}

const newest = (files) => Math.max(0, ...files.map((file) => statSync(file).mtimeMs));

function filesUnder(folder, extension) {
  return readdirSync(join(root, folder), { recursive: true })
    .map(String)
    .filter((name) => name.endsWith(extension))
    .map((name) => join(folder, name))
    .sort();
}

function run(command, args) {
  return new Promise((done) => {
    const child = spawn(command, args, { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] });
    child.on('error', () => done(1));
    child.on('close', (status) => done(status ?? 1));
  });
}

/** Runs the jobs, as many at a time as there are processors. */
async function inParallel(jobs) {
  const queue = [...jobs];
  const worker = async () => {
    for (let job = queue.shift(); job !== undefined; job = queue.shift()) {
      if ((await job()) !== 0) throw new Error('a file does not compile; see above');
    }
  };
  await Promise.all(Array.from({ length: cpus().length }, worker));
}

/** Whether an object is older than its source or a header that it was made from (the compiler wrote down which). */
function isStale(object, source) {
  const dependencies = `${object}.d`;
  if (!existsSync(object) || !existsSync(dependencies)) return true;
  const files = readFileSync(dependencies, 'utf8')
    .replaceAll('\\\n', ' ')
    .split(/\s+/)
    .filter((name) => name.startsWith('native'));
  const made = statSync(object).mtimeMs;
  return [source, ...files].some((file) => !existsSync(join(root, file)) || statSync(join(root, file)).mtimeMs > made);
}

/** The sources of the core. */
export const coreSources = filesUnder('native/src/core', '.cc');

/**
 * A variant's linker: it compiles what is missing or stale of the sources given, and links them.
 * @returns {(output: string, sources: string[], more?: { flags?: string[], archives?: string[] }) => Promise<string>}
 */
export function builder(name, { openssl = resolveOpenssl() } = {}) {
  const variant = variants[name];
  const folder = join(root, 'build', 'sanitize', name);
  const clang = compiler();
  const flags = [
    ...common,
    ...variant.flags,
    ...variant.defines.map((define) => `-D${define}`),
    `-DJOSE_OPENSSL_EXPECTED_VERSION="${openssl.version}"`,
    ...openssl.includeFolders.flatMap((path) => ['-isystem', path]),
    '-Inative/src',
    '-Inative/test',
  ];
  const digest = createHash('sha256')
    .update(`${clang} ${flags.join(' ')} ${openssl.fingerprint}`)
    .digest('hex');
  const stamp = join(folder, 'flags');
  if (!existsSync(stamp) || readFileSync(stamp, 'utf8') !== digest) {
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    writeFileSync(stamp, digest);
  }
  const objectOf = (source) => join(folder, `${source}.o`);

  return async (output, sources, { flags: linkFlags = [], archives = [] } = {}) => {
    await inParallel(
      sources
        .filter((source) => isStale(objectOf(source), source))
        .map((source) => () => {
          const object = objectOf(source);
          mkdirSync(dirname(object), { recursive: true });
          return run(clang, [...flags, '-MMD', '-MF', `${object}.d`, '-c', source, '-o', object]);
        }),
    );
    const file = join(folder, output);
    const inputs = [...sources.map(objectOf), ...archives];
    if (existsSync(file) && statSync(file).mtimeMs > newest(inputs)) return file;
    const args = [...variant.flags, ...linkFlags, ...inputs, ...openssl.libraries, '-o', file];
    if ((await run(clang, args)) !== 0) throw new Error(`${output} does not link; see above`);
    return file;
  };
}

/** The program of the core's tests; `without` tells what to leave out. */
export function buildCoreTests(variant, { without, ...settings } = {}) {
  const tests = filesUnder('native/test', '.cc').filter((name) => !without?.test(name));
  return builder(variant, settings)('core-tests', [...coreSources, ...tests], { flags: ['-pthread'] });
}

/** Ends a script: a tool that is not there is said, and fails only where it was promised (CI). */
export async function main(action) {
  try {
    await action();
  } catch (error) {
    if (!(error instanceof Unavailable)) throw error;
    console.error(`NOT RUN: ${error.message}`);
    if (process.env.CI) process.exitCode = 1;
  }
}
