/** Threats, part g: every exported verb beside a polluted `Object.prototype`, row 78. */

import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';

const root = resolve(__dirname, '..', '..');

describe('row 78: what Object.prototype was given is nobody’s', () => {
  // A promise's result passes through the language's own look for `then`: a foreign one may keep it, replace it or reject
  // it, for every promise of the program. It must not make a refusal a success, or end the process.
  test('no exported verb notices, in either form, and each has a row in the table', async () => {
    if (!existsSync(join(root, 'dist', 'index.js'))) throw new Error('dist is missing: run npm run build first');
    const { code, output } = await new Promise<{ code: number | null; output: string }>((ended, failed) => {
      const program = join(root, 'test', 'support', 'polluted-prototypes.cjs');
      const child = spawn(process.execPath, ['--no-warnings', program], { cwd: root });
      let text = '';
      for (const stream of [child.stdout, child.stderr])
        stream.on('data', (chunk: Buffer) => (text += chunk.toString()));
      child.on('error', failed);
      child.on('close', (status) => ended({ code: status, output: text.trim() }));
    });
    expect(output).toMatch(/^[1-9]\d{4,} runs, nothing noticed$/);
    expect(code).toBe(0);
  }, 600_000);
});
