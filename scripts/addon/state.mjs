// Decides whether what was built is still what a build would make. By content: in a copy of the tree all dates are new.

import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = resolve(dirname(fileURLToPath(import.meta.url)), '..', '..');
export const addonFile = join(root, 'build', 'Release', 'jose_openssl.node');

/** What binding.gyp and its commands read; the tests' targets read native/test besides. */
const inputs = ['binding.gyp', 'native/addon.gypi', 'native/binding.gypi', 'native/exports.map', 'native/exports.list'];
const addonInputs = [...inputs, 'native/src', 'scripts/addon/sources.mjs'];
const testsInputs = [...addonInputs, 'native/test'];

function filesOf(path) {
  if (!existsSync(path)) return [];
  if (statSync(path).isFile()) return [path];
  return readdirSync(path, { recursive: true })
    .map((name) => join(path, String(name)))
    .filter((file) => statSync(file).isFile())
    .sort();
}

/** Changes with every name and octet under these paths of the project. */
export function digestOf(paths) {
  const hash = createHash('sha256');
  for (const file of paths.flatMap((name) => filesOf(join(root, name)))) {
    const octets = readFileSync(file);
    hash.update(`${relative(root, file)} ${octets.length}\n`).update(octets);
  }
  return hash.digest('hex');
}

/** What the addon depends on, now; `tests`: what the tests' addon and executable do. */
export function currentState(openssl, { tests = false } = {}) {
  return {
    openssl: `${process.platform} ${process.arch} ${openssl.fingerprint}`,
    sources: digestOf(tests ? testsInputs : addonInputs),
  };
}

const stampOf = (name) => join(root, 'build', `${name}-stamp.json`);

/** What was written down when the thing of that name was built; undefined when nobody wrote it down. */
export function readStamp(name) {
  return existsSync(stampOf(name)) ? JSON.parse(readFileSync(stampOf(name), 'utf8')) : undefined;
}

export function writeStamp(name, state) {
  mkdirSync(dirname(stampOf(name)), { recursive: true });
  writeFileSync(stampOf(name), `${JSON.stringify(state, null, 2)}\n`);
}
