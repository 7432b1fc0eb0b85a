// One binary of one target: compiles the sources side by side and links them with the pinned libcrypto, so that the same
// sources give the same octets wherever the checkout lies.

import { spawn } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { availableParallelism } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { readVersion } from '../openssl/installation.mjs';
import { PinnedBuildFailure } from '../openssl/failure.mjs';
import { gypFlags, joinedSources } from './gyp.mjs';
import { toolchains } from './toolchains.mjs';

const require = createRequire(import.meta.url);

function spawned(command, args, options) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
    const said = [];
    child.stdout.on('data', (data) => said.push(data));
    child.stderr.on('data', (data) => said.push(data));
    child.on('error', (error) => reject(new PinnedBuildFailure(`${command} cannot be run: ${error.message}`)));
    child.on('close', (code) => {
      if (code === 0) resolve();
      else reject(new PinnedBuildFailure(`${command} ${args.slice(-3).join(' ')} failed:\n${Buffer.concat(said)}`));
    });
  });
}

async function atOnce(tasks, limit) {
  const queue = [...tasks];
  const work = async () => {
    for (let task = queue.shift(); task !== undefined; task = queue.shift()) await task();
  };
  await Promise.all(Array.from({ length: limit }, work));
}

/** Builds into `output`; `work` is a fresh folder for what lies between. */
export async function buildBinary({ root, target, prefix, sysroot, headers, zig, lld, work, output }) {
  const { compile, defines, link, hardening } = gypFlags(root);
  const own = toolchains[target.toolchain]({ root, target, sysroot, headers, zig, lld, work });
  const { version } = readVersion(join(prefix, 'include'));
  const [system] = target.folder.split('-');
  const isElf = system === 'linux';
  const notFor = target.toolchain === 'mingw' ? /^-fPIC$|^-fstack-protector/ : /$^/;
  const flags = [
    ...compile.filter((flag) => !notFor.test(flag)),
    ...(hardening[system] ?? []),
    ...(hardening[target.folder.replace('-', '_')] ?? []),
    ...own.compile,
    // A path in the binary would make it another one in another folder.
    `-ffile-prefix-map=${root}=.`,
    ...defines.map((define) => `-D${define}`),
    `-DJOSE_OPENSSL_EXPECTED_VERSION="${version}"`,
    '-DJOSE_OPENSSL_LINKAGE="static"',
    '-I',
    join(root, 'native', 'src'),
    ...['-isystem', join(prefix, 'include')],
    ...['-isystem', require('node-addon-api').include_dir],
    ...['-isystem', join(headers, 'include')],
  ];
  const [compiler, ...first] = own.compiler;
  const sources = [...joinedSources(root).map((name) => join(root, name)), ...(own.more ?? [])];
  const objects = sources.map((source) => join(work, `${relative(root, source).replaceAll(/[\\/]/g, '_')}.o`));
  const tasks = sources.map(
    (source, index) => () => spawned(compiler, [...first, ...flags, '-c', source, '-o', objects[index]], { cwd: root }),
  );
  await atOnce(tasks, availableParallelism());
  const libcrypto = join(prefix, 'lib', 'libcrypto.a');
  mkdirSync(dirname(output), { recursive: true });
  const elf = isElf ? [...link, `-Wl,--version-script=${join(root, 'native', 'exports.map')}`] : [];
  const byCompiler = () => [
    ...[...own.compiler, '-shared', ...elf, ...own.link],
    ...['-o', output, ...objects, libcrypto, ...own.libraries],
  ];
  const [linker, ...linking] = own.linking?.({ output, objects, libcrypto }) ?? byCompiler();
  await spawned(linker, linking, { cwd: root });
}
