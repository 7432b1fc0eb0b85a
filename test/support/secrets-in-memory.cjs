'use strict';

/**
 * Imports secrets into keys, uses the keys, disposes of them, and looks for the secrets in all memory that this process can
 * write to, but for the main thread's stack, where OpenSSL's EC code leaves scalars. The secrets come as octets that are
 * overwritten after the import, and are kept only masked: what is found then is a copy that the library left behind.
 * Usage: node --expose-gc secrets-in-memory.cjs; prints JSON.
 */

const { randomBytes } = require('node:crypto');
const { closeSync, openSync, readFileSync, readSync } = require('node:fs');
const { setTimeout } = require('node:timers/promises');
const { jwk, jws, jwe, OctKey } = require('../../dist/index.js');
const promises = require('../../dist/promises.js');

const mask = 0x5a;
const window = 16;

/** Octets outside V8's heap: those of a small typed array lie within, and stay behind there when V8 moves them. */
const outside = (length) => Buffer.from(new ArrayBuffer(length));

/** The octets of which `masked` is the mask. */
function unmasked(masked) {
  const octets = outside(masked.length);
  for (let index = 0; index < masked.length; index++) octets[index] = masked[index] ^ mask;
  return octets;
}

/** How often a whole window of the secret stands in `chunk`. */
function occurrences(chunk, masked) {
  let found = 0;
  for (let from = 0; from + window <= masked.length; from += window) {
    // Only so few octets are looked for as they are that the search does not make a copy of the secret itself.
    const start = Buffer.from([masked[from] ^ mask, masked[from + 1] ^ mask, masked[from + 2] ^ mask]);
    for (let at = chunk.indexOf(start); at >= 0; at = chunk.indexOf(start, at + 1)) {
      let same = 3;
      while (same < window && chunk[at + same] === (masked[from + same] ^ mask)) same++;
      if (same === window) found++;
    }
    start.fill(0);
  }
  return found;
}

/** As octets, and as the words of OpenSSL's numbers lie in memory. */
function occurrencesInProcess(masked) {
  const reversed = Buffer.from(masked).reverse();
  const chunk = outside(1 << 20);
  const memory = openSync('/proc/self/mem', 'r');
  let found = 0;
  for (const line of readFileSync('/proc/self/maps', 'latin1').split('\n')) {
    const [, first, last, name] = /^([\da-f]+)-([\da-f]+) rw\S+ \S+ \S+ \S+\s*(.*)$/.exec(line) ?? [];
    if (first === undefined || name === '[vvar]' || name === '[stack]') continue;
    const end = Number.parseInt(last, 16);
    for (let at = Number.parseInt(first, 16); at < end; at += chunk.length - window) {
      chunk.fill(0);
      let read;
      try {
        read = readSync(memory, chunk, 0, Math.min(chunk.length, end - at), at);
      } catch {
        break; // a guard page, or gone meanwhile
      }
      found += occurrences(chunk.subarray(0, read), masked) + occurrences(chunk.subarray(0, read), reversed);
    }
  }
  closeSync(memory);
  chunk.fill(0);
  return found;
}

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
