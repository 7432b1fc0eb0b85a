// The counts of each kind of test, kept in build/reports so that .ci/run can print their sum.

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './files.mjs';

export const reports = join(root, 'build', 'reports');

export function writeCount(kind, { passed, failed }) {
  mkdirSync(reports, { recursive: true });
  writeFileSync(join(reports, `${kind}.json`), `${JSON.stringify({ passed, failed })}\n`);
}
