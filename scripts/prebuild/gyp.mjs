// The flags of binding.gyp and native/addon.gypi, so that a binary that is built without node-gyp is built with the same.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The plain texts of the first list of that name; what runs a command or names a variable is left out. */
export function gypList(text, name) {
  const list = new RegExp(`'${name}': \\[([^\\]]*)\\]`).exec(text)?.[1];
  if (list === undefined) throw new Error(`No list ${name} in the gyp file`);
  const withoutComments = list.replace(/^\s*#.*$/gm, '');
  return [...withoutComments.matchAll(/'([^']*)'/g)].map(([, value]) => value).filter((value) => !value.includes('<'));
}

export function gypFlags(root) {
  const binding = readFileSync(join(root, 'binding.gyp'), 'utf8');
  const addon = readFileSync(join(root, 'native', 'addon.gypi'), 'utf8');
  // Warnings are errors where the code is developed, not in a compiler that nobody develops with.
  const compile = [...gypList(binding, 'cflags'), ...gypList(binding, 'cflags_cc')].filter(
    (flag) => flag !== '-Werror',
  );
  return { compile, defines: gypList(addon, 'defines'), link: gypList(addon, 'ldflags') };
}
