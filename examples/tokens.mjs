// Issuing and verifying JWTs, rotating keys, nesting. Run it with `node examples/tokens.mjs` after a build.

import assert from 'node:assert/strict';
import { errors, jwk, jwt, KeySet } from 'jose-openssl';

// 1. Issue: who, for whom, for how long.
const signingKey = jwk.generateKey('EC', 'P-256', { alg: 'ES256', use: 'sig', autoKid: true });
const issue = (key, sub) =>
  jwt.encode({ alg: 'ES256', kid: key.kid, typ: 'at+jwt' }, { sub, scope: 'read' }, key, {
    issuer: 'https://issuer.example',
    audience: 'https://api.example',
    expiresIn: '15m',
  });
const token = issue(signingKey, 'alice');

// 2. Verify: the checks of RFC 8725 are options; exp and nbf are always checked.
const expectations = {
  algorithms: ['ES256'],
  typ: 'at+jwt',
  issuer: 'https://issuer.example',
  audience: 'https://api.example',
  required: ['sub', 'exp'],
  leeway: '30s',
};
const { claims } = jwt.decode(token, signingKey.publicKey(), expectations);
assert.equal(claims.sub, 'alice');

// Each failure has its class; the other service's tokens do not pass here.
assert.throws(
  () => jwt.decode(token, signingKey.publicKey(), { ...expectations, audience: 'https://other.example' }),
  (error) => error instanceof errors.InvalidClaimError && error.claim === 'aud',
);
assert.throws(
  () => jwt.decode(token, signingKey.publicKey(), { ...expectations, now: Date.now() / 1000 + 3600 }),
  errors.ExpiredTokenError,
);

// 3. Rotate: publish old and new key, sign with the new one; tokens find their key by kid.
const nextKey = jwk.generateKey('EC', 'P-256', { alg: 'ES256', use: 'sig', autoKid: true });
const published = KeySet.importKeySet(new KeySet([signingKey, nextKey]).toJWKS());
for (const good of [token, issue(nextKey, 'bob')]) jwt.decode(good, published, expectations);
const withoutOld = KeySet.importKeySet(new KeySet([nextKey]).toJWKS());
assert.throws(() => jwt.decode(token, withoutOld, expectations), errors.NoMatchingKeyError);

// 4. Nest: signed, so that the reader knows who wrote it; then encrypted, so that nobody else can read it.
const recipient = jwk.generateKey('EC', 'P-256', { use: 'enc' });
const sealed = jwt.encodeNested(
  { sub: 'alice', salary: 5000 },
  {
    sign: { header: { alg: 'ES256', kid: nextKey.kid }, key: nextKey },
    encrypt: { header: { alg: 'ECDH-ES', enc: 'A256GCM' }, key: recipient.publicKey() },
  },
);
const opened = jwt.decodeNested(sealed, {
  decrypt: { key: recipient, algorithms: ['ECDH-ES', 'A256GCM'] },
  verify: { key: published, algorithms: ['ES256'] },
});
assert.equal(opened.claims.salary, 5000);
