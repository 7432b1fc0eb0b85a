'use strict';

/**
 * Imports encrypted keys without their password, with an empty and with a wrong one, and says so if none was asked for.
 * A program of its own, over the built package, so that it can be run on a terminal: node locked-keys.cjs FILE...
 */

const assert = require('node:assert');
const { readFileSync } = require('node:fs');
const { jwk } = require('../../dist/index.js');
const promises = require('../../dist/promises.js');

async function main() {
  for (const file of process.argv.slice(2)) {
    const bytes = readFileSync(file);
    for (const parameters of [undefined, {}, { password: '' }, { password: 'wrong' }]) {
      assert.throws(() => jwk.importKey(bytes, parameters), { code: 'ERR_KEY_PASSWORD' });
      await assert.rejects(promises.jwk.importKey(bytes, parameters), { code: 'ERR_KEY_PASSWORD' });
    }
  }
  console.log('nobody was asked');
}

main();
