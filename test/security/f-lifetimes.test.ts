/** Threats, part f: lifetimes, rows 66 and 68. Each runs in a process of its own, which a crash would end. */

import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { OctKey } from '../../lib';
import { expectJoseError, expectRefusal, forms } from '../support/both';
import { hs256 } from '../support/forge';
import { jwks, secret } from '../support/keys';

const root = resolve(__dirname, '..', '..');

interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly output: string;
  readonly errors: string;
}

function runProgram(name: string, flags: readonly string[] = [], args: readonly string[] = []): Promise<Ended> {
  if (!existsSync(join(root, 'dist', 'index.js'))) throw new Error('dist is missing: run npm run build first');
  return new Promise((ended, failed) => {
    const child = spawn(process.execPath, [...flags, join(root, 'test', 'support', name), ...args], { cwd: root });
    let output = '';
    let errors = '';
    child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()));
    child.on('error', failed);
    child.on('close', (code, signal) => ended({ code, signal, output: output.trim(), errors }));
  });
}

describe('row 66: workers that end while the addon works', () => {
  test('20 workers terminated in mid-operation leave the process alive', async () => {
    const { code, signal, output, errors } = await runProgram('terminated-workers.cjs', [], ['20']);
    expect({ code, signal, output, errors }).toMatchObject({ code: 0, signal: null });
    expect(output).toBe('20 workers terminated, alive');
  }, 60_000);
});

describe('rows 64, 66 and 68 for a while, in both forms at once', () => {
  // npm run stress -- soak takes minutes for each.
  test('workers, terminations, exits, keys that go, buffers that change', async () => {
    const { code, signal, output, errors } = await runProgram('soak.cjs', ['--expose-gc'], ['--minutes', '0.1']);
    expect({ code, signal, errors }).toEqual({ code: 0, signal: null, errors: '' });
    const phases = output.split('\n').map((line) => line.split(':')[0]);
    expect(phases).toEqual(['shared', 'loads', 'terminations', 'exits', 'keys', 'buffers', 'soaked']);
    process.stdout.write(`${output}\n`);
  }, 300_000);
});

describe('row 68: keys that go while they are used', () => {
  test('collected and disposed in the middle of asynchronous work', async () => {
    const { code, signal, output, errors } = await runProgram('collected-keys.cjs', ['--expose-gc']);
    expect({ code, signal, output, errors }).toMatchObject({ code: 0, signal: null });
    expect(output).toBe('all collected');
  }, 60_000);

  test('the garbage collector is told what they weigh outside of its heap', async () => {
    const { code, signal, output, errors } = await runProgram('weighed-keys.cjs', ['--expose-gc']);
    expect({ code, signal, output, errors }).toMatchObject({ code: 0, signal: null });
    expect(output).toBe('all weighed');
  }, 60_000);

  describe.each(forms)('$name', ({ jws }) => {
    const token = hs256({ alg: 'HS256' }, 'x', secret);

    test('a disposed key is ERR_JWK_INVALID, also when disposed twice', async () => {
      const key = OctKey.importKey(jwks.oct);
      expect((await jws.deserializeCompact(token, key)).payload.toString()).toBe('x');
      key.dispose();
      key.dispose();
      await expectJoseError(() => jws.deserializeCompact(token, key), 'ERR_JWK_INVALID');
      await expectJoseError(() => jws.serializeCompact({ alg: 'HS256' }, 'x', key), 'ERR_JWK_INVALID');
      // The JWK it came from is not affected.
      expect((await jws.deserializeCompact(token, jwks.oct)).payload.toString()).toBe('x');
    });

    test('a key disposed by its own key function', async () => {
      const key = OctKey.importKey(jwks.oct);
      const disposing = (): unknown => {
        key.dispose();
        return key;
      };
      await expectJoseError(() => jws.deserializeCompact(token, disposing), 'ERR_JWK_INVALID');
    });

    test('a copy of a key, as another thread would get it, is no key', async () => {
      const copy = structuredClonePlain(OctKey.importKey(jwks.oct));
      await expectRefusal(() => jws.deserializeCompact(token, copy));
      const imitation: unknown = Object.create(OctKey.prototype);
      await expectRefusal(() => jws.deserializeCompact(token, imitation));
    });
  });
});

/** What postMessage makes of a key, or undefined if it refuses to. */
function structuredClonePlain(value: object): unknown {
  try {
    return structuredClone(value);
  } catch {
    return undefined;
  }
}
