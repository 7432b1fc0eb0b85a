// Makes docs/interop.md from the tables of test/interop, which are TypeScript: the test that compares the page writes it.

import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { root } from '../check/files.mjs';

const jest = createRequire(import.meta.url).resolve('jest/bin/jest');
const env = { ...process.env, JOSE_WRITE_DOCS: '1' };
const result = spawnSync(process.execPath, [jest, 'test/interop/documented'], { cwd: root, stdio: 'inherit', env });
process.exitCode = result.status ?? 1;
