// The flags of binding.gyp and what it includes, so that a binary that is built without node-gyp is built with the same.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from '../openssl/failure.mjs';

/** The plain texts of the first list of that name; what runs a command or names a variable is left out. */
export function gypList(text, name) {
  const list = new RegExp(`'${name}': \\[([^\\]]*)\\]`).exec(text)?.[1];
  if (list === undefined) throw new Error(`No list ${name} in the gyp file`);
  const withoutComments = list.replace(/^\s*#.*$/gm, '');
  return [...withoutComments.matchAll(/'([^']*)'/g)].map(([, value]) => value).filter((value) => !value.includes('<'));
}

export function gypFlags(root) {
  const [gyp, binding, addon] = ['binding.gyp', 'native/binding.gypi', 'native/addon.gypi'].map((name) =>
    readFileSync(join(root, name), 'utf8'),
  );
  return {
    compile: [...gypList(gyp, 'cflags'), ...gypList(gyp, 'cflags_cc')],
    defines: [...gypList(gyp, 'defines'), ...gypList(binding, 'defines')],
    link: gypList(addon, 'ldflags'),
    /** Besides, by the system, and by system and processor. */
    hardening: Object.fromEntries(
      ['linux', 'linux_x64', 'linux_arm64'].map((name) => [name, gypList(gyp, `hardening_${name}`)]),
    ),
  };
}

/** What the targets of binding.gyp compile, joined as there; relative to the root. */
export function joinedSources(root) {
  const commands = [
    ['--joined', 'core', 'native/src/core'],
    ['--joined', 'binding', 'native/src/addon.cc', 'native/src/binding'],
    ['native/src/checked.cc'],
  ];
  const script = join('scripts', 'addon', 'sources.mjs');
  return commands.map((args) => run(process.execPath, [script, ...args], { cwd: root }).trim());
}
