'use strict';

/**
 * Encrypts and decrypts plaintexts of octets, overwrites what it gave and what it got, and looks for them in memory: what
 * is found then is a copy that the library left behind. Usage: node --expose-gc plaintexts-in-memory.cjs; prints JSON.
 */

const { randomBytes } = require('node:crypto');
const { setTimeout } = require('node:timers/promises');
const library = require('../../dist/index.js');
const promises = require('../../dist/promises.js');
const { occurrencesInProcess, outside, unmasked } = require('./memory-scan.cjs');

const secret = Buffer.alloc(64, 3);
const encryptions = { A256GCM: secret.subarray(0, 32), 'A256CBC-HS512': secret };

/** A plaintext of that length, of the same octets again and again. */
function plaintextOf(masked, length) {
  const octets = unmasked(masked);
  const plaintext = outside(length).fill(octets);
  octets.fill(0);
  return plaintext;
}

const operations = {
  encryptCompact: ({ jwe }, plaintext, header, key) => jwe.encryptCompact(header, plaintext, key),
  encryptJson: ({ jwe }, plaintext, header, key) =>
    jwe.encryptJson({ protected: header, recipient: { key } }, plaintext),
  /** What is decrypted is made by the synchronous form, which copies no octets. */
  async decryptCompact(form, plaintext, header, key) {
    const token = library.jwe.encryptCompact(header, plaintext, key);
    const result = await form.jwe.decryptCompact(token, key);
    result.plaintext.fill(0);
  },
  async decryptJson(form, plaintext, header, key) {
    const message = library.jwe.encryptJson({ protected: header, recipient: { key } }, plaintext);
    const result = await form.jwe.decryptJson(message, key);
    result.plaintext.fill(0);
  },
  async refused(form, plaintext, header, key) {
    const token = library.jwe.encryptCompact(header, plaintext, key).replace(/.{8}$/, 'AAAAAAAA');
    await Promise.resolve().then(() => form.jwe.decryptCompact(token, key)).catch(() => undefined); // prettier-ignore
  },
};

async function run(operation, form, enc, length) {
  const masked = randomBytes(32);
  const plaintext = plaintextOf(masked, length);
  const before = occurrencesInProcess(masked);
  await operations[operation](form === 'sync' ? library : promises, plaintext, { alg: 'dir', enc }, encryptions[enc]);
  plaintext.fill(0);
  await setTimeout(1);
  return { name: `${operation}, ${form}, ${enc}, ${length} octets`, before, after: occurrencesInProcess(masked) };
}

async function main() {
  const results = [];
  for (const operation of Object.keys(operations)) {
    for (const form of ['sync', 'promise']) {
      for (const enc of Object.keys(encryptions)) {
        for (const length of [40, 800, 30_000, 300_000]) results.push(await run(operation, form, enc, length));
      }
    }
  }
  console.log(JSON.stringify(results));
}

main();
