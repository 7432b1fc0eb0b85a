// What a program for musl needs on a system with glibc: musl's loader, and the C++ library that Alpine would have. No package here
// has the latter, so it is linked from the parts of GCC's own static one that the program asks for. It stands in for Alpine's
// below the runtime alone: the addon carries a C++ library of its own.

import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export const loader = '/lib/ld-musl-x86_64.so.1';

/** What GCC's library takes from glibc and musl does not have. */
const gaps = `#include <stddef.h>
#include <stdint.h>
void* __dso_handle __attribute__((visibility("hidden"))) = 0;
char __libc_single_threaded = 0;
/* Nothing is found: no exception is caught in the runtime itself. */
int _dl_find_object(void* address, void* result) { return -1; }
int getentropy(void*, size_t);
uint32_t arc4random(void) { uint32_t value; if (getentropy(&value, 4) != 0) __builtin_trap(); return value; }
`;

function run(command, args, options) {
  const result = spawnSync(command, args, { encoding: 'utf8', ...options });
  if (result.status !== 0) throw new Error(`${command}: ${result.error?.message ?? result.stderr}`);
  return result.stdout;
}

/** The C++ symbols that a program takes from elsewhere, or has copies of. */
function wantedBy(program) {
  const undefinedOnes = run('nm', ['-D', '--undefined-only', program]).matchAll(/ U (\w+)/g);
  const copies = run('readelf', ['-rW', program]).matchAll(/R_X86_64_COPY\s+\w+\s+(\w+)/g);
  const names = [...undefinedOnes, ...copies].map(([, name]) => name);
  return [...new Set(names)].filter((name) => /^(_Z|__cxa_|__gxx_|__dynamic_cast$|__register_frame)/.test(name)).sort();
}

/** A folder with a libstdc++.so.6 for the program, for LD_LIBRARY_PATH; made once. */
export function cxxLibraryFor(program, folder) {
  const library = join(folder, 'libstdc++.so.6');
  if (existsSync(library)) return folder;
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'gaps.c'), gaps);
  const archives = ['libstdc++.a', 'libgcc_eh.a', 'libgcc.a'].map((name) =>
    run('g++', [`-print-file-name=${name}`]).trim(),
  );
  run(
    'gcc',
    [
      ...['-shared', '-fPIC', '-nostdlib', '-Wl,-soname,libstdc++.so.6', '-Wl,--gc-sections'],
      ...wantedBy(program).map((name) => `-Wl,-u,${name}`),
      ...['gaps.c', '-Wl,--start-group', ...archives, '-Wl,--end-group', '-o', library],
    ],
    { cwd: folder },
  );
  return folder;
}
