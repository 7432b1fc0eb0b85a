// Runs clang-tidy with the rules of .clang-tidy over what the addon is compiled of. Where there is no clang-tidy, that is said; in CI
// it fails.

import { spawn, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { nodeGypIn } from '../addon/build.mjs';
import { report, root } from './files.mjs';

const folder = join(root, 'build', 'Release');

/** What the compiler is called with for each source, as node-gyp knows it. */
function sources() {
  nodeGypIn(root, true, 'configure', '--', '-f', 'compile_commands_json', '-Djose_tests=1');
  const commands = JSON.parse(readFileSync(join(folder, 'compile_commands.json'), 'utf8'));
  return [...new Set(commands.map(({ file }) => file))].filter(
    (file) => !file.startsWith(join(root, 'native', 'test')),
  );
}

function findingsIn(file) {
  return new Promise((resolve, reject) => {
    const tidy = spawn('clang-tidy', ['--quiet', '-p', folder, file], {
      cwd: root,
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    let output = '';
    tidy.stdout.setEncoding('utf8').on('data', (text) => (output += text));
    tidy.on('error', reject);
    tidy.on('close', (status) =>
      resolve(status === 0 ? [] : [output.trim() || `${file}: clang-tidy ended with ${status}`]),
    );
  });
}

if (spawnSync('clang-tidy', ['--version']).status === 0) {
  const queue = sources();
  const count = queue.length;
  const findings = [];
  const worker = async () => {
    for (let file = queue.pop(); file !== undefined; file = queue.pop()) findings.push(...(await findingsIn(file)));
  };
  await Promise.all(Array.from({ length: cpus().length }, worker));
  report('clang-tidy', findings, `${count} sources`);
} else {
  report(
    'clang-tidy',
    process.env.CI ? ['clang-tidy is not installed'] : [],
    'NOT RUN: not installed (Debian: clang-tidy)',
  );
}
