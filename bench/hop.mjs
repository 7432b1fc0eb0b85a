// `node bench/hop.mjs [--rounds 15]`: what it costs to hand an operation to the thread pool, and what the operations cost
// that may be cheaper than that. lib/internal/cost.ts holds the outcome. Microseconds of processor time; build first.

import { parseArgs } from 'node:util';
import { jwe, jwk, jws } from 'jose-openssl';
import * as promises from 'jose-openssl/promises';

const { values: flags } = parseArgs({
  options: { rounds: { type: 'string', default: '15' }, ms: { type: 'string', default: '40' } },
});

/** The least of all rounds: what else runs on the machine only ever adds. */
const least = (numbers) => Math.min(...numbers);

/** Microseconds for each of the operations that `count` callers do one after the other for a while. */
async function measure(operation, count) {
  const start = process.cpuUsage();
  const end = performance.now() + Number(flags.ms);
  let done = 0;
  const caller = async () => {
    do {
      const result = operation();
      if (result instanceof Promise) await result;
      done++;
    } while (performance.now() < end);
  };
  await Promise.all(Array.from({ length: count }, caller));
  const { user, system } = process.cpuUsage(start);
  return (user + system) / done;
}

/** Subjects in turn, round by round. */
async function compare(subjects) {
  const figures = subjects.map(() => []);
  for (let round = 0; round < Number(flags.rounds); round++) {
    for (const [index, { operation, count = 1 }] of subjects.entries()) {
      figures[index].push(await measure(operation, count));
    }
  }
  return figures.map(least);
}

const key = jwk.generateKey('RSA', 2048, { alg: 'RS256' });
const token = jws.serializeCompact({ alg: 'RS256' }, 'payload', key);
const publicKey = key.publicKey();
const counts = [1, 4, 16, 64, 256];
const [alone, ...pooled] = await compare([
  { operation: () => jws.deserializeCompact(token, publicKey) },
  ...counts.map((count) => ({ count, operation: () => promises.jws.deserializeCompact(token, publicKey) })),
]);
console.log(`RS256 verify takes ${alone.toFixed(1)} us; with promises longer by\n\n| in flight | us |\n|---|---|`);
for (const [index, count] of counts.entries()) console.log(`| ${count} | ${(pooled[index] - alone).toFixed(1)} |`);

const sizes = [256, 16_384];
const bits = { A128GCM: 128, A192GCM: 192, 'A192CBC-HS384': 384, 'A256CBC-HS512': 512, HS384: 384, HS512: 512 };

function signatures(alg) {
  const secret = jwk.generateKey('oct', bits[alg] ?? 256, { alg });
  return sizes.map((size) => {
    const signed = jws.serializeCompact({ alg }, 'x'.repeat(size), secret);
    return () => jws.deserializeCompact(signed, secret);
  });
}

function encryptions(alg, enc, size) {
  const secret = jwk.generateKey('oct', size);
  return sizes.map((octets) => {
    const sealed = jwe.encryptCompact({ alg, enc }, 'x'.repeat(octets), secret, { algorithms: [alg, enc] });
    return () => jwe.decryptCompact(sealed, secret, { algorithms: [alg, enc] });
  });
}

const contents = ['A128GCM', 'A192GCM', 'A256GCM', 'A128CBC-HS256', 'A192CBC-HS384', 'A256CBC-HS512'];
const wrappings = [128, 192, 256].flatMap((size) => [[`A${size}KW`, size], [`A${size}GCMKW`, size]]); // prettier-ignore
const quick = [
  ...['HS256', 'HS384', 'HS512'].map((alg) => ({ name: alg, operations: signatures(alg) })),
  ...contents.map((enc) => ({ name: `dir ${enc}`, operations: encryptions('dir', enc, bits[enc] ?? 256) })),
  ...wrappings.map(([alg, size]) => ({ name: `${alg} A256GCM`, operations: encryptions(alg, 'A256GCM', size) })),
];
console.log('\n| read | us at 256 octets | ns for each octet more |\n|---|---|---|');
for (const { name, operations } of quick) {
  const [small, large] = await compare(operations.map((operation) => ({ operation })));
  const slope = ((large - small) * 1e3) / (sizes[1] - sizes[0]);
  console.log(`| ${name} | ${small.toFixed(2)} | ${slope.toFixed(2)} |`);
}
