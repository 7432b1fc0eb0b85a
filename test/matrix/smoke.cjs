'use strict';

/**
 * A smoke test of the whole library, in plain JavaScript that every runtime of the matrix can run: each algorithm, keys in
 * and out, tokens with claims. Written once, and run with the synchronous and with the promise form.
 *
 * Keys and tokens made elsewhere (`samples`) are read here too, so that a runtime cannot agree with itself alone.
 */

const assert = require('node:assert');
const { createPrivateKey, createPublicKey } = require('node:crypto');
const { encryptions, keyKinds, signatures } = require('./algorithms.cjs');

const content = 'smoke: \u00fcber, \u6c34, \u{1f511}';
const password = 'correct horse';

/** RFC 7515 appendix A.1 and RFC 8037 appendix A.4: what others have published must verify, too. */
const published = [
  {
    alg: 'HS256',
    jwk: { kty: 'oct', k: 'AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow' },
    token:
      'eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLm' +
      'NvbS9pc19yb290Ijp0cnVlfQ.dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk',
  },
  {
    alg: 'EdDSA',
    jwk: { kty: 'OKP', crv: 'Ed25519', x: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo' },
    token:
      'eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc.hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4' +
      'iylGjg5BhVsPt9g7sVvpAr_MuM0KAg',
  },
];

/** ML-DSA came with OpenSSL 3.5; on an older one the refusal is what is tested. */
function hasPostQuantum(api) {
  const [, major, minor] = /^OpenSSL (\d+)\.(\d+)/.exec(api.opensslVersion()).map(Number);
  return major > 3 || (major === 3 && minor >= 5);
}

const isPostQuantum = (kind) => kind.startsWith('ML-DSA');

/** Another octet in the last part of a token, away from its end, where bits may be left over. */
function tampered(token) {
  const at = token.lastIndexOf('.') + 3;
  return token.slice(0, at) + (token[at] === 'A' ? 'B' : 'A') + token.slice(at + 1);
}

/** Both forms: a synchronous throw and a rejection are one thing to the cases. */
async function refused(code, action) {
  let result;
  try {
    result = await action();
  } catch (error) {
    assert.strictEqual(error.code, code, `refused with ${error.code}: ${error.message}`);
    return;
  }
  assert.fail(`not refused: ${JSON.stringify(result)}`);
}

function headerOf({ alg, enc }) {
  return enc === undefined ? { alg } : { alg, enc };
}

const allowing = ({ alg, enc }) => ({ algorithms: enc === undefined ? [alg] : [alg, enc] });

/** Signs or encrypts. */
function make(api, row, key) {
  if (row.enc === undefined) return api.jws.serializeCompact(headerOf(row), content, key, allowing(row));
  return api.jwe.encryptCompact(headerOf(row), content, key, { ...allowing(row), ...row.options });
}

/** Verifies or decrypts; the content. */
async function read(api, row, token, key) {
  if (row.enc === undefined) return (await api.jws.deserializeCompact(token, key, allowing(row))).payload;
  return (await api.jwe.decryptCompact(token, key, allowing(row))).plaintext;
}

const nameOf = ({ alg, enc, key }) => (enc === undefined ? alg : `${alg} ${enc} with ${key}`);

/** What a key that is made here is used to make: read everywhere. */
async function makeSamples(api) {
  const kinds = Object.entries(keyKinds).filter(([kind]) => hasPostQuantum(api) || !isPostQuantum(kind));
  const keys = {};
  for (const [kind, [kty, size]] of kinds) {
    const key = await api.jwk.generateKey(kty, size);
    keys[kind] = { jwk: key.toJWK({ private: true }), thumbprint: key.thumbprint() };
  }
  const tokens = {};
  for (const row of [...signatures, ...encryptions]) {
    if (keys[row.key] !== undefined) tokens[nameOf(row)] = await make(api, row, keys[row.key].jwk);
  }
  return { keys, tokens };
}

/** Importing an RSA key costs more than all else here: each sample is imported once for both forms. */
const importedSamples = new Map();

async function sampleKey(api, kind, samples) {
  if (!importedSamples.has(kind)) importedSamples.set(kind, await api.jwk.importKey(samples.keys[kind].jwk));
  return importedSamples.get(kind);
}

async function checkAlgorithm(api, row, samples) {
  const sample = samples.tokens[nameOf(row)];
  if (sample === undefined) {
    assert.ok(row.postQuantum, 'no sample was made');
    return;
  }
  const key = await sampleKey(api, row.key, samples);
  const publicKey = key.kty === 'oct' ? key : key.publicKey();
  const [maker, reader] = row.enc === undefined ? [key, publicKey] : [publicKey, key];
  const token = await make(api, row, maker);
  assert.strictEqual((await read(api, row, token, reader)).toString(), content);
  assert.strictEqual((await read(api, row, sample, reader)).toString(), content, 'the sample');
  if (row.deterministic) assert.strictEqual(token, sample, 'another token than elsewhere');
  const code = row.enc === undefined ? 'ERR_JWS_SIGNATURE_VERIFICATION_FAILED' : 'ERR_JWE_DECRYPTION_FAILED';
  await refused(code, () => read(api, row, tampered(token), reader));
}

/** Out in each form, in again, and the same key as elsewhere. */
async function checkKey(api, kind, samples) {
  const sample = samples.keys[kind];
  const key = await api.jwk.importKey(sample.jwk);
  assert.strictEqual(key.thumbprint(), sample.thumbprint);
  assert.deepStrictEqual(key.toJWK({ private: true }), sample.jwk);
  if (key.kty === 'oct') return;
  const again = [
    key.toPEM({ private: true }),
    key.toDER({ private: true }),
    key.toPEM(),
    key.toDER(),
    key.publicKey().toJWK(),
  ];
  for (const value of again) {
    const imported = await api.jwk.importKey(value);
    assert.strictEqual(imported.thumbprint(), sample.thumbprint);
  }
  // Slow on purpose, so one kind has to do.
  if (kind !== 'P-256') return;
  const locked = key.toPEM({ private: true, password });
  assert.strictEqual((await api.jwk.importKey(locked, { password })).thumbprint(), sample.thumbprint);
  await refused('ERR_KEY_PASSWORD', () => api.jwk.importKey(locked, { password: 'wrong' }));
}

/** Keys of the runtime's own cryptographic library. */
async function checkKeyObjects(api, samples) {
  for (const kind of ['RSA', 'P-256', 'Ed25519']) {
    const key = await sampleKey(api, kind, samples);
    const objects = [createPublicKey(key.toPEM()), createPrivateKey(key.toPEM({ private: true }))];
    for (const object of objects) {
      assert.strictEqual((await api.jwk.importKey(object)).thumbprint(), samples.keys[kind].thumbprint, kind);
    }
  }
}

async function checkGenerated(api, kind) {
  const [kty, size] = keyKinds[kind];
  const generate = () => api.jwk.generateKey(kty, size);
  if (isPostQuantum(kind) && !hasPostQuantum(api)) return refused('ERR_JOSE_NOT_SUPPORTED', generate);
  const [first, second] = [await generate(), await generate()];
  assert.ok(first.isPrivate);
  assert.notStrictEqual(first.thumbprint(), second.thumbprint());
}

async function checkJson(api, samples) {
  const [rsa, secret] = [samples.keys.RSA.jwk, samples.keys.oct512.jwk];
  const members = [{ protected: { alg: 'RS256' } }, { protected: { alg: 'HS256' } }];
  const signed = await api.jws.serializeJson(members, content, [rsa, secret]);
  const { payload } = await api.jws.deserializeJson(signed, ({ alg }) => (alg === 'RS256' ? rsa : secret));
  assert.strictEqual(payload.toString(), content);
  const recipients = [
    { header: { alg: 'RSA-OAEP' }, key: rsa },
    { header: { alg: 'A256KW' }, key: samples.keys.oct256.jwk },
  ];
  const sealed = await api.jwe.encryptJson({ protected: { enc: 'A256GCM' }, aad: 'aad', recipients }, content);
  const { plaintext } = await api.jwe.decryptJson(sealed, samples.keys.oct256.jwk);
  assert.strictEqual(plaintext.toString(), content);
}

async function checkTokens(api, samples) {
  const key = await api.jwk.importKey(samples.keys['P-256'].jwk);
  const token = await api.jwt.encode({ alg: 'ES256' }, { sub: 'alice' }, key, { expiresIn: '15m', audience: 'matrix' });
  const { claims } = await api.jwt.decode(token, key.publicKey(), { audience: 'matrix', required: ['exp'] });
  assert.strictEqual(claims.sub, 'alice');
  const later = Date.now() + 3600 * 1000;
  await refused('ERR_JWT_EXPIRED', () => api.jwt.decode(token, key, { audience: 'matrix', now: new Date(later) }));
  const encrypt = { header: { alg: 'ECDH-ES', enc: 'A256GCM' }, key: samples.keys.X25519.jwk };
  const nested = await api.jwt.encodeNested({ sub: 'bob' }, { sign: { header: { alg: 'ES256' }, key }, encrypt });
  const opened = await api.jwt.decodeNested(nested, { decrypt: samples.keys.X25519.jwk, verify: key.publicKey() });
  assert.strictEqual(opened.claims.sub, 'bob');
  const secret = { k: samples.keys.oct512.jwk.k };
  const small = await api.serializeCompact(await api.sign({ sub: 'carol' }, secret, { alg: 'HS256' }));
  assert.strictEqual((await api.verify(await api.deserializeCompact(small), secret, 'HS256')).claims.sub, 'carol');
}

/** Many at once: the thread pool with the promise form. */
async function checkAtOnce(api, samples) {
  const key = await api.jwk.importKey(samples.keys['P-256'].jwk);
  const row = { alg: 'ES256' };
  const tokens = await Promise.all(Array.from({ length: 24 }, () => make(api, row, key)));
  const contents = await Promise.all(tokens.map((token) => read(api, row, token, key)));
  assert.ok(contents.every((octets) => octets.toString() === content));
}

function casesOf(samples) {
  return [
    ...published.map(({ alg, jwk, token }) => [
      `published ${alg}`,
      (api) => api.jws.deserializeCompact(token, jwk, { algorithms: [alg] }),
    ]),
    ...[...signatures, ...encryptions].map((row) => [nameOf(row), (api) => checkAlgorithm(api, row, samples)]),
    ...Object.keys(samples.keys).map((kind) => [`key ${kind}`, (api) => checkKey(api, kind, samples)]),
    ...Object.keys(keyKinds).map((kind) => [`generate ${kind}`, (api) => checkGenerated(api, kind)]),
    ['KeyObject', (api) => checkKeyObjects(api, samples)],
    ['JSON serializations', (api) => checkJson(api, samples)],
    ['JWT', (api) => checkTokens(api, samples)],
    ['many at once', (api) => checkAtOnce(api, samples)],
  ];
}

/** @returns {Promise<{ passed: number, failures: string[], openssl: string }>} */
async function smoke({ sync, promises, samples }) {
  const failures = [];
  let passed = 0;
  for (const [form, api] of Object.entries({ sync, promises })) {
    for (const [name, run] of casesOf(samples)) {
      try {
        await run(api);
        passed += 1;
      } catch (error) {
        failures.push(`${form}: ${name}: ${error.message}`);
      }
    }
  }
  return { passed, failures, openssl: sync.opensslVersion() };
}

module.exports = { makeSamples, smoke };
