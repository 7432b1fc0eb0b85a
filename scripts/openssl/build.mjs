// `npm run openssl`: builds the pinned OpenSSL as a minimal static libcrypto in .openssl/<target>, where resolve.mjs finds it. Nothing is
// done when it is there, made from the same things and no older than the pin. Then it says whether there is a newer release.
//
//   --target NAME          a target of pinned.mjs (default: this machine's); others need a cross compiler
//   --source PATH_OR_URL   a tarball, with --sha256 HEX; otherwise Debian's source package, from this machine's mirror
//   --update               pins the newest release of the series that the mirror names (pin.json), and builds that
//   --force                builds in any case

import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { delimiter, dirname, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { askMirror } from './debian.mjs';
import { isInstalled, PinnedBuildFailure, run } from './failure.mjs';
import { isOlderThanPin, newerThanPin, pinLine, readPin, writePin } from './pin.mjs';
import { compilerFlags, instrumented, options, series, targets as shipped } from './pinned.mjs';
import { ensureSource } from './source.mjs';

const projectRoot = resolve(dirname(fileURLToPath(import.meta.url)), '..', '..');
const targets = { ...shipped, ...instrumented };
const log = (line) => console.log(`openssl: ${line}`);

export const hostTarget = `${process.platform}-${process.arch}`;

/** The names of a target's tools; this machine's own have no prefix. */
export function toolsOf(target) {
  const { prefix = '', zig, cc } = targets[target];
  if (cc !== undefined) return { cc, ar: 'ar', ranlib: 'ranlib' };
  if (zig !== undefined) {
    const as = (tool) => (target === hostTarget ? tool : `zig ${tool}`);
    return { cc: target === hostTarget ? 'cc' : `zig cc -target ${zig}`, ar: as('ar'), ranlib: as('ranlib') };
  }
  const before = target === hostTarget ? '' : prefix;
  return { cc: `${before}gcc`, ar: `${before}ar`, ranlib: `${before}ranlib` };
}

/** OpenSSL keeps its compiler's command line as a text: a path in it would make the library another one elsewhere. */
function findZigByName() {
  if (process.env.JOSE_ZIG) process.env.PATH = `${dirname(process.env.JOSE_ZIG)}${delimiter}${process.env.PATH}`;
}

function checkTools({ cc }) {
  const needed = ['perl', 'make', cc.split(' ')[0]].filter((command) => !isInstalled(command));
  if (needed.length > 0) throw new PinnedBuildFailure(`To build OpenSSL, install: ${needed.join(', ')}.`);
}

function flagsOf(row, ...more) {
  return `CFLAGS=${[...compilerFlags, ...(row.flags ?? []), ...more].join(' ')}`;
}

function configureArguments(target) {
  const row = targets[target];
  const { cc, ar, ranlib } = toolsOf(target);
  return [row.config, `CC=${cc}`, `AR=${ar}`, `RANLIB=${ranlib}`, flagsOf(row), ...options, ...row.options];
}

/** Everything but the source that the library is made from. */
function inputsOf(target) {
  const { cc } = toolsOf(target);
  const [command, ...args] = cc.split(' ');
  const compiler = run(command, [...args, '--version']).split('\n')[0];
  const { unrolled } = targets[target];
  return { target, compiler, configure: configureArguments(target), ...(unrolled && { unrolled }) };
}

function digestOf(value) {
  return createHash('sha256').update(JSON.stringify(value)).digest('hex');
}

function builtFrom(prefix) {
  const file = join(prefix, 'build.json');
  const archive = join(prefix, 'lib', 'libcrypto.a');
  return existsSync(file) && existsSync(archive) ? JSON.parse(readFileSync(file, 'utf8')) : undefined;
}

/** The prefix beside the one that is there, which is exchanged when it is whole. */
function build(root, target, source, inputs) {
  const prefix = join(root, '.openssl', target);
  const work = join(root, '.openssl', `build-${target}`);
  rmSync(work, { recursive: true, force: true });
  mkdirSync(work, { recursive: true });
  const started = Date.now();
  // Dates in the library would make every build another one.
  const env = { ...process.env, SOURCE_DATE_EPOCH: '1', LC_ALL: 'C', CROSS_COMPILE: '' };
  for (const name of ['CFLAGS', 'CPPFLAGS', 'LDFLAGS', 'CC', 'AR', 'RANLIB', 'MAKEFLAGS']) delete env[name];
  log(`configuring ${source.version} for ${target}`);
  const configure = join('..', 'source', 'src', 'Configure');
  run('perl', [configure, ...inputs.configure], { cwd: work, env });
  log('compiling libcrypto.a (one to two minutes of one core)');
  const make = (...args) => run('make', [`-j${availableParallelism()}`, '-s', ...args], { cwd: work, env });
  make('build_generated');
  if (inputs.unrolled) make(...inputs.unrolled, flagsOf(targets[target], '-funroll-loops'));
  make('libcrypto.a');

  const fresh = `${prefix}.new`;
  rmSync(fresh, { recursive: true, force: true });
  mkdirSync(join(fresh, 'lib'), { recursive: true });
  for (const from of [source.folder, work]) {
    cpSync(join(from, 'include', 'openssl'), join(fresh, 'include', 'openssl'), {
      recursive: true,
      filter: (path) => !path.endsWith('.in'),
    });
  }
  cpSync(join(work, 'libcrypto.a'), join(fresh, 'lib', 'libcrypto.a'));
  cpSync(join(source.folder, 'LICENSE.txt'), join(fresh, 'LICENSE.txt'));
  const seconds = Math.round((Date.now() - started) / 1000);
  const { release, version, source: origin, sha256 } = source;
  const record = { release, version, source: origin, sha256, inputs: digestOf(inputs), ...inputs };
  writeFileSync(join(fresh, 'build.json'), `${JSON.stringify(record, null, 2)}\n`);
  rmSync(prefix, { recursive: true, force: true });
  renameSync(fresh, prefix);
  rmSync(work, { recursive: true, force: true });
  const size = (statSync(join(prefix, 'lib', 'libcrypto.a')).size / 1e6).toFixed(1);
  log(`built ${version} in ${seconds} s: ${join('.openssl', target, 'lib', 'libcrypto.a')}, ${size} MB`);
}

/** Makes sure that the target's library is there, under `root`; returns its prefix. */
export async function ensurePinned(target = hostTarget, settings = {}, root = projectRoot) {
  if (!Object.hasOwn(targets, target)) {
    throw new PinnedBuildFailure(`No target ${target}; there are: ${Object.keys(targets).join(', ')}.`);
  }
  findZigByName();
  checkTools(toolsOf(target));
  const prefix = join(root, '.openssl', target);
  const inputs = inputsOf(target);
  const built = builtFrom(prefix);
  const isOfInputs = built?.inputs === digestOf(inputs) && !settings.force;
  const isWanted = (record) =>
    settings.sha256 === undefined ? !isOlderThanPin(record) : record.sha256 === settings.sha256;
  if (isOfInputs && isWanted(built)) {
    log(`${built.version} is there for ${target}, made from the same things: nothing to do`);
    return prefix;
  }
  const source = await ensureSource(root, settings, log);
  const isOlder = isOlderThanPin(source);
  if (!(isOfInputs && built.sha256 === source.sha256 && built.version === source.version)) {
    build(root, target, source, inputs);
  } else if (isOlder) {
    log(`${built.version} stays for ${target}`);
  }
  if (isOlder)
    log(`OUTDATED: ${source.version} is older than the pinned ${readPin().debian}. Publish nothing made with it.`);
  return prefix;
}

/** Throws where a library is not fit to be published. */
export function requirePinned(prefix) {
  const built = builtFrom(prefix);
  if (!isOlderThanPin(built)) return;
  throw new PinnedBuildFailure(
    `OpenSSL ${built.version} in ${prefix} is older than the pinned ${readPin().debian}, and must not be published.`,
  );
}

/** What the mirror names of the series; undefined, and said, where none can be asked. */
function versionsOfMirror() {
  try {
    return askMirror();
  } catch (error) {
    if (!(error instanceof PinnedBuildFailure)) throw error;
    log(`whether there is a newer release of the series was not asked: ${error.message}`);
    return undefined;
  }
}

async function main() {
  const flag = { type: 'boolean' };
  const text = { type: 'string' };
  const { values } = parseArgs({ options: { target: text, source: text, sha256: text, update: flag, force: flag } });
  const versions = versionsOfMirror();
  const newer = newerThanPin(versions ?? []);
  if (values.update && newer !== undefined) {
    writePin(newer);
    log(`pinned ${newer.version}`);
  }
  await ensurePinned(values.target, values);
  if (versions !== undefined) log(pinLine(versions));
  if ((values.target ?? hostTarget) === hostTarget) log(`builds of the addon will link OpenSSL ${series} from now on`);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  try {
    await main();
  } catch (error) {
    if (!(error instanceof PinnedBuildFailure)) throw error;
    console.error(`\njose-openssl: ${error.message}\n`);
    process.exitCode = 1;
  }
}
