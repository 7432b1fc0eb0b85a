// Joins the CommonJS files that TypeScript made of lib/ into one. Node finds, opens and wraps each file that is required by
// itself, which took a third of the time of require() with warm files and more with cold ones. Each file becomes a function in a
// table and stays as it was but for the way in which it names the others.

import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, posix, sep } from 'node:path';

const requireOfFile = /\brequire\("(\.{1,2}(?:\/[^"]*)?)"\)/g;

const head = `'use strict';

// Made by scripts/one-file.mjs: every file of lib/ is a function here, under its name.

const { join } = require('node:path');

const loaded = new Map();

/** What require() does: runs a file at its first use; one that throws is run again at the next. */
function load(name) {
  if (loaded.has(name)) return loaded.get(name);
  const exports = {};
  loaded.set(name, exports);
  try {
    files[name](exports, join(__dirname, name, '..'));
  } catch (error) {
    loaded.delete(name);
    throw error;
  }
  return exports;
}

module.exports = load;

const files = {
`;

/** Leaves library.js and the entry points in \`dist\`, beside the types. */
export function joinFiles(dist, entryPoints) {
  const paths = readdirSync(dist, { recursive: true }).map((path) => String(path).split(sep).join('/'));
  const names = paths.flatMap((path) => (path.endsWith('.js') ? [path.slice(0, -3)] : [])).sort();
  const known = new Set(names);
  const named = (from, path) => {
    const base = posix.join(posix.dirname(from), path).replace(/\.js$/, '');
    const name = [base, `${base}/index`].find((candidate) => known.has(candidate));
    if (name === undefined) throw new Error(`lib/${from}.ts: there is no file for ${path}`);
    return name;
  };
  const functions = names.map((name) => {
    const text = readFileSync(join(dist, `${name}.js`), 'utf8');
    if (/\bimport\(["']\.|\bmodule\.exports\b|\b__filename\b/.test(text))
      throw new Error(`lib/${name}.ts: import() of a file, module.exports and __filename cannot be joined`);
    const body = text
      .replace(/^"use strict";\n/, '')
      .replace(requireOfFile, (_, path) => `load("${named(name, path)}")`);
    return `\n  "${name}"(exports, __dirname) {\n${body}  },\n`;
  });
  for (const name of names) rmSync(join(dist, `${name}.js`));
  writeFileSync(join(dist, 'library.js'), `${head}${functions.join('')}};\n`);
  for (const name of entryPoints) {
    if (!known.has(name)) throw new Error(`there is no lib/${name}.ts`);
    writeFileSync(join(dist, `${name}.js`), `'use strict';\n\nmodule.exports = require('./library.js')('${name}');\n`);
  }
}
