'use strict';

/** The work of the soak test: every mechanism of the core, in both forms, over keys and tokens that all workers share. */

const assert = require('node:assert');
const library = require('../../dist/index.js');
const promises = require('../../dist/promises.js');

const { jwe, jwk, jws } = library;
const text = 'The quick brown fox jumps over the lazy dog. '.repeat(8);

/** Algorithms with the kind of key that each takes. */
const signing = [
  ['HS256', 'oct', 256],
  ['RS256', 'RSA', 2048],
  ['PS256', 'RSA', 2048],
  ['ES256', 'EC', 'P-256'],
  ['ES384', 'EC', 'P-384'],
  ['EdDSA', 'OKP', 'Ed25519'],
];
const encrypting = [
  ['dir', 'A256GCM', 'oct', 256],
  ['A128KW', 'A128CBC-HS256', 'oct', 128],
  ['A256GCMKW', 'A256GCM', 'oct', 256],
  ['RSA-OAEP-256', 'A256CBC-HS512', 'RSA', 2048],
  ['ECDH-ES', 'A128GCM', 'EC', 'P-256'],
  ['ECDH-ES+A256KW', 'A256GCM', 'OKP', 'X25519'],
  ['PBES2-HS256+A128KW', 'A128GCM', 'oct', 256],
];

/** Plain data that postMessage copies: JWKs, and tokens made with them. */
function sharedWork() {
  const keys = new Map();
  const keyFor = (kty, size) => {
    const name = `${kty} ${size}`;
    if (!keys.has(name)) keys.set(name, jwk.generateKey(kty, size).toJWK({ private: true }));
    return keys.get(name);
  };
  return {
    signed: signing.map(([alg, kty, size]) => {
      const key = keyFor(kty, size);
      return { alg, key, token: jws.serializeCompact({ alg }, text, key, { algorithms: [alg] }) };
    }),
    encrypted: encrypting.map(([alg, enc, kty, size]) => {
      const key = keyFor(kty, size);
      const more = alg.startsWith('PBES2') ? { p2c: 1000 } : {};
      return { alg, enc, key, token: jwe.encryptCompact({ alg, enc }, text, key, { algorithms: [alg], ...more }) };
    }),
  };
}

async function rejected(run, code) {
  await assert.rejects(async () => run(), { code });
}

/** Signs and verifies by one form; a changed token is refused. */
async function sign({ jws: form }, { alg, key, token }) {
  const options = { algorithms: [alg] };
  assert.equal((await form.deserializeCompact(token, key, options)).payload.toString(), text);
  const made = await form.serializeCompact({ alg }, text, key, options);
  assert.equal((await form.deserializeCompact(made, key, options)).payload.toString(), text);
  const changed = token.replace(/\.(.)/, (_, first) => `.${first === 'A' ? 'B' : 'A'}`);
  await rejected(() => form.deserializeCompact(changed, key, options), 'ERR_JWS_SIGNATURE_VERIFICATION_FAILED');
}

async function encrypt({ jwe: form }, { alg, enc, key, token }) {
  const options = { algorithms: [alg] };
  const more = alg.startsWith('PBES2') ? { p2c: 1000 } : {};
  assert.equal((await form.decryptCompact(token, key, options)).plaintext.toString(), text);
  const made = await form.encryptCompact({ alg, enc }, text, key, { ...options, ...more });
  assert.equal((await form.decryptCompact(made, key, options)).plaintext.toString(), text);
  const changed = token.replace(/.{8}$/, 'AAAAAAAA');
  await rejected(() => form.decryptCompact(changed, key, options), 'ERR_JWE_DECRYPTION_FAILED');
}

/** One pass over everything, in one form. @returns the number of operations */
async function pass(form, { signed, encrypted }) {
  for (const one of signed) await sign(form, one);
  for (const one of encrypted) await encrypt(form, one);
  return 4 * (signed.length + encrypted.length);
}

/** One pass in both forms, several at once in the one that may. */
async function passes(work) {
  const counts = await Promise.all([pass(promises, work), pass(promises, work), pass(library, work)]);
  return counts.reduce((sum, count) => sum + count, 0);
}

module.exports = { library, passes, promises, sharedWork, text };
