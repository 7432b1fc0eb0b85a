'use strict';

/**
 * Drops and disposes keys while operations with them are under way, collecting garbage all the time.
 * A program of its own, over the built package: node --expose-gc collected-keys.cjs
 */

const assert = require('node:assert');
const { jwk, jws, OctKey } = require('../../dist/index.js');
const promises = require('../../dist/promises.js');

const pem = jwk.generateKey('RSA', 2048).toPEM({ private: true });
const ec = jwk.generateKey('EC', 'P-256').toJWK({ private: true });

/** Starts an operation whose key nobody else holds. */
function dropped(index) {
  const key = jwk.importKey(index % 2 === 0 ? pem : { ...ec, kid: `${index}` });
  return promises.jws.serializeCompact({ alg: index % 2 === 0 ? 'RS256' : 'ES256' }, 'payload', key);
}

/** Disposes the key of an operation that has been started; it ends well, or says that the key is gone. */
async function disposed() {
  const key = OctKey.importKey('a secret of at least thirty-two bytes');
  const operation = promises.jws.serializeCompact({ alg: 'HS256' }, 'payload', key);
  key.dispose();
  key.dispose();
  await operation.catch((error) => assert.equal(error.code, 'ERR_JWK_INVALID'));
  assert.throws(() => jws.serializeCompact({ alg: 'HS256' }, 'payload', key), { code: 'ERR_JWK_INVALID' });
  await assert.rejects(promises.jws.serializeCompact({ alg: 'HS256' }, 'payload', key), { code: 'ERR_JWK_INVALID' });
}

async function main() {
  for (let round = 0; round < 20; round++) {
    const operations = Array.from({ length: 20 }, (_, index) => dropped(index));
    globalThis.gc();
    operations.push(disposed());
    globalThis.gc();
    await Promise.all(operations);
    globalThis.gc();
  }
  console.log('all collected');
}

main();
