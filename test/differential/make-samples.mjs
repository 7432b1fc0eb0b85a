// Makes samples.json: the keys and messages that the mutations start from. They are kept, so that a seed gives the same
// mutated tokens everywhere; run this only to add some, for every token changes with it.
//
//   node test/differential/make-samples.mjs

import { writeFileSync } from 'node:fs';
import { jwe, jwk, jws, jwt } from '../../dist/index.mjs';

const keys = {};
const add = (name, kty, size, parameters) => {
  keys[name] = jwk.generateKey(kty, size, parameters).toJWK({ private: true });
};
for (const bits of [128, 192, 256, 384, 512]) add(`oct${bits}`, 'oct', bits);
add('octOther', 'oct', 256);
add('octHS512', 'oct', 512, { alg: 'HS512' });
add('octEnc', 'oct', 256, { use: 'enc' });
for (const name of ['rsa', 'rsaOther']) add(name, 'RSA', 2048);
add('rsaPS256', 'RSA', 2048, { alg: 'PS256', use: 'sig' });
for (const crv of ['P-256', 'P-384', 'P-521', 'secp256k1']) add(crv, 'EC', crv);
add('P-256 other', 'EC', 'P-256');
for (const crv of ['Ed25519', 'Ed448', 'X25519', 'X448']) add(crv, 'OKP', crv);
add('Ed25519 sign only', 'OKP', 'Ed25519', { key_ops: ['sign'] });

const samples = [];
const text = 'It’s a dangerous business, Frodo, going out your door.';
const every = { algorithms: [...'HS256 HS384 HS512 RS256 RS384 RS512 PS256 PS384 PS512 ES256 ES384 ES512 ES256K EdDSA Ed25519 Ed448'.split(' '), ...'dir A128KW A192KW A256KW A128GCMKW A192GCMKW A256GCMKW RSA-OAEP RSA-OAEP-256 RSA-OAEP-384 RSA-OAEP-512 RSA1_5 ECDH-ES ECDH-ES+A128KW ECDH-ES+A192KW ECDH-ES+A256KW PBES2-HS256+A128KW PBES2-HS384+A192KW PBES2-HS512+A256KW'.split(' ')] }; // prettier-ignore
const signing = { algorithms: every.algorithms.slice(0, 16) };

/** @param {number} weight how often it is taken; what costs little is taken more often */
function sample(kind, key, weight, message, more = {}) {
  samples.push({ kind, key, weight: key.startsWith('oct') ? weight * 6 : weight, message, ...more });
}

const signatures = [
  ['HS256', 'oct256', 12],
  ['HS384', 'oct384', 4],
  ['HS512', 'oct512', 4],
  ['RS256', 'rsa', 8],
  ['RS384', 'rsa', 2],
  ['RS512', 'rsa', 2],
  ['PS256', 'rsaPS256', 4],
  ['PS384', 'rsa', 2],
  ['PS512', 'rsa', 2],
  ['ES256', 'P-256', 8],
  ['ES384', 'P-384', 2],
  ['ES512', 'P-521', 2],
  ['ES256K', 'secp256k1', 3],
  ['EdDSA', 'Ed25519', 6],
  ['Ed25519', 'Ed25519', 3],
  ['EdDSA', 'Ed448', 1],
  ['Ed448', 'Ed448', 1],
];
for (const [alg, key, weight] of signatures) {
  sample('jws', key, weight, jws.serializeCompact({ alg, kid: key }, text, keys[key], signing));
}
sample('jws', 'oct256', 3, jws.serializeCompact({ alg: 'HS256' }, '', keys.oct256));
sample('jws', 'oct256', 3, jws.serializeCompact({ alg: 'HS256', b64: false, crit: ['b64'] }, '{}$', keys.oct256), { detached: '{}$' }); // prettier-ignore
sample('jws', 'oct256', 3, jws.serializeCompact({ alg: 'HS256', b64: false, crit: ['b64'] }, 'abc_', keys.oct256));
sample('jws', 'P-256', 2, jws.detach(jws.serializeCompact({ alg: 'ES256' }, text, keys['P-256'])), { detached: text });

const json = (value) => JSON.stringify(value);
sample('jwsJson', 'oct256', 6, json(jws.serializeJson({ protected: { alg: 'HS256' } }, text, keys.oct256)));
sample('jwsJson', 'oct256', 4, json(jws.serializeJson({ protected: { typ: 'x' }, header: { alg: 'HS256', kid: 'k' } }, text, keys.oct256))); // prettier-ignore
sample('jwsJson', 'oct256', 3, json(jws.serializeJson({ header: { alg: 'HS256' } }, text, keys.oct256)));
sample('jwsJson', 'rsa', 4, json(jws.serializeJson([{ protected: { alg: 'RS256' } }, { protected: { alg: 'PS256' }, header: { kid: '2' } }], text, keys.rsa, signing))); // prettier-ignore
sample('jwsJson', 'oct512', 4, json(jws.serializeJson([{ protected: { alg: 'HS256' } }, { header: { alg: 'HS512' } }, { protected: { alg: 'ES256' } }], text, [keys.oct512, keys.oct512, keys['P-256']], signing)), { verify: 'any' }); // prettier-ignore
sample('jwsJson', 'oct256', 2, json(jws.serializeJson({ protected: { alg: 'HS256', b64: false, crit: ['b64'] } }, 'not encoded', keys.oct256))); // prettier-ignore

const encryptions = [
  ['dir', 'oct128', 'A128GCM', 6],
  ['dir', 'oct192', 'A192GCM', 2],
  ['dir', 'oct256', 'A256GCM', 4],
  ['dir', 'oct256', 'A128CBC-HS256', 6],
  ['dir', 'oct384', 'A192CBC-HS384', 2],
  ['dir', 'oct512', 'A256CBC-HS512', 3],
  ['A128KW', 'oct128', 'A128CBC-HS256', 4],
  ['A192KW', 'oct192', 'A192GCM', 2],
  ['A256KW', 'oct256', 'A256CBC-HS512', 3],
  ['A128GCMKW', 'oct128', 'A128GCM', 3],
  ['A192GCMKW', 'oct192', 'A192CBC-HS384', 2],
  ['A256GCMKW', 'oct256', 'A256GCM', 3],
  ['RSA-OAEP', 'rsa', 'A128GCM', 1],
  ['RSA-OAEP-256', 'rsa', 'A256CBC-HS512', 1],
  ['RSA-OAEP-512', 'rsa', 'A256GCM', 1],
  ['RSA1_5', 'rsa', 'A128CBC-HS256', 1],
  ['ECDH-ES', 'P-256', 'A128GCM', 4],
  ['ECDH-ES', 'P-384', 'A192GCM', 1],
  ['ECDH-ES', 'P-521', 'A256CBC-HS512', 1],
  ['ECDH-ES', 'X25519', 'A256GCM', 4],
  ['ECDH-ES', 'X448', 'A256CBC-HS512', 1],
  ['ECDH-ES+A128KW', 'P-256', 'A128CBC-HS256', 2],
  ['ECDH-ES+A192KW', 'P-256', 'A192GCM', 1],
  ['ECDH-ES+A256KW', 'X25519', 'A256GCM', 2],
  ['PBES2-HS256+A128KW', 'oct256', 'A128GCM', 1 / 2],
  ['PBES2-HS384+A192KW', 'oct384', 'A192CBC-HS384', 1 / 6],
  ['PBES2-HS512+A256KW', 'oct512', 'A256CBC-HS512', 1 / 6],
];
for (const [alg, key, enc, weight] of encryptions) {
  const parties = alg.startsWith('ECDH') ? { apu: 'Alice', apv: 'Bob' } : {};
  const count = alg.startsWith('PBES2') ? { p2c: 1000 } : {};
  const options = { ...every, ...parties, ...count };
  sample('jwe', key, weight, jwe.encryptCompact({ alg, enc }, text, keys[key], options));
}
sample('jwe', 'oct128', 4, jwe.encryptCompact({ alg: 'dir', enc: 'A128GCM', zip: 'DEF' }, text.repeat(9), keys.oct128));
sample('jwe', 'oct256', 2, jwe.encryptCompact({ alg: 'dir', enc: 'A128CBC-HS256' }, '', keys.oct256));

const one = { protected: { enc: 'A128GCM' }, unprotected: { alg: 'A128KW' }, aad: 'more', recipients: { key: keys.oct128, header: { kid: '1' } } }; // prettier-ignore
const several = [
  { header: { alg: 'A256KW' }, key: keys.octOther },
  { header: { alg: 'A256KW', kid: 'two' }, key: keys.oct256 },
  { header: { alg: 'ECDH-ES+A256KW' }, key: keys['P-256'] },
];
sample('jweJson', 'oct128', 5, json(jwe.encryptJson({ ...one, recipients: undefined, recipient: one.recipients }, text, every))); // prettier-ignore
sample('jweJson', 'oct256', 5, json(jwe.encryptJson({ protected: { enc: 'A256GCM', zip: 'DEF' }, recipients: several }, text, every))); // prettier-ignore
sample('jweJson', 'P-256', 3, json(jwe.encryptJson({ protected: { enc: 'A256CBC-HS512' }, recipients: several }, text, every))); // prettier-ignore
sample('jweJson', 'oct128', 3, json(jwe.encryptJson({ unprotected: { alg: 'dir', enc: 'A128GCM' }, recipient: { key: keys.oct128 } }, text, every))); // prettier-ignore

const claims = { iss: 'urn:issuer', aud: ['here', 'there'], sub: 'me', iat: 1_000_000_000, nbf: 1_000_000_000, exp: 2_000_000_000, deep: { a: [1, 2.5, null, 'é'] } }; // prettier-ignore
sample('jwt', 'oct256', 12, jwt.encode({ alg: 'HS256' }, claims, keys.oct256));
sample('jwt', 'P-256', 4, jwt.encode({ alg: 'ES256', kid: 'k' }, claims, keys['P-256']));
sample('jwt', 'Ed25519', 4, jwt.encode({ alg: 'EdDSA' }, { ...claims, aud: 'here' }, keys.Ed25519, signing));
sample('jwt', 'oct256', 2, jwt.encode({ alg: 'HS256', iss: 'urn:issuer' }, claims, keys.oct256));
sample('jwt', 'oct128', 4, jwt.encode({ alg: 'dir', enc: 'A128GCM' }, claims, keys.oct128, every));

writeFileSync(new URL('samples.json', import.meta.url), `${JSON.stringify({ keys, samples }, null, 2)}\n`);
console.log(`${Object.keys(keys).length} keys, ${samples.length} messages`);
