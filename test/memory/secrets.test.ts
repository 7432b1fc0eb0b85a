/** Secrets leave no copy in a Node process once their key is disposed of. The core's own tests look after each operation. */

import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';

import { isUnderAddressSanitizer } from '../support/sanitizer';

const root = resolve(__dirname, '..', '..');
const program = join(root, 'test', 'support', 'secrets-in-memory.cjs');

const plaintexts = join(root, 'test', 'support', 'plaintexts-in-memory.cjs');

interface Found {
  readonly name: string;
  readonly before: number;
  readonly after: number;
}

const reason = !existsSync('/proc/self/mem')
  ? 'this system shows a process no memory of its own as a file'
  : isUnderAddressSanitizer
    ? 'AddressSanitizer keeps freed memory back and doubles it'
    : undefined;

if (reason !== undefined) console.warn(`NOT TESTED: secrets in memory: ${reason}`);

(reason === undefined ? describe : describe.skip)('secrets in the memory of a Node process', () => {
  test('are there while the key lives, and nowhere once it is disposed of', () => {
    const results = JSON.parse(
      execFileSync(process.execPath, ['--expose-gc', program], { cwd: root, encoding: 'utf8' }),
    ) as readonly Found[];
    expect(results).toHaveLength(3);
    for (const { name, before, after } of results) {
      expect({ name, wasThere: before > 0, after }).toEqual({ name, wasThere: true, after: 0 });
    }
  }, 60_000);

  test('row 84: of plaintexts that were encrypted or decrypted nothing is left, of either form', () => {
    const results = JSON.parse(
      execFileSync(process.execPath, ['--expose-gc', plaintexts], { cwd: root, encoding: 'utf8' }),
    ) as readonly Found[];
    expect(results).toHaveLength(5 * 2 * 2 * 4);
    for (const { name, before, after } of results) {
      expect({ name, wasThere: before > 0, after }).toEqual({ name, wasThere: true, after: 0 });
    }
  }, 120_000);
});
