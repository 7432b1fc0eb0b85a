// What must hold of a binary before it is shipped: isolated, old enough a glibc, stripped, within the budget.

import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { run } from '../openssl/failure.mjs';
import { machoFindings, readMacho } from './macho.mjs';
import { peFindings, readPe } from './pe.mjs';
import { budget } from './targets.mjs';

/** Whether a dotted version is newer than another. */
export function isNewer(a, b) {
  const [left, right] = [a, b].map((version) => version.split('.').map(Number));
  const at = left.findIndex((part, index) => part !== (right[index] ?? 0));
  return at !== -1 && left[at] > (right[at] ?? 0);
}

/** The symbols that a Linux binary takes from elsewhere, with the version it asks for, where it asks for one. */
export function importsOf(file) {
  const lines = run('nm', ['-D', '--undefined-only', '--with-symbol-versions', file]).split('\n').filter(Boolean);
  return lines.map((line) => {
    const [name, version] = line.trim().split(/\s+/).at(-1).split(/@+/);
    return { name, version, isWeak: /^\s*[wv]\s/.test(line) };
  });
}

/** What is against a binary that must run on glibc `floor`. */
export function glibcFindings(imports, floor) {
  return imports.flatMap(({ name, version, isWeak }) => {
    const glibc = /^GLIBC_(\d[\d.]*)$/.exec(version ?? '')?.[1];
    if (glibc !== undefined) return isNewer(glibc, floor) ? [`${name} needs glibc ${glibc}, newer than ${floor}`] : [];
    if (version !== undefined) return [`${name} needs ${version}: only glibc may be taken from the system`];
    // Without a version nobody promises that it is there; Node-API is, and what is weak may be missing.
    return isWeak || /^(napi|node_api)_/.test(name) ? [] : [`${name} comes from nowhere`];
  });
}

/** The newest glibc that a binary asks for. */
export function glibcOf(imports) {
  const versions = imports.flatMap(({ version }) => /^GLIBC_(\d[\d.]*)$/.exec(version ?? '')?.[1] ?? []);
  return versions.reduce((newest, version) => (isNewer(version, newest) ? version : newest), '0');
}

/** The libraries of the C library itself; the C++ library must be inside. */
const cLibrary = /^(lib(c|m|dl|pthread|rt)\.so(\.\d+)?|ld-linux[-\w]*\.so\.\d+)$/;

/** What is against the libraries that a Linux binary names, of the text of `readelf -d`. */
export function neededFindings(text) {
  const needed = [...text.matchAll(/\(NEEDED\).*\[(.*)\]/g)].map(([, name]) => name);
  return needed.filter((name) => !cLibrary.test(name)).map((name) => `needs ${name}`);
}

/** What is against a binary of each system; `words` takes what is worth to be told. */
const formats = {
  linux({ root, target, file, words }) {
    const findings = [];
    const isolation = spawnSync(process.execPath, [join(root, 'scripts/check/isolation.mjs'), file], {
      encoding: 'utf8',
    });
    if (isolation.status !== 0) findings.push(`${isolation.stdout}${isolation.stderr}`);
    findings.push(...neededFindings(run('readelf', ['-dW', file])));
    if (/\.symtab/.test(run('readelf', ['-SW', file]))) findings.push('is not stripped');
    if (target.floor !== undefined) {
      const imports = importsOf(file);
      findings.push(...glibcFindings(imports, target.floor));
      words.push(`glibc ${glibcOf(imports)}`);
    }
    return findings;
  },

  win32({ root, target, file, words }) {
    const binary = readPe(run(`${target.prefix}objdump`, ['-p', '-h', file]));
    words.push(binary.libraries.join(', '));
    return peFindings(root, binary);
  },

  darwin({ root, target, octets, words }) {
    const binary = readMacho(octets);
    words.push(`macOS ${binary.minimum}, ${binary.imports.length} imports`);
    return machoFindings(root, binary, target);
  },
};

/** What is against the binary, and a line that describes it. */
export function examine(root, target, file) {
  const octets = readFileSync(file);
  const compressed = gzipSync(octets, { level: 9 }).length;
  const findings = [];
  const words = [`${(octets.length / 1e6).toFixed(2)} MB`, `${(compressed / 1e6).toFixed(2)} MB compressed`];
  if (octets.length > budget.binary) findings.push(`${octets.length} octets, at most ${budget.binary}`);
  if (compressed > budget.compressed) findings.push(`${compressed} octets compressed, at most ${budget.compressed}`);
  if (octets.includes(root)) findings.push(`holds the path of the checkout, ${root}`);
  const format = target.folder.split('-')[0];
  findings.push(...formats[format]({ root, target, file, octets, words }));
  return { findings, description: words.join(', ') };
}
