// The compilers and linkers of the targets: what each is told besides the flags of binding.gyp.

import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { PinnedBuildFailure, run } from '../openssl/failure.mjs';

function readable(folder) {
  try {
    return readdirSync(folder).length > 0;
  } catch {
    return false;
  }
}

/** Every function of Node-API, by the symbol lists of node-api-headers. */
function nodeApiNames(headers) {
  const lines = ['js_native_api.def', 'node_api.def'].flatMap((name) =>
    readFileSync(join(headers, 'def', name), 'utf8').split('\n'),
  );
  return [...new Set(lines.map((line) => line.trim()).filter((line) => /^(napi|node_api)_\w+$/.test(line)))].sort();
}

// zig's own runtime library has no __builtin_cpu_supports; and it puts debugging information in unless told otherwise.
const zigCompiles = ['-DJOSE_NO_VECTOR_CODE', '-g0'];

/** The C++ library and the compiler's own, which zig compiles into its cache when something is linked with them. */
function zigArchives([zig, ...args], work) {
  const source = join(work, 'empty.cc');
  writeFileSync(source, '');
  const { status, stderr } = spawnSync(zig, [...args, '-shared', source, '-o', join(work, 'empty.dylib')], {
    env: { ...process.env, ZIG_VERBOSE_LINK: '1' },
    encoding: 'utf8',
  });
  const line = (stderr ?? '').split('\n').findLast((text) => text.startsWith('zig ld '));
  if (status !== 0 || line === undefined) throw new PinnedBuildFailure(`zig does not link:\n${stderr}`);
  return line.split(' ').filter((word) => word.endsWith('.a'));
}

/**
 * What each toolchain adds. `more`: sources besides the addon's own. `linking`: the whole command, where the compiler is not
 * the one that links.
 */
export const toolchains = {
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
    return {
      compiler: [zig, 'c++', '-target', target.zig],
      compile: zigCompiles,
      link: ['-s', '-Wl,--build-id=none'],
      libraries: [],
    };
  },

  // zig 0.11 compiles for macOS; its linker exports whatever it is given, so LLVM's does that part.
  darwin({ target, zig, lld, root, headers, work }) {
    const compiler = [zig, 'c++', '-target', target.zig];
    return {
      compiler,
      compile: zigCompiles,
      linking: ({ output, objects, libcrypto }) => [
        lld,
        ...['-arch', target.arch, '-platform_version', 'macos', target.floor, target.floor],
        ...['-bundle', '-dead_strip', '-x', '-S'],
        ...['-exported_symbols_list', join(root, 'native', 'exports.list')],
        // What the program that loads it gives; any other name that nobody has is an error.
        ...nodeApiNames(headers).flatMap((name) => ['-U', `_${name}`]),
        ...['-o', output, ...objects, libcrypto, ...zigArchives(compiler, work)],
        join(JSON.parse(run(zig, ['env'])).lib_dir, 'libc', 'darwin', `libSystem.${target.floor.split('.')[0]}.tbd`),
      ],
    };
  },

  mingw({ target, headers, work, root }) {
    // Of node.exe only its name is known; under another name (Electron) the hook finds the program that runs.
    writeFileSync(join(work, 'node.def'), `NAME NODE.EXE\nEXPORTS\n${nodeApiNames(headers).join('\n')}\n`);
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
        // Otherwise the linker takes a hash of the output's path. Windows moves it anyway.
        '-Wl,--image-base=0x180000000',
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
