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
    // The one thread is busy until all are handed over.
    require('node:crypto').pbkdf2('', '', 300_000, 32, 'sha256', () => {});
    // Whether the first is told of before the second has been done.
    verify().then(() => setImmediate(() => order.push('verified')));
    const others = [slow.generateKey('RSA', 4096).then(() => order.push('generated')), verify(), verify(), verify()];
    Promise.all(others).then(() => console.log(order.join()));`;
  expect(outputOf('1', program)).toBe('verified,generated');
});

test('what others ask of the threads has its turn before all that waits is done', () => {
  // Straight into the core, past the gate that lets 16 in. An ES512 verification takes a third of a millisecond and more.
  const program = `
    const addon = require('node-gyp-build')('.');
    const scheme = addon.schemes().indexOf('ES512');
    const key = addon.generate('P-521', 521);
    const [header, payload] = ['e30', 'e30'];
    const token = addon.sign(key, scheme, 3, header, '{}');
    const dots = [token.indexOf('.'), token.lastIndexOf('.')];
    let [verified, before] = [0, -1];
    const all = Array.from({ length: 200 }, () => addon.verifyCompactAsync(key, scheme, token, ...dots).then(() => verified++));
    require('node:fs').promises.stat('.').then(() => (before = verified));
    Promise.all(all).then(() => console.log(before >= 0 && before < 40 ? 'soon' : before));`;
  expect(outputOf('1', program)).toBe('soon');
});

test('others have their turn before a batch is done, of which the threads do a few tokens at a time', () => {
  const program = `
    const addon = require('node-gyp-build')('.');
    const scheme = addon.schemes().indexOf('ES512');
    const key = addon.generate('P-521', 521);
    const token = addon.sign(key, scheme, 3, 'e30', '{}');
    const row = [0, scheme, token.indexOf('.'), token.lastIndexOf('.'), token.length];
    const rows = Uint32Array.from(Array(200).fill(row).flat());
    const order = [];
    const batch = addon.verifyManyAsync([key], rows, Array(200).fill(token)).then((octets) => {
      order.push(octets.subarray(0, 200).every((verdict) => verdict === 1) ? 'verified' : 'not verified yet');
    });
    const stat = require('node:fs').promises.stat('.').then(() => order.push('stat'));
    Promise.all([batch, stat]).then(() => console.log(order.join()));`;
  expect(outputOf('1', program)).toBe('stat,verified');
});

test.each([
  ['all at once', 'for (let i = 0; i < 16; i++) call().then(() => done++); busy(1000);'],
  ['one after the other', 'for (let i = 0; i < 16; i++) { call().then(() => done++); busy(20); }'],
])('the threads have work while JavaScript is busy: %s', (_, handOver) => {
  for (const call of ["jws.serializeCompact({ alg: 'RS256' }, 'payload', rsa)", 'verify()']) {
    const program = `${prelude}
      const rsa = jwk.generateKey('RSA', 2048, { alg: 'RS256' });
      const busy = (ms) => { for (const end = performance.now() + ms; performance.now() < end; ); };
      const call = () => ${call};
      let done = 0;
      ${handOver}
      // What is done by now is told of before that.
      setImmediate(() => console.log(done));`;
    expect(outputOf('1', program)).toBe('16');
  }
});

test('the number under way follows the size of the pool, which a program may set as long as it has not used it', () => {
  const program = `
    const { jwk } = require('./dist/promises.js');
    process.env.UV_THREADPOOL_SIZE = '2';
    let calls = 0;
    require('node:async_hooks').createHook({ init: (id, type) => (calls += type === 'jose-openssl') }).enable();
    for (let i = 0; i < 100; i++) void jwk.generateKey('oct', 256);
    console.log(calls);`;
  expect(outputOf(undefined, program)).toBe('32');
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
