'use strict';

/** Loads the library and uses it a little, for who watches the dynamic linker. */

const assert = require('node:assert');
const { readFileSync, realpathSync } = require('node:fs');
const { jwe, jwk, jws } = require('jose-openssl');

const key = jwk.generateKey('EC', 'P-256');
jws.deserializeCompact(jws.serializeCompact({ alg: 'ES256' }, 'x', key), key);
jwe.decryptCompact(jwe.encryptCompact({ alg: 'ECDH-ES', enc: 'A256GCM' }, 'x', key.publicKey()), key);
// A library that was to be forced into this process, and is not, would have tested nothing.
const preloaded = process.env.LD_PRELOAD;
if (preloaded) assert.ok(readFileSync('/proc/self/maps', 'utf8').includes(realpathSync(preloaded)), preloaded);
console.log('{}');
