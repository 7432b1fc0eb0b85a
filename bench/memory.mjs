// `npm run stress -- memory [--operations 10000000]`: whether memory stays flat over ten million mixed operations. Keys are
// imported and disposed of, tokens made, read and refused, messages encrypted and decrypted, at once and with promises.
// After garbage was collected, memory is sampled a hundred times; a line is fitted through the samples but for the first
// fifth, while caches fill. Fails where the line rises by more than half an octet for each operation.

import { parseArgs } from 'node:util';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { jwe, jwk, jws, jwt, opensslVersion } from 'jose-openssl';
import * as promises from 'jose-openssl/promises';
import { claims } from './work/claims.mjs';

const { values: flags } = parseArgs({ options: { operations: { type: 'string', default: '10000000' } } });
const operations = Number(flags.operations);
const samples = 100;
const most = 0.5;

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc');

const secret = jwk.generateKey('oct', 256);
const wrong = jwk.generateKey('oct', 256);
const pair = jwk.generateKey('EC', 'P-256', { alg: 'ES256' });
const rsa = jwk.generateKey('RSA', 2048, { alg: 'RS256' });
const [ecPem, rsaJwk] = [pair.toPEM(), rsa.publicKey().toJWK()];
const header = { alg: 'HS256', typ: 'JWT' };
const direct = { alg: 'dir', enc: 'A256GCM' };
const wrapped = { alg: 'A256KW', enc: 'A128CBC-HS256' };
const signed = jws.serializeCompact(header, JSON.stringify(claims), secret);
const signedByRsa = jws.serializeCompact({ alg: 'RS256' }, 'payload', rsa);
const issued = jwt.encode(header, claims, secret);
const sealed = jwe.encryptCompact(direct, JSON.stringify(claims), secret);
const plaintext = Buffer.alloc(1000, 'x');
let serial = 0;

/** Runs what must be refused. */
function refused(run) {
  try {
    run();
  } catch {
    return;
  }
  throw new Error('what must be refused was not');
}

function importAndDispose() {
  const key = jwk.importKey({ kty: 'oct', k: `AAAA${(serial++).toString().padStart(40, 'A')}`, kid: `${serial}` });
  jws.serializeCompact(header, 'hello', key);
  key.dispose();
}

// How often in each thousand.
const mix = [
  [200, () => jws.serializeCompact(header, plaintext, secret)],
  [200, () => jws.deserializeCompact(signed, secret)],
  [120, () => jwt.encode(header, { ...claims, jti: `${serial++}` }, secret)],
  [120, () => jwt.decode(issued, secret)],
  [100, () => jwe.encryptCompact(direct, plaintext, secret)],
  [100, () => jwe.decryptCompact(sealed, secret)],
  [40, () => jwe.decryptCompact(jwe.encryptCompact(wrapped, 'hello', secret), secret)],
  [30, () => refused(() => jws.deserializeCompact(signed, wrong))],
  [20, () => refused(() => jwe.decryptCompact(sealed, wrong))],
  [15, () => refused(() => jwt.decode(`${issued.slice(0, -8)}+`, secret))],
  [10, () => refused(() => jws.serializeCompact({ alg: 'none' }, '', null))],
  [20, importAndDispose],
  [1, () => jws.serializeCompact({ alg: 'ES256' }, 'hello', pair)],
  [4, () => jws.deserializeCompact(signedByRsa, rsaJwk)],
  // Nobody disposes of these: the garbage collector does.
  [1, () => jwk.importKey(ecPem)],
];
const large = Buffer.alloc(100_000, 'x');
const inFlight = [
  () => promises.jws.deserializeCompact(signedByRsa, rsa),
  () => promises.jws.serializeCompact(header, large, secret),
  () => promises.jws.deserializeCompact(signed, wrong).catch(() => undefined),
  () => promises.jwt.decode(issued, secret),
];
const thousand = mix.reduce((sum, [count]) => sum + count, 0) + inFlight.length;

async function runThousand() {
  for (const [count, operation] of mix) for (let i = 0; i < count; i++) operation();
  await Promise.all(inFlight.map((operation) => operation()));
}

/** Slope of the line with the least squares. */
function slope(points) {
  const mean = (pick) => points.reduce((sum, point) => sum + pick(point), 0) / points.length;
  const [x, y] = [mean((point) => point.done), mean((point) => point.rss)];
  const products = points.map(({ done, rss }) => [(done - x) * (rss - y), (done - x) ** 2]);
  return products.reduce((sum, [xy]) => sum + xy, 0) / products.reduce((sum, [, xx]) => sum + xx, 0);
}

const megabytes = (octets) => `${(octets / 2 ** 20).toFixed(1)} MB`;
console.log(`${operations} operations; ${opensslVersion()}, Node.js ${process.version}`);
const points = [];
let done = 0;
for (let sample = 0; sample < samples; sample++) {
  while (done < (operations / samples) * (sample + 1)) {
    await runThousand();
    done += thousand;
  }
  collect();
  const { rss, heapUsed, external } = process.memoryUsage();
  points.push({ done, rss });
  if (sample % 5 === 4) console.log(`${done} done: resident ${megabytes(rss)}, heap ${megabytes(heapUsed)}, external ${megabytes(external)}`); // prettier-ignore
}
const rise = slope(points.slice(samples / 5));
console.log(`the line rises by ${rise.toFixed(3)} octets for each operation; at most ${most} are allowed`);
process.exitCode = rise > most ? 1 : 0;
