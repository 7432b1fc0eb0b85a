// One binary of one target: compiles the sources side by side and links them with the pinned libcrypto, so that the same
// sources give the same octets wherever the checkout lies.

import { spawn } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { availableParallelism } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { readVersion } from '../openssl/installation.mjs';
import { PinnedBuildFailure, run } from '../openssl/failure.mjs';
import { gypFlags } from './gyp.mjs';

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

function sourcesOf(root) {
  return readdirSync(join(root, 'native', 'src'), { recursive: true })
    .map(String)
    .filter((name) => name.endsWith('.cc'))
    .sort();
}

/** What each toolchain adds. `objects`: compiled or made for the target besides the sources. */
const toolchains = {
  gcc({ target, sysroot, root }) {
    const version = run(`${target.prefix}g++`, ['-dumpversion']).trim().split('.')[0];
    const cross = run(`${target.prefix}g++`, ['-print-file-name=libstdc++.a']).trim();
    // Debian keeps the C++ headers of a cross compiler with the cross tools, those of its own compiler in /usr/include.
    const library = dirname(cross);
    const candidates = [`/usr/${target.multiarch}/include/c++/${version}`, `/usr/include/c++/${version}`];
    const include = candidates.find((folder) => readable(folder));
    const specific = [join(include, target.multiarch), `/usr/include/${target.multiarch}/c++/${version}`].find(
      (folder) => readable(folder),
    );
    // Every folder by name: a cross compiler would look into its own, newer glibc before the sysroot.
    const own = run(`${target.prefix}g++`, ['-print-file-name=include']).trim();
    const headers = [
      include,
      specific,
      own,
      join(sysroot, 'usr/include', target.multiarch),
      join(sysroot, 'usr/include'),
    ];
    const tools = [
      `--sysroot=${sysroot}`,
      '-nostdinc',
      '-nostdinc++',
      ...headers.flatMap((path) => ['-isystem', path]),
    ];
    return {
      compiler: [`${target.prefix}g++`],
      compile: tools,
      link: [
        `--sysroot=${sysroot}`,
        `-B${join(sysroot, 'usr', 'lib', target.multiarch)}`,
        `-L${library}`,
        ...['usr/lib', 'lib'].map((path) => `-L${join(sysroot, path, target.multiarch)}`),
        ...['-static-libstdc++', '-static-libgcc', '-s', '-Wl,--build-id=none', '-Wl,-z,noexecstack'],
      ],
      more: [join(root, 'native', 'prebuild', 'old_glibc.cc')],
      libraries: ['-ldl', '-lpthread'],
    };
  },

  zig({ target, zig }) {
    const isMac = target.zig.includes('macos');
    return {
      compiler: [zig, 'c++', '-target', target.zig],
      // zig's own runtime library has no __builtin_cpu_supports.
      compile: ['-DJOSE_NO_VECTOR_CODE', '-g0'],
      link: isMac ? ['-s', '-undefined', 'dynamic_lookup', '-Wl,-dead_strip'] : ['-s', '-Wl,--build-id=none'],
      libraries: [],
    };
  },

  mingw({ target, headers, work, root }) {
    // Of node.exe only its name is known; under another name (Electron) the hook finds the program that runs.
    const definitions = ['js_native_api.def', 'node_api.def'].map((name) =>
      readFileSync(join(headers, 'def', name), 'utf8'),
    );
    const names = new Set(
      definitions.flatMap((text) =>
        text
          .split('\n')
          .map((line) => line.trim())
          .filter((line) => /^(napi|node_api)_\w+$/.test(line)),
      ),
    );
    writeFileSync(join(work, 'node.def'), `NAME NODE.EXE\nEXPORTS\n${[...names].sort().join('\n')}\n`);
    run(`${target.prefix}dlltool`, ['-d', 'node.def', '--output-delaylib', 'libnode.a', '--deterministic-libraries'], {
      cwd: work,
    });
    return {
      compiler: [`${target.prefix}g++-posix`],
      compile: ['-DNOMINMAX', '-D_WIN32_WINNT=0x0A00'],
      link: [
        '-static',
        '-s',
        '-Wl,--no-insert-timestamp',
        '-Wl,--gc-sections',
        '-Wl,--dynamicbase',
        '-Wl,--nxcompat',
        '-Wl,--high-entropy-va',
      ],
      more: [join(root, 'native', 'prebuild', 'win_delay_load_hook.cc')],
      libraries: [
        join(work, 'libnode.a'),
        '-ldelayimp',
        '-lcrypt32',
        '-lws2_32',
        '-ladvapi32',
        '-luser32',
        '-lgdi32',
        '-lbcrypt',
      ],
    };
  },
};

function readable(folder) {
  try {
    return readdirSync(folder).length > 0;
  } catch {
    return false;
  }
}

/** Builds into `output`; `work` is a fresh folder for what lies between. */
export async function buildBinary({ root, target, prefix, sysroot, headers, zig, work, output }) {
  const { compile, defines, link } = gypFlags(root);
  const own = toolchains[target.toolchain]({ root, target, sysroot, headers, zig, work });
  const { version } = readVersion(join(prefix, 'include'));
  const isElf = target.folder.startsWith('linux');
  const notFor = { mingw: /^-fPIC$|^-fstack-protector/, gcc: /$^/, zig: /$^/ }[target.toolchain];
  const flags = [
    ...compile.filter((flag) => !notFor.test(flag)),
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
  const sources = [...sourcesOf(root).map((name) => join(root, 'native', 'src', name)), ...(own.more ?? [])];
  const objects = sources.map((source) => join(work, `${relative(root, source).replaceAll(/[\\/]/g, '_')}.o`));
  const tasks = sources.map(
    (source, index) => () => spawned(compiler, [...first, ...flags, '-c', source, '-o', objects[index]], { cwd: root }),
  );
  await atOnce(tasks, availableParallelism());
  const libcrypto = join(prefix, 'lib', 'libcrypto.a');
  const elf = isElf ? [...link, `-Wl,--version-script=${join(root, 'native', 'exports.map')}`] : [];
  mkdirSync(dirname(output), { recursive: true });
  const linking = [...first, '-shared', ...elf, ...own.link, '-o', output, ...objects, libcrypto, ...own.libraries];
  await spawned(compiler, linking, { cwd: root });
}
