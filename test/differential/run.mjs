// Differential testing: mutated messages are given to the library, to a strict reference over node:crypto that was written
// for the tests, and to the npm package jose. Nothing may be accepted here that the reference refuses; every other
// difference must be of a class that classes.mjs names with its reason.
//
//   npm run differential -- --count 1000000 --seed 1

import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { jwk } from '../../dist/index.mjs';
import { classify } from './classes.mjs';
import { askJose, askOurs, askReference } from './implementations.mjs';
import { makeCase } from './mutate.mjs';
import { randomOf } from './prng.mjs';
import { contentSizes, decryptCompact, decryptJson, managementNames } from './reference-jwe.mjs';
import { ReferenceKey } from './reference-keys.mjs';
import { signatureNames } from './reference-jws.mjs';

const { values } = parseArgs({
  options: {
    count: { type: 'string', default: '20000' },
    seed: { type: 'string', default: '1' },
    progress: { type: 'boolean', default: false },
  },
});
const count = Number(values.count);
const seed = Number(values.seed);
if (!Number.isSafeInteger(count) || count < 1) throw new Error('--count must be a positive integer');
if (!Number.isSafeInteger(seed)) throw new Error('--seed must be an integer');

// The world of the mutations -----------------------------------------------------------------------------------------

const { keys: jwks, samples: raw } = JSON.parse(readFileSync(new URL('samples.json', import.meta.url), 'utf8'));
const privateNames = new Set(['d', 'p', 'q', 'dp', 'dq', 'qi']);
const publicHalf = (key) => Object.fromEntries(Object.entries(key).filter(([name]) => !privateNames.has(name)));

const mapped = (make) => Object.fromEntries(Object.entries(jwks).map(([name, key]) => [name, make(key)]));
const keys = mapped((key) => new ReferenceKey(key));
const ourKeys = mapped((key) => jwk.importKey(key));
const joseKeys = mapped((key) => ({
  private: Object.freeze({ ...key }),
  public: Object.freeze(publicHalf(key)),
  alg: key.alg,
}));
const every = [...signatureNames, ...managementNames];

/** What the mutations need to sign and seal a sample again. */
function prepared(sample) {
  const header = JSON.parse(Buffer.from(sample.message.split('.')[0], 'base64url').toString() || '{}');
  const key = keys[sample.key];
  const given = { ...sample, alg: header.alg ?? 'HS256' };
  if (header.enc !== undefined) {
    const { cek, payload } = decryptCompact(sample.message, key, { algorithms: every });
    return { ...given, enc: header.enc, cek, plaintext: payload };
  }
  if (sample.kind === 'jweJson') decryptJson(sample.message, key, { algorithms: every });
  return sample.kind === 'jwt'
    ? { ...given, plaintext: Buffer.from(sample.message.split('.')[1], 'base64url') }
    : given;
}

function readSample(sample) {
  if (!sample.kind.endsWith('Json')) return prepared(sample);
  return { ...sample, alg: { oct256: 'HS256', oct512: 'HS512', rsa: 'RS256' }[sample.key] };
}

const samples = raw.map(readSample);
const world = {
  keys,
  samples,
  weighted: samples.map((sample) => [sample.weight, sample]),
  every,
  lists: [[], ['HS256'], ['none'], ['RS256', 'PS256'], ['EdDSA'], ['dir', 'A128GCM'], Object.keys(contentSizes), every],
};

// The comparison -----------------------------------------------------------------------------------------------------

// Most answers are errors, three for each message, and nobody looks at their stacks.
Error.stackTraceLimit = 1;
const started = process.hrtime.bigint();
const random = randomOf(seed);
const table = new Map();
const mutations = new Map();
const sums = { accepted: 0, refused: 0, promise: 0 };
const findings = [];

function add(map, name) {
  map.set(name, (map.get(name) ?? 0) + 1);
}

function report(one, number, name, outcomes) {
  const { kind, message, key, algorithms, detached, verify, trail } = one;
  const finding = { number, name, kind, key, algorithms, detached, verify, trail, message, outcomes };
  findings.push(finding);
  if (values.progress) console.error(JSON.stringify(finding));
}

async function compare(one, number) {
  // The promise form seldom, since it is the same source: it must say the same.
  const ours = await askOurs(one, ourKeys[one.key], 'sync');
  const reference = await askReference(one, keys[one.key]);
  const jose = await askJose(one, joseKeys[one.key]);
  const outcomes = { ours, reference, jose };
  sums[ours.accepted ? 'accepted' : 'refused']++;
  if (number % 16 === 0) {
    sums.promise++;
    const other = await askOurs(one, ourKeys[one.key], 'promise');
    if (JSON.stringify(other) !== JSON.stringify(ours)) report(one, number, 'the two forms differ', { ours, other });
  }
  for (const { name, isKnown } of classify(one, outcomes)) {
    add(table, name);
    if (!isKnown) report(one, number, name, outcomes);
  }
}

// Several at once, because jose waits for threads.
const batch = 64;
for (let first = 0; first < count && findings.length < 20; first += batch) {
  const cases = Array.from({ length: Math.min(batch, count - first) }, () => makeCase(random, world));
  for (const { trail } of cases) for (const name of trail) add(mutations, name);
  await Promise.all(cases.map((one, index) => compare(one, first + index)));
  if (values.progress && first % (batch * 1000) === 0) console.error(`${first} messages, ${findings.length} findings`);
}

const sorted = (map) => [...map].sort(([, a], [, b]) => b - a);
console.log(`mutations: ${mutations.size} kinds`);
console.log('\nmessages  class');
for (const [name, found] of sorted(table)) console.log(`${String(found).padStart(8)}  ${name}`);
for (const finding of findings) {
  console.log(
    `\nFINDING: ${JSON.stringify(finding, (_, value) => (value instanceof Error ? String(value.stack) : value), 1)}`,
  );
}
const seconds = Number(process.hrtime.bigint() - started) / 1e9;
console.log(
  `\nseed ${seed}: ${sums.accepted + sums.refused} messages in ${seconds.toFixed(0)} s; accepted ${sums.accepted}, refused ${sums.refused}, ` +
    `in both forms ${sums.promise}; findings ${findings.length}`,
);
process.exitCode = findings.length === 0 ? 0 : 1;
