// A CommonJS program that has the package installed.
const assert = require('node:assert');
const { jws, jwk, errors, OctKey, opensslVersion } = require('jose-openssl');
const promises = require('jose-openssl/promises');

const token = 'eyJhbGciOiJIUzI1NiJ9.aGVsbG8.UYmO_lPAY5V0Wf4KZsfhiYs1SxqXPhxvjuYqellDV5A';

async function main() {
  assert.strictEqual(jws.serializeCompact({ alg: 'HS256' }, 'hello', 'secret'), token);
  assert.strictEqual(await promises.jws.serializeCompact({ alg: 'HS256' }, 'hello', 'secret'), token);
  assert.ok(jwk.generateKey('oct', 256) instanceof OctKey);
  assert.throws(() => jws.deserializeCompact(token, 'another'), errors.BadSignatureError);
  await assert.rejects(promises.jws.deserializeCompact(token, 'another'), errors.BadSignatureError);
  assert.match(require('jose-openssl/package.json').version, /^\d/);
  assert.throws(() => require('jose-openssl/dist/index.js'), { code: 'ERR_PACKAGE_PATH_NOT_EXPORTED' });

  // However it is loaded, there is one instance of everything.
  const esm = await import('jose-openssl');
  assert.strictEqual(esm.errors, errors);
  assert.strictEqual(esm.OctKey, OctKey);
  console.log(`require: ${opensslVersion()}`);
}

main();
