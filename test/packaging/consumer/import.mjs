// An ES module program that has the package installed.
import assert from 'node:assert';
import { createRequire } from 'node:module';
import * as everything from 'jose-openssl';
import { jws, jwk, errors, KeySet, opensslVersion } from 'jose-openssl';
import { jws as asynchronous } from 'jose-openssl/promises';
import * as everythingAsynchronous from 'jose-openssl/promises';

const require = createRequire(import.meta.url);

const set = new KeySet([jwk.generateKey('OKP', 'Ed25519', { kid: 'a' })]);
const token = await asynchronous.serializeCompact({ alg: 'Ed25519', kid: 'a' }, 'hello', set, {
  algorithms: ['Ed25519'],
});
assert.strictEqual(jws.deserializeCompact(token, set, { algorithms: ['Ed25519'] }).payload.toString(), 'hello');
assert.throws(() => jws.deserializeCompact(token, set, { algorithms: ['ES256'] }), errors.UnsupportedAlgorithmError);

// The wrappers leave nothing out.
assert.deepStrictEqual(Object.keys(everything).sort(), Object.keys(require('jose-openssl')).sort());
assert.deepStrictEqual(
  Object.keys(everythingAsynchronous).sort(),
  Object.keys(require('jose-openssl/promises')).sort(),
);
console.log(`import: ${opensslVersion()}`);
