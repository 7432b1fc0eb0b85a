/** Threats, part f: row 72, what is thrown while the addon is loaded. Each runs in a process of its own, which it would end. */

import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { isUnderAddressSanitizer } from '../support/sanitizer';

const root = resolve(__dirname, '..', '..');
const checked = join(root, 'build', 'checked');

beforeAll(() => {
  for (const file of ['dist/index.js', 'build/checked/build/Release/jose_openssl.node']) {
    if (!existsSync(join(root, file))) throw new Error(`${file} is missing: run npm run build first`);
  }
});

interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly output: string;
  readonly errors: string;
}

function run(args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Ended> {
  return new Promise((ended, failed) => {
    const child = spawn(process.execPath, args, { cwd: root, env: { ...process.env, ...env } });
    let output = '';
    let errors = '';
    child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()));
    child.on('error', failed);
    child.on('close', (code, signal) => ended({ code, signal, output: output.trim(), errors }));
  });
}

describe('row 72: workers that end while they load the addon', () => {
  test('600 of them leave the process alive, and it loads the addon afterwards', async () => {
    const ended = await run([join('test', 'support', 'ended-loads.cjs'), '600']);
    expect(ended).toEqual({
      code: 0,
      signal: null,
      output: '600 workers terminated, alive here, alive there',
      errors: '',
    });
  }, 600_000);
});

/** Loads the package twice in the main thread, works with it, and does so in a worker; prints what became of each. */
const loads = `
  const attempt = () => {
    try {
      const { jws } = require(${JSON.stringify(root)});
      const secret = Buffer.alloc(32, 1);
      return jws.deserializeCompact(jws.serializeCompact({ alg: 'HS256' }, 'works', secret), secret).payload.toString();
    } catch (error) {
      return { code: error.code, cause: error.cause?.message };
    }
  };
  const { Worker } = require('node:worker_threads');
  const outcomes = [attempt(), attempt()];
  const code = 'const attempt = ' + attempt + '; require("node:worker_threads").parentPort.postMessage(attempt())';
  new Worker(code, { eval: true }).once('message', (outcome) => console.log(JSON.stringify([...outcomes, outcome])));`;

type Outcome = 'works' | { readonly code: string; readonly cause: string };

/** What becomes of the two loads of the main thread and of a worker's, while the allocations of this number fail. */
async function outcomesOf(kind: 'NEW' | 'ALLOCATION', numbers: string): Promise<readonly Outcome[]> {
  const env = { JOSE_OPENSSL_PREBUILD: checked, [`JOSE_OPENSSL_FAILING_${kind}`]: numbers };
  const { code, signal, output, errors } = await run(['-e', loads], env);
  expect({ numbers, code, signal, errors }).toEqual({ numbers, code: 0, signal: null, errors: '' });
  return JSON.parse(output) as readonly Outcome[];
}

const isFailure = (outcome: Outcome): boolean => outcome !== 'works';
/** Whether it was the load that failed, and not what was done with what had been loaded. */
const isFailedLoad = (outcome: Outcome | undefined): boolean =>
  typeof outcome === 'object' && outcome.code === 'ERR_JOSE_ADDON_NOT_LOADED';

/** The number of OpenSSL's last allocation of a load: where all after it fail, the addon is loaded nevertheless. */
async function lastOfLoad(): Promise<number> {
  const fails = async (from: number): Promise<boolean> =>
    isFailedLoad((await outcomesOf('ALLOCATION', `${from}-${2 ** 30}`))[0]);
  let [low, high] = [1, 2 ** 14];
  expect([await fails(low), await fails(high)]).toEqual([true, false]);
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (await fails(middle)) low = middle;
    else high = middle;
  }
  return low;
}

describe('row 72: memory that runs out while the addon is loaded', () => {
  test("C++'s: the load fails with an error, and the next works, here and in a worker", async () => {
    if (isUnderAddressSanitizer) {
      process.stdout.write('row 72: not run: AddressSanitizer has an operator new of its own\n');
      return;
    }
    let failed = 0;
    for (let number = 1; ; number++) {
      const [first, ...later] = await outcomesOf('NEW', String(number));
      // Those after the load's belong to what is done with the addon.
      if (!isFailedLoad(first)) break;
      failed++;
      expect([number, first]).toEqual([
        number,
        { code: 'ERR_JOSE_ADDON_NOT_LOADED', cause: 'not enough memory for this operation' },
      ]);
      expect([number, ...later]).toEqual([number, 'works', 'works']);
    }
    expect(failed).toBeGreaterThan(1);
  }, 120_000);

  // OpenSSL makes its error texts first (more than a thousand), then its default context, then what this library fetches.
  test("OpenSSL's: a load works, or fails with an error", async () => {
    const last = await lastOfLoad();
    const spread = Array.from({ length: 13 }, (_, index) => Math.ceil((last * index) / 12) || 1);
    const single = [...spread, 3, 5, last - 1].map(String);
    const ranges = [8, ...spread.filter((_, index) => index % 4 === 1)].map((from) => `${from}-${last}`);
    for (const numbers of [...single, ...ranges]) {
      const outcomes = await outcomesOf('ALLOCATION', numbers);
      expect(outcomes).toHaveLength(3);
      // What OpenSSL does once in a process it may not try again; what was loaded can be loaded.
      const firstGood = outcomes.findIndex((outcome) => !isFailure(outcome));
      if (firstGood >= 0) expect([numbers, ...outcomes.slice(firstGood).filter(isFailure)]).toEqual([numbers]);
      for (const outcome of outcomes.filter(isFailure)) {
        expect([numbers, outcome]).toEqual([
          numbers,
          {
            code: 'ERR_JOSE_ADDON_NOT_LOADED',
            cause: expect.stringMatching(/^OpenSSL could not complete |^not enough memory/) as string,
          },
        ]);
      }
    }
  }, 300_000);
});
