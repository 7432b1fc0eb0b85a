// The addon must neither show its OpenSSL to the host program nor use the host's: two exports, no libcrypto import. Nor may it
// make buffers over memory of its own, which Electron refuses (its V8 keeps pointers in a cage).

import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { report, root } from './files.mjs';
import { isolationFindings } from './isolation-rules.mjs';

const addon = process.argv[2] ?? join(root, 'build', 'Release', 'jose_openssl.node');

function symbols(option) {
  const result = spawnSync('nm', ['-D', option, '--format=posix', addon], { encoding: 'utf8' });
  if (result.status !== 0) throw new Error(`nm cannot read ${addon}: ${result.error?.message ?? result.stderr}`);
  return result.stdout
    .split('\n')
    .filter(Boolean)
    .map((line) => line.split(' ')[0].replace(/@.*/, ''));
}

if (process.platform === 'linux') {
  const defined = symbols('--defined-only').sort();
  const undefinedNames = symbols('--undefined-only');
  const findings = isolationFindings(root, defined, undefinedNames);
  report('isolation', findings, `${defined.length} exports, ${undefinedNames.length} imports`);
} else {
  report('isolation', [], `skipped: it reads ELF, and this is ${process.platform}`);
}
