// Lints the package as npm would publish it: publint (its manifest and files), attw (its types, for every way to import).

import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { report, root } from './files.mjs';

const require = createRequire(import.meta.url);

/** The program that an installed package declares, run by this node. */
function runBin(packageName, ...args) {
  const manifestFile = join(root, 'node_modules', packageName, 'package.json');
  const { bin } = require(manifestFile);
  const script = join(dirname(manifestFile), typeof bin === 'string' ? bin : Object.values(bin)[0]);
  return spawnSync(process.execPath, [script, ...args], { cwd: root, encoding: 'utf8' });
}

const folder = mkdtempSync(join(tmpdir(), 'jose-openssl-pack-'));
try {
  const pack = spawnSync('npm', ['pack', '--ignore-scripts', '--json', '--pack-destination', folder], {
    cwd: root,
    encoding: 'utf8',
    shell: process.platform === 'win32',
  });
  if (pack.status !== 0) throw new Error(`npm pack failed: ${pack.stderr}`);
  const [{ filename, entryCount, size }] = JSON.parse(pack.stdout);
  const tarball = join(folder, filename);
  const findings = [
    ['publint', runBin('publint', '--strict', tarball)],
    ['attw', runBin('@arethetypeswrong/cli', '--no-emoji', '--no-color', tarball)],
  ]
    .filter(([, result]) => result.status !== 0)
    .map(([name, result]) => `${name}:\n${result.stdout}${result.stderr}`);
  report('package', findings, `publint and attw over ${entryCount} files, ${Math.round(size / 1024)} KiB`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
