// What signatures and encryption are for, each goal shown by what it stops. Run it with `node examples/security-goals.mjs`
// after a build.

import assert from 'node:assert/strict';
import { jwk, jwt } from 'jose-openssl';

const code = (expected) => (error) => error.code === expected;
const base64url = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');

// Integrity: a changed token is found out. A shared secret is enough for it.
const secret = jwk.generateKey('oct', 256);
const order = jwt.encode({ alg: 'HS256' }, { order: 17, amount: 10 }, secret);
const [header, , signature] = order.split('.');
const changed = `${header}.${base64url({ order: 17, amount: 10_000 })}.${signature}`;
assert.throws(() => jwt.decode(changed, secret), code('ERR_JWS_SIGNATURE_VERIFICATION_FAILED'));

// Authenticity: a token of somebody else is found out, however well it is made.
const stranger = jwk.generateKey('oct', 256);
const forged = jwt.encode({ alg: 'HS256' }, { order: 17, amount: 10 }, stranger);
assert.throws(() => jwt.decode(forged, secret), code('ERR_JWS_SIGNATURE_VERIFICATION_FAILED'));
const unsigned = `${base64url({ alg: 'none' })}.${base64url({ order: 17 })}.`;
assert.throws(() => jwt.decode(unsigned, secret), code('ERR_JOSE_ALG_NOT_ALLOWED'));

// Confidentiality: only the recipient reads an encrypted token. A signature alone hides nothing.
const recipient = jwk.generateKey('RSA', 2048, { use: 'enc' });
const letter = jwt.encode({ alg: 'RSA-OAEP-256', enc: 'A256GCM' }, { pin: '0000' }, recipient.publicKey());
assert.equal(jwt.decodeUnverified(order).claims.amount, 10);
assert.throws(() => jwt.decodeUnverified(letter), code('ERR_JWT_INVALID'));
const eavesdropper = jwk.generateKey('RSA', 2048, { use: 'enc' });
assert.throws(() => jwt.decode(letter, eavesdropper), code('ERR_JWE_DECRYPTION_FAILED'));
assert.equal(jwt.decode(letter, recipient).claims.pin, '0000');

// Non-repudiation: with a shared secret the reader could have made the token himself. What a private key signed, nobody
// made who has the public key alone, so a third party can be shown who did.
const author = jwk.generateKey('OKP', 'Ed25519', { alg: 'Ed25519' });
const contract = jwt.encode({ alg: 'Ed25519' }, { promise: 'to pay' }, author);
const judge = author.publicKey();
assert.equal(jwt.decode(contract, judge).claims.promise, 'to pay');
assert.throws(() => jwt.encode({ alg: 'Ed25519' }, { promise: 'to pay double' }, judge), code('ERR_KEY_TYPE_MISMATCH'));
