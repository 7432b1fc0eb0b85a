/** What the core does with operations that wait for a thread. With one thread, so that their order is known. */

import { spawnSync } from 'node:child_process';
import { AsyncLocalStorage } from 'node:async_hooks';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { addon, native, Verdict } from '../../lib/internal/native';
import { jwk, jws } from '../../lib/index';
import { handleOf } from '../../lib/jwk/key';
import * as promises from '../../lib/promises';

const root = resolve(__dirname, '..', '..');

/** What a program prints that runs over the built package with so many threads. */
function outputOf(threads: string | undefined, program: string): string {
  if (!existsSync(join(root, 'dist', 'library.js'))) throw new Error('dist is missing: run npm run build first');
  // Where it is undefined the child does not get it at all.
  const env = { ...process.env, UV_THREADPOOL_SIZE: threads };
  const { status, stdout, stderr } = spawnSync(process.execPath, ['-e', program], { cwd: root, encoding: 'utf8', env });
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  return stdout.trim();
}

test.each([
  [undefined, 4],
  ['6', 6],
  ['1024', 1024],
  ['5000', 1024],
  ['-1', 1024],
  ['0', 1],
  ['many', 1],
])('UV_THREADPOOL_SIZE %s is read as libuv reads it: %d threads', (size, threads) => {
  expect(outputOf(size, "console.log(require('node-gyp-build')('.').threadCount())")).toBe(String(threads));
});

const prelude = `
  const { jwk } = require('.');
  const { jws } = require('./dist/promises.js');
  const key = jwk.generateKey('EC', 'P-256', { alg: 'ES256' });
  const token = require('.').jws.serializeCompact({ alg: 'ES256' }, 'payload', key);
  const order = [];
  const verify = () => jws.deserializeCompact(token, key);`;

test('what is quickly done does not wait for what is not, though a thread does several before it reports', () => {
  const program = `${prelude}
    const { jwk: slow } = require('./dist/promises.js');
    // Whether the first is told of before the second has been done.
    verify().then(() => setImmediate(() => order.push('verified')));
    const others = [slow.generateKey('RSA', 4096).then(() => order.push('generated')), verify(), verify(), verify()];
    Promise.all(others).then(() => console.log(order.join()));`;
  expect(outputOf('1', program)).toBe('verified,generated');
});

test('what others ask of the threads has its turn before all that waits is done', () => {
  const program = `${prelude}
    const all = Array.from({ length: 300 }, () => verify().then(() => order.push('verified')));
    require('node:fs').promises.stat('.').then(() => order.push('stat'));
    Promise.all(all).then(() => console.log(order.indexOf('stat') < 200, order.length));`;
  expect(outputOf('1', program)).toBe('true 301');
});

test('operations end in the order of their calls where there is one thread', () => {
  const program = `${prelude}
    const all = Array.from({ length: 100 }, (_, number) => verify().then(() => order.push(number)));
    Promise.all(all).then(() => console.log(order.every((number, index) => number === index)));`;
  expect(outputOf('1', program)).toBe('true');
});

test('one that fails among many fails alone', async () => {
  const key = jwk.generateKey('EC', 'P-256', { alg: 'ES256' });
  const token = jws.serializeCompact({ alg: 'ES256' }, 'payload', key);
  const [es256, rs256] = ['ES256', 'RS256'].map((name) => native.schemes().indexOf(name)) as [number, number];
  const dots = [token.indexOf('.'), token.lastIndexOf('.')] as const;
  const outcomes = await Promise.allSettled(
    Array.from({ length: 60 }, (_, index) =>
      addon.verifyCompactAsync(handleOf(key), index % 7 === 3 ? rs256 : es256, token, ...dots),
    ),
  );
  for (const [index, outcome] of outcomes.entries()) {
    if (index % 7 === 3) expect(outcome).toMatchObject({ reason: { code: 'ERR_KEY_TYPE_MISMATCH' } });
    else expect(outcome).toEqual({ status: 'fulfilled', value: Buffer.from('payload') });
  }
  const bad = `${token.slice(0, -4)}AAAA`;
  expect(await addon.verifyCompactAsync(handleOf(key), es256, bad, ...dots)).toBe(Verdict.bad);
});

test('each caller goes on in its own asynchronous context', async () => {
  const storage = new AsyncLocalStorage<number>();
  const key = jwk.generateKey('OKP', 'Ed25519', { alg: 'Ed25519' });
  const token = jws.serializeCompact({ alg: 'Ed25519' }, 'payload', key);
  const callers = Array.from({ length: 100 }, (_, number) => number);
  const seen = await Promise.all(
    callers.map((number) =>
      storage.run(number, async () => {
        await promises.jws.deserializeCompact(token, key);
        return storage.getStore();
      }),
    ),
  );
  expect(seen).toEqual(callers);
});
