// Runs clang-format, in the version that npm installed, over the C++ sources: --write mends, otherwise it only reports.

import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { filesUnder, report, root } from './files.mjs';

const { getNativeBinary } = createRequire(import.meta.url)('clang-format');
const files = filesUnder('native', ['.cc', '.h']);
const options = process.argv.includes('--write') ? ['-i'] : ['--dry-run', '-Werror', '--ferror-limit=3'];
const result = spawnSync(getNativeBinary(), [...options, ...files], { cwd: root, encoding: 'utf8' });
const findings = result.status === 0 ? [] : [`${result.error ?? result.stderr}`.trim(), 'npm run format mends it.'];
report('clang-format', findings, `${files.length} files`);
