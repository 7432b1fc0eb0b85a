'use strict';

/**
 * Imports secrets into keys, uses the keys, disposes of them, and looks for the secrets in memory. They come as octets that
 * are overwritten after the import: what is found then is a copy that the library left behind.
 * Usage: node --expose-gc secrets-in-memory.cjs; prints JSON.
 */

const { randomBytes } = require('node:crypto');
const { setTimeout } = require('node:timers/promises');
const { jwk, jws, jwe, OctKey } = require('../../dist/index.js');
const promises = require('../../dist/promises.js');
const { mask, occurrencesInProcess, outside, unmasked } = require('./memory-scan.cjs');

async function useMac(key) {
  const token = jws.serializeCompact({ alg: 'HS256' }, 'payload', key);
  jws.deserializeCompact(token, key);
  await promises.jws.deserializeCompact(await promises.jws.serializeCompact({ alg: 'HS256' }, 'payload', key), key);
}

async function useWrapping(key) {
  const header = { alg: 'A256KW', enc: 'A128GCM' };
  jwe.decryptCompact(jwe.encryptCompact(header, 'payload', key), key);
  await promises.jwe.decryptCompact(await promises.jwe.encryptCompact(header, 'payload', key), key);
}

/** Only here: the stacks of the thread pool are not told apart from other memory. */
function usePair(key) {
  jws.deserializeCompact(jws.serializeCompact({ alg: 'ES256' }, 'payload', key), key);
}

/** The private number of a P-256 key in PKCS#8 of that key alone: RFC 5958, RFC 5915. */
function pkcs8Of(secret) {
  const head = Buffer.from('304102010030130607' + '2a8648ce3d020106082a8648ce3d030107' + '042730250201010420', 'hex');
  const der = outside(head.length + secret.length);
  head.copy(der);
  secret.copy(der, head.length);
  return der;
}

const cases = [
  { name: 'an HMAC secret', size: 64, make: (secret) => OctKey.importKey(secret), use: useMac },
  { name: 'a key-wrapping secret', size: 32, make: (secret) => OctKey.importKey(secret), use: useWrapping },
  {
    name: 'the private number of an EC key',
    size: 32,
    make(secret) {
      const der = pkcs8Of(secret);
      const key = jwk.importKey(der);
      der.fill(0);
      return key;
    },
    use: usePair,
  },
];

async function run({ name, size, make, use }) {
  const masked = randomBytes(size);
  masked[0] = mask ^ 0x11; // below the order of the curve
  const secret = unmasked(masked);
  const key = make(secret);
  secret.fill(0);
  await use(key);
  const before = occurrencesInProcess(masked);
  key.dispose();
  global.gc();
  await setTimeout(20);
  global.gc();
  return { name, before, after: occurrencesInProcess(masked) };
}

async function main() {
  const results = [];
  for (const row of cases) results.push(await run(row));
  console.log(JSON.stringify(results));
}

main();
