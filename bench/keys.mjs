// `node bench/keys.mjs [--only p-256] [--rounds 9]`: what it costs to import a key, and what a verb pays for one that it
// is given again and again. Microseconds of CPU per call, medians over the rounds; build first.

import crypto from 'node:crypto';
import { parseArgs } from 'node:util';
import { jwk, jws, opensslVersion } from 'jose-openssl';

const { values: flags } = parseArgs({
  options: {
    only: { type: 'string', default: '' },
    rounds: { type: 'string', default: '9' },
    ms: { type: 'string', default: '40' },
  },
});

const median = (numbers) => [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)];

function measure(operation) {
  const start = process.cpuUsage();
  const end = performance.now() + Number(flags.ms);
  let count = 0;
  while (performance.now() < end) {
    for (let i = 0; i < 4; i++) operation();
    count += 4;
  }
  const { user, system } = process.cpuUsage(start);
  return (user + system) / count;
}

/** All operations in turn, round by round, so that a drift of the machine's speed meets all of them. */
function compare(operations) {
  const results = operations.map(() => []);
  for (let round = -1; round < Number(flags.rounds); round++) {
    operations.forEach((operation, i) => {
      const figure = measure(operation);
      if (round >= 0) results[i].push(figure); // the first round warms up
    });
  }
  return results.map(median);
}

const ec = (namedCurve) => () => crypto.generateKeyPairSync('ec', { namedCurve });
const rsa = (modulusLength) => () => crypto.generateKeyPairSync('rsa', { modulusLength });
const kinds = [
  { name: 'RSA 2048', alg: 'RS256', make: rsa(2048) },
  { name: 'RSA 4096', alg: 'RS256', make: rsa(4096) },
  { name: 'P-256', alg: 'ES256', make: ec('P-256') },
  { name: 'P-521', alg: 'ES512', make: ec('P-521') },
  { name: 'Ed25519', alg: 'Ed25519', make: () => crypto.generateKeyPairSync('ed25519') },
];

/** The forms in which a program passes its public key to a verb, and its private one. */
const forms = [
  {
    name: 'PEM text',
    of:
      ({ pem }) =>
      () =>
        pem,
  },
  {
    name: 'the same JWK object',
    of:
      ({ object }) =>
      () =>
        object,
  },
  {
    name: 'an equal JWK object',
    of:
      ({ object }) =>
      () => ({ ...object }),
  },
  {
    name: 'KeyObject',
    of:
      ({ publicKey }) =>
      () =>
        publicKey,
  },
];

const node = (value) =>
  value instanceof crypto.KeyObject ? value : crypto.createPublicKey(typeof value === 'string' ? value : { key: value, format: 'jwk' }); // prettier-ignore

const columns = ['import', 'node:crypto', 'verify, imported each time', 'verify, cached', 'verify, a Key'];
console.log(`${opensslVersion()} inside the addon; Node ${process.version} with OpenSSL ${process.versions.openssl}`);
console.log(`microseconds of CPU per call, median of ${flags.rounds} rounds\n`);
console.log(`| public key, given as | ${columns.join(' | ')} |`);
console.log(`|---|${columns.map(() => '---|').join('')}`);
for (const { name, alg, make } of kinds.filter((kind) => kind.name.toLowerCase().includes(flags.only.toLowerCase()))) {
  const { publicKey, privateKey } = make();
  const given = {
    publicKey,
    pem: publicKey.export({ format: 'pem', type: 'spki' }),
    object: publicKey.export({ format: 'jwk' }),
  };
  const options = { algorithms: [alg] };
  const token = jws.serializeCompact({ alg }, 'payload', jwk.importKey(privateKey), options);
  const key = jwk.importKey(publicKey);
  for (const form of forms) {
    const value = form.of(given);
    const figures = compare([
      () => jwk.importKey(value()),
      () => node(value()),
      () => jws.deserializeCompact(token, jwk.importKey(value()), options),
      () => jws.deserializeCompact(token, value(), options),
      () => jws.deserializeCompact(token, key, options),
    ]);
    console.log(`| ${name}, ${form.name} | ${figures.map((figure) => figure.toFixed(1)).join(' | ')} |`);
  }
}
