// Reads what a Windows binary says of itself, through binutils' objdump.

import { isolationFindings } from '../check/isolation-rules.mjs';

/** What every Windows 10 has. The compiler's own libraries must be inside. */
const systemLibraries = /^(advapi32|bcrypt|crypt32|gdi32|kernel32|msvcrt|user32|ws2_32)\.dll$/i;

/** { exports, libraries, isStripped } of the text of `objdump -p -h`. */
export function readPe(text) {
  const table = /^\[Ordinal\/Name Pointer\] Table.*\n((?:\s+\[.*\n)*)/m.exec(text)?.[1] ?? '';
  return {
    exports: [...table.matchAll(/\] (?:\+base\[[^\]]*\]\s+\w+ )?(\w+)$/gm)].map(([, name]) => name),
    libraries: [...text.matchAll(/DLL Name: (\S+)/g)].map(([, name]) => name),
    isStripped: !/\.debug_/.test(text),
  };
}

/** What is against a binary for Windows. Node-API is bound when it is first called, by a table of its own. */
export function peFindings(root, { exports, libraries, isStripped }) {
  return [
    ...isolationFindings(root, exports, []),
    ...libraries.filter((name) => !systemLibraries.test(name)).map((name) => `needs ${name}`),
    ...(isStripped ? [] : ['is not stripped']),
  ];
}
