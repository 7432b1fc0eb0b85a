'use strict';

/**
 * Works with contents that do not fit into the memory there is, and then with small ones. A program of its own, over the
 * built package: started with its address space limited (`ulimit -v`), it tells what became of each operation.
 */

const assert = require('node:assert');
const { jwe, jws } = require('../../dist/index.js');
const promises = require('../../dist/promises.js');

const secret = Buffer.alloc(32, 1);
const header = { alg: 'dir', enc: 'A256GCM' };
const small = jwe.encryptCompact(header, 'small', secret);

/** What an operation came to: done, or the error. It must be one, and never a wrong result. */
async function outcome(run) {
  try {
    await run();
    return 'done';
  } catch (error) {
    assert.ok(error instanceof Error, String(error));
    return error.code ?? error.name;
  }
}

async function main() {
  const outcomes = {};
  const unencoded = { alg: 'HS256', b64: false, crit: ['b64'] };
  let payload = Buffer.alloc(0);
  // Ever more, until the octets themselves do not fit. Detached, so that no huge string is made: that V8 finds no room for
  // one ends the process, whoever asks for it.
  for (let megabytes = 32; megabytes <= 512; megabytes *= 2) {
    try {
      payload = Buffer.alloc(megabytes * 1024 * 1024, 7);
    } catch {
      break;
    }
    const bad = `${token(unencoded)}..${'A'.repeat(43)}`;
    for (const library of [{ jwe, jws }, promises]) {
      const made = await outcome(async () => {
        const signed = await library.jws.serializeCompact(unencoded, payload, secret);
        const { payload: read } = await library.jws.deserializeCompact(signed, secret, { payload });
        assert.equal(read.length, payload.length);
      });
      const refused = await outcome(() => library.jws.deserializeCompact(bad, secret, { payload }));
      // Out of memory or not: what is not signed is not accepted.
      assert.notEqual(refused, 'done');
      outcomes[made] = (outcomes[made] ?? 0) + 1;
      assert.equal((await library.jwe.decryptCompact(small, secret)).plaintext.toString(), 'small');
      await assert.rejects(async () => library.jwe.decryptCompact(small, Buffer.alloc(32)), {
        code: 'ERR_JWE_DECRYPTION_FAILED',
      });
    }
  }
  console.log(JSON.stringify(outcomes));
}

function token(value) {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}

main();
