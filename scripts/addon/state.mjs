// Decides whether the addon in build/Release is still the one that a build would make.

import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = resolve(dirname(fileURLToPath(import.meta.url)), '..', '..');
export const addonFile = join(root, 'build', 'Release', 'jose_openssl.node');

const stampFile = join(root, 'build', 'addon-stamp.json');

/** What binding.gyp and its commands read. */
const inputs = ['binding.gyp', 'native', 'scripts/addon/sources.mjs'];

function filesOf(path) {
  if (!existsSync(path)) return [];
  if (statSync(path).isFile()) return [path];
  return readdirSync(path, { recursive: true })
    .map((name) => join(path, String(name)))
    .filter((file) => statSync(file).isFile())
    .sort();
}

function sourcesDigest() {
  const hash = createHash('sha256');
  for (const file of inputs.flatMap((name) => filesOf(join(root, name)))) {
    const { size, mtimeMs } = statSync(file);
    hash.update(`${file} ${size} ${Math.trunc(mtimeMs)}\n`);
  }
  return hash.digest('hex');
}

/** What the addon depends on, now. */
export function currentState(openssl) {
  return { openssl: `${process.platform} ${process.arch} ${openssl.fingerprint}`, sources: sourcesDigest() };
}

/** What the addon in build/Release was made from; undefined when there is none, or nobody wrote it down. */
export function builtState() {
  return existsSync(addonFile) && existsSync(stampFile) ? JSON.parse(readFileSync(stampFile, 'utf8')) : undefined;
}

export function writeState(state) {
  mkdirSync(dirname(stampFile), { recursive: true });
  writeFileSync(stampFile, `${JSON.stringify(state, null, 2)}\n`);
}
