// Compares messages that one seed makes: a process of its own where there are several jobs (run.mjs).

import { readFileSync } from 'node:fs';
import { jwk } from '../../dist/index.mjs';
import { classify } from './classes.mjs';
import { askJose, askOurs, askReference } from './implementations.mjs';
import { makeCase } from './mutate.mjs';
import { randomOf } from './prng.cjs';
import { contentSizes, decryptCompact, decryptJson, managementNames } from './reference-jwe.mjs';
import { ReferenceKey } from './reference-keys.mjs';
import { signatureNames } from './reference-jws.mjs';

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

function add(counts, name) {
  counts[name] = (counts[name] ?? 0) + 1;
}

/** Errors do not cross to another process; their stacks do. */
const asText = (_, value) => (value instanceof Error ? String(value.stack) : value);

class Comparison {
  classes = {};
  mutations = {};
  accepted = 0;
  refused = 0;
  inBothForms = 0;
  findings = [];

  constructor(seed) {
    this.seed = seed;
  }

  report(one, number, name, outcomes) {
    const { kind, message, key, algorithms, detached, verify, trail } = one;
    const finding = {
      seed: this.seed,
      number,
      name,
      kind,
      key,
      algorithms,
      detached,
      verify,
      trail,
      message,
      outcomes,
    };
    this.findings.push(JSON.parse(JSON.stringify(finding, asText)));
  }

  async compare(one, number) {
    const ours = await askOurs(one, ourKeys[one.key], 'sync');
    const reference = await askReference(one, keys[one.key]);
    const jose = await askJose(one, joseKeys[one.key]);
    const outcomes = { ours, reference, jose };
    this[ours.accepted ? 'accepted' : 'refused']++;
    // The promise form seldom, since it is the same source: it must say the same.
    if (number % 16 === 0) {
      this.inBothForms++;
      const other = await askOurs(one, ourKeys[one.key], 'promise');
      if (JSON.stringify(other) !== JSON.stringify(ours))
        this.report(one, number, 'the two forms differ', { ours, other });
    }
    for (const { name, isKnown } of classify(one, outcomes)) {
      add(this.classes, name);
      if (!isKnown) this.report(one, number, name, outcomes);
    }
  }
}

/** Several at once, because jose waits for threads. */
const batch = 64;
const mostFindings = 20;

/**
 * @param {(done: number) => void} progress
 * @returns plain data
 */
export async function compareMany({ seed, count }, progress) {
  // Most answers are errors, three for each message, and nobody looks at their stacks.
  Error.stackTraceLimit = 1;
  const random = randomOf(seed);
  const comparison = new Comparison(seed);
  for (let first = 0; first < count && comparison.findings.length < mostFindings; first += batch) {
    const cases = Array.from({ length: Math.min(batch, count - first) }, () => makeCase(random, world));
    for (const { trail } of cases) for (const name of trail) add(comparison.mutations, name);
    await Promise.all(cases.map((one, index) => comparison.compare(one, first + index)));
    progress(Math.min(first + batch, count));
  }
  return { ...comparison };
}

if (process.send !== undefined && process.argv[2] === '--job') {
  const [seed, count] = process.argv.slice(3).map(Number);
  const result = await compareMany({ seed, count }, (done) => process.send({ done }));
  process.send({ result }, () => process.disconnect());
}
