// Every C++ source compiles by itself, as joined sources do not show (scripts/addon/sources.mjs), and without a warning: -Werror is
// for those who develop this, not for those who install it. Nothing is left behind: the compiler only looks.

import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { availableParallelism } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { resolveOpenssl } from '../openssl/resolve.mjs';
import { gypFlags } from '../prebuild/gyp.mjs';
import { filesUnder, report, root } from './files.mjs';

const compiler = process.env.CXX ?? 'g++';
const openssl = resolveOpenssl();
const { compile, defines } = gypFlags(root);
const nodePrefix = process.env.npm_config_nodedir ?? resolve(dirname(process.execPath), '..');
const nodeApi = createRequire(join(root, 'package.json'))('node-addon-api').include_dir;
const flags = [
  ...compile,
  ...['-fsyntax-only', '-Werror', '-Inative/src', '-Inative/test'],
  ...defines.map((define) => `-D${define}`),
  ...[`-DJOSE_OPENSSL_EXPECTED_VERSION="${openssl.version}"`, '-DJOSE_OPENSSL_LINKAGE="static"'],
  ...openssl.includeFolders.flatMap((folder) => ['-isystem', folder]),
  ...['-isystem', nodeApi, '-idirafter', join(nodePrefix, 'include', 'node')],
];

/** What the compiler has against a file; empty where there is nothing. */
function said(file) {
  return new Promise((done) => {
    const child = spawn(compiler, [...flags, file], { cwd: root, stdio: ['ignore', 'ignore', 'pipe'] });
    let text = '';
    child.stderr.setEncoding('utf8').on('data', (data) => (text += data));
    child.on('error', (error) => done(`${file}: ${compiler} cannot be run: ${error.message}`));
    child.on('close', (status) => done(status === 0 ? '' : `${file}:\n${text}`));
  });
}

const files = [...filesUnder('native/src', ['.cc']), ...filesUnder('native/test', ['.cc'])];
const findings = [];
const queue = [...files];
const work = async () => {
  for (let file = queue.shift(); file !== undefined; file = queue.shift()) findings.push(await said(file));
};
await Promise.all(Array.from({ length: availableParallelism() }, work));
report('native', findings.filter(Boolean), `${files.length} C++ sources, each compiled by itself`);
