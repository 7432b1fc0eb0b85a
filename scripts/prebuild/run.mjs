// `npm run prebuild`: binaries of the addon for the platforms of targets.mjs, in prebuilds/, where node-gyp-build looks for them.
// Each is checked: isolation, oldest glibc, size, stripped.
//
//   --target NAME   one of them, and again for more (default: all)
//   --twice         builds each a second time, in another folder, and compares the octets
//   --outdated      links an OpenSSL older than the pinned one where no mirror has that: to try a build, not to publish it

import { createHash } from 'node:crypto';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { ensurePinned, requirePinned } from '../openssl/build.mjs';
import { PinnedBuildFailure } from '../openssl/failure.mjs';
import { buildBinary } from './compile.mjs';
import { isHookOfBuild } from './hook.mjs';
import { targets } from './targets.mjs';
import { ensureHeaders, ensureSysroot, ensureZig, findLld, glibcPackages } from './tools.mjs';
import { examine } from './verify.mjs';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..', '..');
const cache = join(root, '.openssl', 'prebuild');
const log = (line) => console.log(`prebuild: ${line}`);
const sha256 = (file) => createHash('sha256').update(readFileSync(file)).digest('hex');

/** The binary of one target, compiled in a folder of its own; returns the file. */
async function compiled(target, tools, folder) {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const output = join(folder, target.file);
  await buildBinary({ root, target, ...tools, work: folder, output });
  return output;
}

async function prebuild(name, { twice, outdated }) {
  const target = targets[name];
  if (target === undefined)
    throw new PinnedBuildFailure(`No target ${name}; there are: ${Object.keys(targets).join(', ')}.`);
  const zig = target.zig !== undefined ? ensureZig(cache, log) : undefined;
  if (zig !== undefined) process.env.JOSE_ZIG = zig;
  const tools = {
    zig,
    prefix: await ensurePinned(target.openssl),
    headers: ensureHeaders(cache, log),
    lld: target.toolchain === 'darwin' ? findLld() : undefined,
    sysroot:
      target.toolchain === 'gcc'
        ? ensureSysroot(join(cache, `sysroot-${target.debian}`), target.debian, glibcPackages, log)
        : undefined,
  };
  if (!outdated) requirePinned(tools.prefix);
  log(`compiling ${name}`);
  const first = await compiled(target, tools, join(cache, `build-${name}`));
  const { findings, description } = examine(root, target, first);
  if (twice) {
    const elsewhere = mkdtempSync(join(tmpdir(), 'jose-openssl-prebuild-'));
    // What a cache gives back was not built again.
    const { env } = process;
    process.env = { ...env, CCACHE_DISABLE: '1', ZIG_GLOBAL_CACHE_DIR: join(elsewhere, 'zig-cache') };
    const second = await compiled(target, tools, join(elsewhere, 'again'));
    process.env = env;
    if (sha256(second) !== sha256(first)) findings.push('a second build gave other octets');
    rmSync(elsewhere, { recursive: true, force: true });
  }
  if (findings.length > 0) throw new PinnedBuildFailure(`${name}: ${findings.join(`\n${name}: `)}`);
  const output = join(root, 'prebuilds', target.folder, target.file);
  mkdirSync(dirname(output), { recursive: true });
  cpSync(first, output);
  log(`${name}: ${description}${twice ? ', the same octets twice' : ''}: sha256 ${sha256(output)}`);
}

const { values } = parseArgs({
  options: {
    target: { type: 'string', multiple: true },
    twice: { type: 'boolean', default: false },
    outdated: { type: 'boolean', default: false },
  },
});
const failed = [];
const wanted = isHookOfBuild() ? [] : (values.target ?? Object.keys(targets));
for (const name of wanted) {
  try {
    await prebuild(name, values);
  } catch (error) {
    if (!(error instanceof PinnedBuildFailure)) throw error;
    console.error(`prebuild: ${name} FAILED: ${error.message}`);
    failed.push(name);
  }
}
if (failed.length > 0) {
  console.error(`prebuild: failed: ${failed.join(', ')}`);
  process.exitCode = 1;
}
