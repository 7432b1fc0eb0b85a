// `npm run bench -- --keys`: what importing a key costs, and what a verb pays for a key that it has seen before.
// Microseconds of CPU per call, medians over the rounds.

import { createPrivateKey, createPublicKey, generateKeyPairSync, randomBytes } from 'node:crypto';
import { jwk, jws } from 'jose-openssl';

const median = (numbers) => [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)];

/** Microseconds of CPU per call, measured over a slice of time. */
function measure(operation, slice) {
  const start = process.cpuUsage();
  const end = performance.now() + slice;
  let count = 0;
  while (performance.now() < end) {
    for (let i = 0; i < 4; i++) operation(count++);
  }
  const { user, system } = process.cpuUsage(start);
  return (user + system) / count;
}

const pairs = {
  'RSA 2048': { alg: 'RS256', ...generateKeyPairSync('rsa', { modulusLength: 2048 }) },
  'RSA 4096': { alg: 'RS256', ...generateKeyPairSync('rsa', { modulusLength: 4096 }) },
  'P-256': { alg: 'ES256', ...generateKeyPairSync('ec', { namedCurve: 'P-256' }) },
  'P-521': { alg: 'ES512', ...generateKeyPairSync('ec', { namedCurve: 'P-521' }) },
  Ed25519: { alg: 'Ed25519', ...generateKeyPairSync('ed25519') },
};

/** The key that a verifier holds, in the forms in which one is likely to pass it again and again. */
function formsOf({ publicKey }) {
  const text = publicKey.export({ format: 'pem', type: 'spki' });
  const object = publicKey.export({ format: 'jwk' });
  return {
    'PEM text': { value: () => text, node: () => createPublicKey(text) },
    'the same JWK object': { value: () => object, node: () => createPublicKey({ key: object, format: 'jwk' }) },
    'an equal JWK object': { value: () => ({ ...object }), node: () => createPublicKey({ key: { ...object }, format: 'jwk' }) }, // prettier-ignore
    'PEM of the private key': {
      value: () => text,
      node: () => createPublicKey(text),
    },
  };
}

/** Prints a table of what keys cost: to import, beside node:crypto, and as the argument of a verb. */
export function benchKeys({ rounds, slice, only }) {
  console.log(`microseconds of CPU, median of ${rounds} rounds; "verify" is a whole verification of a 64-byte payload\n`);
  console.log('| key, given as | import | node:crypto | verify, imported each time | verify, cached | verify with a Key |');
  console.log('|---|---|---|---|---|---|');
}
