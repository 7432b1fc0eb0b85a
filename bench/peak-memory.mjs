// `npm run stress -- peak-memory [--only stream] [--megabytes 1024] [--json]`: the most memory that an operation on a large payload takes,
// above that of a process which has the library and the payload's source and does nothing. Each in a process of its own.

import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { jwe, jwk, jws } from 'jose-openssl';

const { values: flags } = parseArgs({
  options: {
    only: { type: 'string', default: '' },
    megabytes: { type: 'string', default: '1024' },
    json: { type: 'boolean', default: false },
    run: { type: 'string' },
  },
});

const MB = 2 ** 20;
const secret = jwk.importKey({ kty: 'oct', k: 'A'.repeat(43) });
const pair = jwk.generateKey('EC', 'P-256');
const whole = 16 * MB;
const streamed = Number(flags.megabytes) * MB;

/** As a file is read: a new Buffer of 64 KiB for each piece. */
function* pieces() {
  for (let left = streamed; left > 0; left -= 65536) yield Buffer.alloc(Math.min(left, 65536), 7);
}

const dir = { alg: 'dir', enc: 'A256GCM' };
const unencoded = { b64: false, crit: ['b64'] };

/** `prepare` makes what the operation is given. Both count, so the payload itself does. */
const operations = [
  {
    name: 'encryptCompact dir+A256GCM',
    payload: whole,
    prepare: () => Buffer.alloc(whole, 7),
    run: (payload) => jwe.encryptCompact(dir, payload, secret),
  },
  {
    name: 'decryptCompact dir+A256GCM',
    payload: whole,
    prepare: () => jwe.encryptCompact(dir, Buffer.alloc(whole, 7), secret),
    run: (token) => jwe.decryptCompact(token, secret),
  },
  {
    name: 'serializeCompact HS256',
    payload: whole,
    prepare: () => Buffer.alloc(whole, 7),
    run: (payload) => jws.serializeCompact({ alg: 'HS256' }, payload, secret),
  },
  {
    name: 'deserializeCompact HS256',
    payload: whole,
    prepare: () => jws.serializeCompact({ alg: 'HS256' }, Buffer.alloc(whole, 7), secret),
    run: (token) => jws.deserializeCompact(token, secret),
  },
  {
    name: 'signStream HS256',
    payload: streamed,
    prepare: () => pieces(),
    run: (source) => jws.signStream({ alg: 'HS256', ...unencoded }, source, secret),
  },
  {
    name: 'verifyStream ES256',
    payload: streamed,
    prepare: async () => [await jws.signStream({ alg: 'ES256', ...unencoded }, pieces(), pair), pieces()],
    run: ([token, source]) => jws.verifyStream(token, source, pair.publicKey()),
  },
];

if (flags.run !== undefined) {
  const { prepare, run } = operations.find(({ name }) => name === flags.run);
  const idle = process.memoryUsage.rss();
  const given = await prepare();
  globalThis.gc(); // what only the preparation needed is no part of it
  await run(given);
  console.log(JSON.stringify({ idle, peak: process.resourceUsage().maxRSS * 1024 }));
} else {
  const rows = operations
    .filter(({ name }) => name.toLowerCase().includes(flags.only.toLowerCase()))
    .map(({ name, payload }) => {
      const args = ['--expose-gc', fileURLToPath(import.meta.url), '--run', name, '--megabytes', flags.megabytes];
      const child = spawnSync(process.execPath, args, { encoding: 'utf8' });
      if (child.status !== 0) throw new Error(`${name}: ${child.stderr}`);
      const found = JSON.parse(child.stdout);
      return { name, payload, above: found.peak - found.idle };
    });
  if (flags.json) {
    console.log(JSON.stringify(rows));
  } else {
    console.log('| operation | payload | most memory above the idle process |\n|---|---|---|');
    for (const { name, payload, above } of rows) {
      const times = above > payload / 10 ? ` (${(above / payload).toFixed(2)}x)` : '';
      console.log(`| ${name} | ${payload / MB} MB | ${(above / MB).toFixed(1)} MB${times} |`);
    }
  }
}
