'use strict';

/**
 * Every public verb on inputs that it takes and on some that it refuses: the table of polluted-prototypes.cjs.
 *
 * What a row runs with was made before; what it gives is looked at after, when `Object.prototype` is clean again. Random
 * results are therefore opened by `seen`.
 */

const { createPrivateKey, createSecretKey } = require('node:crypto');
const library = require('../../dist/index.js');

const { jwe, jwk, jws, jwt, KeySet, OctKey, ECKey } = library;

const secret = Buffer.alloc(64, 7);
const oct = { kty: 'oct', k: secret.toString('base64url'), kid: 'oct' };
const made = {
  ec: jwk.generateKey('EC', 'P-256', { kid: 'ec' }),
  rsa: jwk.generateKey('RSA', 2048, { kid: 'rsa' }),
  okp: jwk.generateKey('OKP', 'Ed25519', { kid: 'okp' }),
  x25519: jwk.generateKey('OKP', 'X25519', { kid: 'x' }),
};
const secretOf = (name) => made[name].toJWK({ private: true });
const openOf = (name) => made[name].toJWK();
const hmac = OctKey.importKey(oct);
const aes = OctKey.importKey(secret.subarray(0, 32));
const pem = made.ec.toPEM({ private: true });
// Of 2,048 iterations.
const locked = createPrivateKey(pem).export({
  format: 'pem',
  type: 'pkcs8',
  cipher: 'aes-256-cbc',
  passphrase: 'secret',
});

const now = 1_800_000_000;
const claims = { iss: 'me', sub: 'you', iat: now, exp: now + 600, nested: { list: [1, 'two', null], deep: { a: 1 } } };
const payload = Buffer.from('a payload');
const compact = jws.serializeCompact({ alg: 'HS256', kid: 'oct' }, payload, hmac);
const byRsa = jws.serializeCompact({ alg: 'RS256', kid: 'rsa' }, payload, made.rsa);
const byEc = jws.serializeCompact({ alg: 'ES256', kid: 'ec' }, payload, made.ec);
const forged = `${compact.slice(0, -4)}AAAA`;
const withoutAlg = `${Buffer.from('{"typ":"JWT"}').toString('base64url')}.${compact.split('.').slice(1).join('.')}`;
const unsecured = `${Buffer.from('{"alg":"none"}').toString('base64url')}.${payload.toString('base64url')}.`;
const flattened = jws.serializeJson({ protected: { alg: 'HS256' }, header: { kid: 'oct' } }, payload, hmac);
const general = jws.serializeJson([{ protected: { alg: 'HS256' } }, { protected: { alg: 'RS256' } }], payload, [
  hmac,
  made.rsa,
]);
const detached = jws.detach(compact);
const withoutPayload = { ...flattened };
delete withoutPayload.payload;
const set = new KeySet([made.ec, made.rsa, hmac, made.okp]);
const setJson = set.toJWKS({ private: true });

const direct = jwe.encryptCompact({ alg: 'dir', enc: 'A256GCM' }, payload, aes);
const wrapped = jwe.encryptCompact({ alg: 'RSA-OAEP', enc: 'A128CBC-HS256', zip: 'DEF' }, payload, made.rsa);
const agreed = jwe.encryptCompact({ alg: 'ECDH-ES', enc: 'A128GCM' }, payload, made.ec, { apu: 'A', apv: 'B' });
const agreedOkp = jwe.encryptCompact({ alg: 'ECDH-ES+A128KW', enc: 'A128GCM' }, payload, made.x25519);
const gcmKw = jwe.encryptCompact({ alg: 'A256GCMKW', enc: 'A128GCM' }, payload, aes, {
  algorithms: ['A256GCMKW', 'A128GCM'],
});
const pbes2Names = { algorithms: ['PBES2-HS256+A128KW', 'A128GCM'] };
const pbes2 = jwe.encryptCompact({ alg: 'PBES2-HS256+A128KW', enc: 'A128GCM' }, payload, 'a long password', {
  ...pbes2Names,
  p2c: 1000,
});
const jweFlattened = jwe.encryptJson(
  { protected: { enc: 'A128GCM' }, aad: 'more', recipient: { header: { alg: 'ECDH-ES+A128KW' }, key: made.ec } },
  payload,
);
const jweGeneral = jwe.encryptJson(
  {
    protected: { enc: 'A128GCM' },
    unprotected: { typ: 'x' },
    recipients: [
      { header: { alg: 'RSA-OAEP' }, key: made.rsa },
      { header: { alg: 'ECDH-ES+A128KW' }, key: made.x25519 },
    ],
  },
  payload,
);

const token = jwt.encode({ alg: 'HS256' }, claims, hmac);
const encrypted = jwt.encode({ alg: 'dir', enc: 'A256GCM' }, claims, aes);
const layers = {
  sign: { header: { alg: 'ES256' }, key: made.ec },
  encrypt: { header: { alg: 'dir', enc: 'A128GCM' }, key: secret.subarray(0, 16) },
};
const nested = jwt.encodeNested(claims, layers);
const at = { now };
const parts = library.sign(claims, { k: secret });
const encryptedParts = library.encrypt(claims, made.rsa);

/** What a random token holds. */
const opened = (key, options) => (text) => [
  jwe.decryptCompact(text, key, options).plaintext.toString(),
  Object.keys(jwe.decodeUnverified(text).protected).sort(),
];
const openedJson = (key) => (message) => [
  jwe.decryptJson(message, key).plaintext.toString(),
  Object.keys(message).sort(),
  JSON.stringify(message.recipients?.map(({ header }) => Object.keys(header).sort())),
];
const verified = (key) => (text) => {
  const { protected: header, payload: found } = jws.deserializeCompact(text, key);
  return [header, found.toString()];
};
const shapeOf = (key) => [
  key.constructor.name,
  key.kty,
  key.crv,
  key.bits,
  key.isPrivate,
  key.kid,
  key.use,
  key.keyOps,
];
/** A generated key is another each time. */
const generated = (key) => [...shapeOf(key), key.alg, Object.keys(key.toJWK({ private: true })).sort()];
const encryptedPem = (text) => shapeOf(jwk.importKey(text, { password: 'secret' }));

const remote = (body, options) =>
  new library.RemoteKeySet('https://keys.example/', {
    fetch: () => Promise.resolve(answerOf(body)),
    ...options,
  });

/** As much of a Response as is read; the platform's own reads inherited members. */
function answerOf(body) {
  const octets = Buffer.from(body);
  return {
    __proto__: null,
    status: 200,
    headers: new Map(),
    body: (async function* give() {
      yield octets;
    })(),
  };
}

async function* chunksOf(...pieces) {
  yield* pieces;
}

/** [verb, case, run(form), seen(result)?]; a verb of the promise form alone is marked by `only`. */
const rows = [
  // Keys -------------------------------------------------------------------------------------------------------------
  ...['ec', 'rsa', 'okp'].flatMap((name) => {
    const [secretJwk, openJwk] = [secretOf(name), openOf(name)];
    const privatePem = made[name].toPEM({ private: true });
    const publicDer = made[name].toDER();
    return [
      ['jwk.importKey', `a private JWK: ${name}`, (form) => form.jwk.importKey(secretJwk)],
      ['jwk.importKey', `a public JWK: ${name}`, (form) => form.jwk.importKey(openJwk)],
      ['jwk.importKey', `PEM: ${name}`, (form) => form.jwk.importKey(privatePem)],
      ['jwk.importKey', `DER: ${name}`, (form) => form.jwk.importKey(publicDer, { kid: 'a', use: 'sig' })],
    ];
  }),
  ['jwk.importKey', 'an oct JWK', (form) => form.jwk.importKey(oct)],
  ['jwk.importKey', 'RSA without its primes', ({ jwk: { importKey } }) => importKey(rsaWithoutPrimes)],
  ['jwk.importKey', 'a locked key', (form) => form.jwk.importKey(locked, { password: 'secret' })],
  ['jwk.importKey', 'a locked key without its password', (form) => form.jwk.importKey(locked)],
  ['jwk.importKey', 'a KeyObject', (form) => form.jwk.importKey(nodeKey)],
  ['jwk.importKey', 'a JWK without members', (form) => form.jwk.importKey({})],
  ['jwk.importKey', 'an oct JWK without k', (form) => form.jwk.importKey({ kty: 'oct' })],
  ['jwk.importKey', 'an EC JWK without y', (form) => form.jwk.importKey({ ...openOf0, y: undefined })],
  ['jwk.importKey', 'a key set', (form) => form.jwk.importKey(setJson)],
  ['jwk.importKey', 'an unknown parameter', (form) => form.jwk.importKey(oct, { KID: 'x' })],
  ['jwk.generateKey', 'EC', (form) => form.jwk.generateKey('EC', 'P-256', { autoKid: false }), generated],
  [
    'jwk.generateKey',
    'oct',
    (form) => form.jwk.generateKey('oct', 256, { alg: 'HS256', key_ops: ['sign'] }),
    generated,
  ],
  ['jwk.generateKey', 'no such type', (form) => form.jwk.generateKey('new')],
  ['jwk.thumbprint', 'a JWK', (form) => form.jwk.thumbprint(secretOf0)],
  ['jwk.thumbprint', 'a key', (form) => form.jwk.thumbprint(made.rsa, 'sha512')],
  ['jwk.thumbprintUri', 'a JWK', (form) => form.jwk.thumbprintUri(openOf0)],
  ['OctKey.importKey', 'a secret', (form) => form.OctKey.importKey(secret, { kid: 'b' })],
  ['OctKey.importKey', 'a KeyObject', (form) => form.OctKey.importKey(secretObject)],
  ['RSAKey.importKey', 'a JWK', (form) => form.RSAKey.importKey(rsaWithoutPrimes)],
  ['ECKey.importKey', 'a JWK', (form) => form.ECKey.importKey(secretOf0)],
  ['ECKey.importKey', 'of another type', (form) => form.ECKey.importKey(oct)],
  ['OKPKey.importKey', 'PEM', (form) => form.OKPKey.importKey(okpPem)],
  ['AKPKey.importKey', 'of another type', (form) => form.AKPKey.importKey(oct)],
  ['Key.parameters', '', () => ECKey.importKey(secretOf0).parameters],
  ['Key.toJWK', 'public', () => made.ec.toJWK()],
  ['Key.toJWK', 'private', () => made.rsa.toJWK({ private: true })],
  ['Key.toJWK', 'no options', () => made.okp.toJWK({})],
  ['Key.toJWK', 'oct', () => hmac.toJWK()],
  ['Key.toJSON', '', () => made.ec.toJSON()],
  ['Key.toPEM', '', () => made.ec.toPEM({})],
  ['Key.toPEM', 'locked', () => made.ec.toPEM({ private: true, password: 'secret' }), encryptedPem, 'slow'],
  ['Key.toDER', '', () => made.rsa.toDER({ private: true, format: 'pkcs1' })],
  ['Key.thumbprint', '', () => made.ec.thumbprint()],
  ['Key.thumbprintUri', '', () => hmac.thumbprintUri()],
  ['Key.publicKey', '', () => restricted.publicKey()],
  ['Key.dispose', '', () => OctKey.importKey(secret).dispose()],
  // Sets -------------------------------------------------------------------------------------------------------------
  ['KeySet', '', (form) => new form.KeySet([made.ec, hmac])],
  ['KeySet.importKeySet', '', (form) => form.KeySet.importKeySet(setJson)],
  ['KeySet.importKeySet', 'no options', (form) => form.KeySet.importKeySet(setJson, {})],
  [
    'KeySet.importKeySet',
    'odd members',
    (form) => form.KeySet.importKeySet({ keys: [{}, { kty: 'oct' }, { kid: 'a' }] }),
  ],
  ['KeySet.importKeySet', 'no keys', (form) => form.KeySet.importKeySet({})],
  ['KeySet.generateKeySet', '', (form) => form.KeySet.generateKeySet('oct', 256, {}, 1), (found) => found.keys.map((key) => [key.kty, key.kid === key.thumbprint()])], // prettier-ignore
  ['KeySet.get', '', () => set.get('rsa')],
  ['KeySet.get', 'unknown', () => set.get('unknown')],
  ['KeySet.find', 'no filter', () => set.find({})],
  ['KeySet.find', 'a filter', () => set.find({ alg: 'ES256', use: 'sig' })],
  ['KeySet.skipped', '', () => set.skipped],
  ['KeySet.toJWKS', '', () => set.toJWKS({})],
  ['KeySet.toJWKS', 'private', () => set.toJWKS({ private: true })],
  ['KeySet.toJSON', '', () => set.toJSON()],
  ['RemoteKeySet', 'no url', (form) => new form.RemoteKeySet('keys', {})],
  ['RemoteKeySet', 'http', (form) => new form.RemoteKeySet('http://keys.example/', {})],
  ['RemoteKeySet.current', '', () => remote('{}').current],
  ['RemoteKeySet.refresh', '', () => remote(publicSetText).refresh(), undefined, 'promise'],
  ['RemoteKeySet.refresh', 'no set', () => remote('{}').refresh(), undefined, 'promise'],
  ['RemoteKeySet.export', 'before', () => remote('{}').export()],
  // The time of retrieval is told anew by the time of the day, to a millisecond or so.
  [
    'RemoteKeySet.export',
    'after',
    () => filled.export(),
    ({ fetchedAt, expiresAt, ...rest }) => [rest, expiresAt - fetchedAt],
  ],
  // Signatures -------------------------------------------------------------------------------------------------------
  ['jws.Registry', 'no settings', (form) => new form.jws.Registry({}).limits],
  ['jws.Registry', 'settings', (form) => new form.jws.Registry({ algorithms: ['HS256'], headers: { x: { description: 'x' } } }).algorithms], // prettier-ignore
  ['jws.serializeCompact', 'HS256', (form) => form.jws.serializeCompact({ alg: 'HS256', kid: 'oct' }, payload, hmac)],
  ['jws.serializeCompact', 'a JWK', (form) => form.jws.serializeCompact({ alg: 'HS256' }, 'text', oct, {})],
  ['jws.serializeCompact', 'a set', (form) => form.jws.serializeCompact({ alg: 'RS256', kid: 'rsa' }, payload, set)],
  ['jws.serializeCompact', 'ES256', (form) => form.jws.serializeCompact({ alg: 'ES256' }, payload, secretOf0), verified(made.ec)], // prettier-ignore
  ['jws.serializeCompact', 'jwk in the header', (form) => form.jws.serializeCompact({ alg: 'HS256', jwk: openOf0 }, payload, hmac)], // prettier-ignore
  ['jws.serializeCompact', 'no alg', (form) => form.jws.serializeCompact({}, payload, hmac)],
  ['jws.serializeCompact', 'unencoded', (form) => form.jws.serializeCompact({ alg: 'HS256', b64: false, crit: ['b64'] }, 'text', hmac)], // prettier-ignore
  ['jws.serializeCompact', 'a key function', (form) => form.jws.serializeCompact({ alg: 'HS256' }, payload, () => oct)],
  ['jws.deserializeCompact', 'HS256', (form) => form.jws.deserializeCompact(compact, hmac)],
  [
    'jws.deserializeCompact',
    'options',
    (form) => form.jws.deserializeCompact(compact, secret, { algorithms: ['HS256'] }),
  ],
  ['jws.deserializeCompact', 'no options', (form) => form.jws.deserializeCompact(compact, oct, {})],
  ['jws.deserializeCompact', 'a set', (form) => form.jws.deserializeCompact(byRsa, set)],
  ['jws.deserializeCompact', 'a public JWK', (form) => form.jws.deserializeCompact(byEc, openOf0)],
  [
    'jws.deserializeCompact',
    'a key function',
    (form) => form.jws.deserializeCompact(compact, ({ kid }) => ({ ...oct, kid })),
  ],
  [
    'jws.deserializeCompact',
    'a remote set',
    () => promises.jws.deserializeCompact(byRsa, filled),
    undefined,
    'promise',
  ],
  ['jws.deserializeCompact', 'a remote set without its key', () => promises.jws.deserializeCompact(byRsa, remote('{"keys":[]}')), undefined, 'promise'], // prettier-ignore
  ['jws.deserializeCompact', 'forged', (form) => form.jws.deserializeCompact(forged, hmac)],
  ['jws.deserializeCompact', 'another key', (form) => form.jws.deserializeCompact(compact, secret.subarray(1))],
  ['jws.deserializeCompact', 'no alg', (form) => form.jws.deserializeCompact(withoutAlg, hmac)],
  ['jws.deserializeCompact', 'alg none', (form) => form.jws.deserializeCompact(unsecured, null, {})],
  ['jws.deserializeCompact', 'no key', (form) => form.jws.deserializeCompact(compact, {})],
  ['jws.deserializeCompact', 'detached', (form) => form.jws.deserializeCompact(detached, hmac, { payload })],
  [
    'jws.deserializeCompact',
    'detached, without the payload',
    (form) => form.jws.deserializeCompact(detached, hmac, {}),
  ],
  [
    'jws.deserializeCompactMany',
    '',
    (form) => form.jws.deserializeCompactMany([compact, forged, withoutAlg], hmac, {}),
  ],
  ['jws.deserializeCompactMany', 'a set', (form) => form.jws.deserializeCompactMany([compact, byRsa, byEc], set)],
  [
    'jws.serializeJson',
    'flattened',
    (form) => form.jws.serializeJson({ protected: { alg: 'HS256' } }, payload, hmac, {}),
  ],
  ['jws.serializeJson', 'unprotected', (form) => form.jws.serializeJson({ header: { alg: 'HS256', x: { y: [1] } } }, payload, hmac)], // prettier-ignore
  ['jws.serializeJson', 'general', (form) => form.jws.serializeJson([{ protected: { alg: 'HS256' } }, { header: { alg: 'RS256' } }], payload, [hmac, made.rsa])], // prettier-ignore
  ['jws.serializeJson', 'no alg', (form) => form.jws.serializeJson({}, payload, hmac)],
  ['jws.deserializeJson', 'flattened', (form) => form.jws.deserializeJson(flattened, hmac, {})],
  ['jws.deserializeJson', 'text', (form) => form.jws.deserializeJson(flattenedText, hmac)],
  ['jws.deserializeJson', 'general', (form) => form.jws.deserializeJson(general, set)],
  ['jws.deserializeJson', 'any', (form) => form.jws.deserializeJson(general, hmac, { verify: 'any' })],
  ['jws.deserializeJson', 'one does not verify', (form) => form.jws.deserializeJson(general, hmac, {})],
  ['jws.deserializeJson', 'no payload', (form) => form.jws.deserializeJson(withoutPayload, hmac, {})],
  ['jws.deserializeJson', 'no members', (form) => form.jws.deserializeJson({}, hmac)],
  ['jws.serialize', 'compact', (form) => form.jws.serialize({ alg: 'HS256' }, payload, hmac)],
  ['jws.serialize', 'JSON', (form) => form.jws.serialize({ protected: { alg: 'HS256' } }, payload, hmac)],
  ['jws.deserialize', 'compact', (form) => form.jws.deserialize(compact, hmac)],
  ['jws.deserialize', 'JSON', (form) => form.jws.deserialize(flattened, hmac)],
  ['jws.detach', 'compact', (form) => form.jws.detach(compact)],
  ['jws.detach', 'JSON', (form) => form.jws.detach(general)],
  ['jws.detach', 'text', (form) => form.jws.detach(flattenedText)],
  ['jws.decodeUnverified', 'compact', (form) => form.jws.decodeUnverified(compact)],
  ['jws.decodeUnverified', 'JSON', (form) => form.jws.decodeUnverified(general)],
  ['jws.decodeUnverified', 'no alg', (form) => form.jws.decodeUnverified(withoutAlg)],
  ['jws.signStream', '', (form) => form.jws.signStream({ alg: 'HS256', kid: 'oct' }, chunksOf('a ', 'payload'), hmac, {}), undefined, 'promise'], // prettier-ignore
  [
    'jws.verifyStream',
    '',
    (form) => form.jws.verifyStream(detached, chunksOf(payload), hmac, {}),
    undefined,
    'promise',
  ],
  [
    'jws.verifyStream',
    'another payload',
    (form) => form.jws.verifyStream(detached, chunksOf('x'), hmac),
    undefined,
    'promise',
  ],
  // Encryption -------------------------------------------------------------------------------------------------------
  ['jwe.Registry', 'no settings', (form) => new form.jwe.Registry({}).limits],
  [
    'jwe.encryptCompact',
    'dir',
    (form) => form.jwe.encryptCompact({ alg: 'dir', enc: 'A256GCM' }, payload, aes, {}),
    opened(aes),
  ],
  ['jwe.encryptCompact', 'zip', (form) => form.jwe.encryptCompact({ alg: 'dir', enc: 'A256GCM', zip: 'DEF' }, payload, aes), opened(aes)], // prettier-ignore
  ['jwe.encryptCompact', 'RSA-OAEP', (form) => form.jwe.encryptCompact({ alg: 'RSA-OAEP', enc: 'A128GCM' }, payload, openRsa), opened(made.rsa)], // prettier-ignore
  ['jwe.encryptCompact', 'ECDH-ES', (form) => form.jwe.encryptCompact({ alg: 'ECDH-ES', enc: 'A128GCM' }, payload, openOf0, {}), opened(made.ec)], // prettier-ignore
  ['jwe.encryptCompact', 'apu', (form) => form.jwe.encryptCompact({ alg: 'ECDH-ES', enc: 'A128GCM' }, payload, made.ec, { apu: 'A' }), opened(made.ec)], // prettier-ignore
  ['jwe.encryptCompact', 'PBES2', (form) => form.jwe.encryptCompact({ alg: 'PBES2-HS256+A128KW', enc: 'A128GCM' }, payload, 'a long password', { ...pbes2Names, p2c: 1000 }), opened('a long password', pbes2Names)], // prettier-ignore
  ['jwe.encryptCompact', 'no enc', (form) => form.jwe.encryptCompact({ alg: 'dir' }, payload, aes)],
  ['jwe.decryptCompact', 'dir', (form) => form.jwe.decryptCompact(direct, aes, {})],
  ['jwe.decryptCompact', 'RSA-OAEP and zip', (form) => form.jwe.decryptCompact(wrapped, set)],
  ['jwe.decryptCompact', 'ECDH-ES', (form) => form.jwe.decryptCompact(agreed, secretOf0)],
  ['jwe.decryptCompact', 'ECDH-ES+A128KW', (form) => form.jwe.decryptCompact(agreedOkp, made.x25519)],
  ['jwe.decryptCompact', 'A256GCMKW', (form) => form.jwe.decryptCompact(gcmKw, aes, { algorithms: ['A256GCMKW', 'A128GCM'] })], // prettier-ignore
  ['jwe.decryptCompact', 'PBES2', (form) => form.jwe.decryptCompact(pbes2, 'a long password', pbes2Names)],
  ['jwe.decryptCompact', 'PBES2 unnamed', (form) => form.jwe.decryptCompact(pbes2, 'a long password', {})],
  ['jwe.decryptCompact', 'another key', (form) => form.jwe.decryptCompact(direct, secret.subarray(32))],
  ['jwe.encryptJson', 'flattened', (form) => form.jwe.encryptJson({ protected: { alg: 'ECDH-ES+A128KW', enc: 'A128GCM' }, recipient: { key: made.ec } }, payload), openedJson(made.ec)], // prettier-ignore
  ['jwe.encryptJson', 'general', (form) => form.jwe.encryptJson({ protected: { enc: 'A128GCM' }, recipients: [{ header: { alg: 'RSA-OAEP' }, key: made.rsa }, { header: { alg: 'ECDH-ES+A128KW' }, key: made.ec }] }, payload, {}), openedJson(made.ec)], // prettier-ignore
  ['jwe.encryptJson', 'nobody', (form) => form.jwe.encryptJson({ protected: { alg: 'dir', enc: 'A128GCM' } }, payload)],
  ['jwe.decryptJson', 'flattened', (form) => form.jwe.decryptJson(jweFlattened, made.ec)],
  ['jwe.decryptJson', 'general', (form) => form.jwe.decryptJson(jweGeneral, made.x25519, {})],
  ['jwe.decryptJson', 'no members', (form) => form.jwe.decryptJson({}, made.ec)],
  ['jwe.encrypt', 'compact', (form) => form.jwe.encrypt({ alg: 'dir', enc: 'A256GCM' }, payload, aes), opened(aes)],
  ['jwe.encrypt', 'JSON', (form) => form.jwe.encrypt({ protected: { alg: 'ECDH-ES', enc: 'A128GCM' }, recipient: { key: made.ec } }, payload), openedJson(made.ec)], // prettier-ignore
  ['jwe.decrypt', 'compact', (form) => form.jwe.decrypt(direct, aes)],
  ['jwe.decrypt', 'JSON', (form) => form.jwe.decrypt(jweFlattened, made.ec)],
  ['jwe.decodeUnverified', 'compact', (form) => form.jwe.decodeUnverified(agreed)],
  ['jwe.decodeUnverified', 'JSON', (form) => form.jwe.decodeUnverified(jweGeneral)],
  // Claims -----------------------------------------------------------------------------------------------------------
  ['jwt.encode', 'signed', (form) => form.jwt.encode({ alg: 'HS256' }, claims, hmac)],
  ['jwt.encode', 'with options', (form) => form.jwt.encode({ alg: 'HS256' }, { iat: now }, oct, { issuer: 'me', expiresIn: '1h' })], // prettier-ignore
  ['jwt.encode', 'nothing but iat', (form) => form.jwt.encode({ alg: 'HS256' }, { iat: now }, oct, {})],
  [
    'jwt.encode',
    'a date',
    (form) => form.jwt.encode({ alg: 'HS256' }, { iat: now, at: new Date(0), list: [[], {}] }, oct),
  ],
  ['jwt.encode', 'encrypted', (form) => form.jwt.encode({ alg: 'dir', enc: 'A256GCM' }, claims, aes), opened(aes)],
  ['jwt.decode', 'signed', (form) => form.jwt.decode(token, hmac, at)],
  ['jwt.decode', 'expired', (form) => form.jwt.decode(token, hmac, { now: now + 3600 })],
  ['jwt.decode', 'options', (form) => form.jwt.decode(token, oct, { ...at, issuer: 'me', required: ['sub'], claims: { sub: { essential: true } } })], // prettier-ignore
  ['jwt.decode', 'a claim that is missing', (form) => form.jwt.decode(token, hmac, { ...at, audience: 'me' })],
  ['jwt.decode', 'encrypted', (form) => form.jwt.decode(encrypted, aes, { ...at, algorithms: ['dir', 'A256GCM'] })],
  ['jwt.decode', 'encrypted, unexpected', (form) => form.jwt.decode(encrypted, aes, at)],
  ['jwt.decodeMany', '', (form) => form.jwt.decodeMany([token, forged], hmac, at)],
  ['jwt.validate', 'good', (form) => form.jwt.validate(claims, at)],
  ['jwt.validate', 'missing', (form) => form.jwt.validate({}, { issuer: 'me', audience: 'you', collect: true })],
  ['jwt.validate', 'nothing', (form) => form.jwt.validate({}, {})],
  ['jwt.decodeUnverified', '', (form) => form.jwt.decodeUnverified(token)],
  ['jwt.encodeNested', '', (form) => form.jwt.encodeNested(claims, layers, {}), (text) => jwt.decodeNested(text, { verify: made.ec, decrypt: secret.subarray(0, 16) }, { now }).claims], // prettier-ignore
  [
    'jwt.decodeNested',
    '',
    (form) => form.jwt.decodeNested(nested, { verify: made.ec, decrypt: secret.subarray(0, 16) }, at),
  ],
  ['jwt.decodeNested', 'layers', (form) => form.jwt.decodeNested(nested, { verify: { key: made.ec }, decrypt: { key: secret.subarray(0, 16), algorithms: ['dir', 'A128GCM'] } }, at)], // prettier-ignore
  ['jwt.createSigner', '', (form) => form.jwt.createSigner(hmac, { alg: 'HS256' }, { issuer: 'me' })({ iat: now })],
  ['jwt.createSigner', 'twice', (form) => signer[form.name]({ iat: now, sub: 'x' })],
  ['jwt.createVerifier', '', (form) => form.jwt.createVerifier(hmac, at)(token)],
  ['jwt.createVerifier', 'a cache', (form) => form.jwt.createVerifier(oct, { ...at, cache: {} })(token)],
  ['jwt.createVerifier', 'twice', (form) => verifier[form.name](token)],
  // The small API ----------------------------------------------------------------------------------------------------
  ['sign', '', (form) => form.sign(claims, { k: secret })],
  ['sign', 'options', (form) => form.sign(claims, made.rsa, { alg: 'RS256', header: { kid: 'a' } })],
  ['verify', '', (form) => form.verify(parts, { k: secret }, 'HS256', { validateClaims: false })],
  ['verify', 'expired', (form) => form.verify(parts, hmac, 'HS256', { expirySeconds: 1 })],
  ['verify', 'another algorithm', (form) => form.verify(parts, hmac, 'HS512', {})],
  ['encrypt', '', (form) => form.encrypt(claims, openRsa), (found) => Object.keys(found)],
  ['decrypt', '', (form) => form.decrypt(encryptedParts, made.rsa, { validateClaims: false })],
  ['serializeCompact', '', (form) => form.serializeCompact(parts)],
  ['serializeCompact', 'no parts', (form) => form.serializeCompact({})],
  ['deserializeCompact', '', (form) => form.deserializeCompact(compact)],
  // The rest ---------------------------------------------------------------------------------------------------------
  ['features', '', (form) => form.features()],
  ['opensslVersion', '', (form) => form.opensslVersion()],
  ['errors.isJoseError', '', (form) => form.errors.isJoseError({})],
  ['errors.errorOfCode', '', (form) => form.errors.errorOfCode('ERR_JWK_INVALID', 'a message')],
  ['errors', '', (form) => new form.errors.InvalidJWKError('a message')],
  ['errors', 'with a cause', (form) => new form.errors.InvalidJWKError('a message', { cause: 1 })],
];

const promises = require('../../dist/promises.js');

const openOf0 = openOf('ec');
const secretOf0 = secretOf('ec');
const openRsa = openOf('rsa');
const rsaWithoutPrimes = (({ kty, n, e, d }) => ({ kty, n, e, d }))(secretOf('rsa'));
const nodeKey = createPrivateKey(pem);
const secretObject = createSecretKey(secret);
const publicSetText = JSON.stringify(set.toJWKS());
const okpPem = made.okp.toPEM();
const flattenedText = JSON.stringify(flattened);
const restricted = jwk.importKey({ ...secretOf0, key_ops: ['sign'], extra: { a: [1] } });
const filled = remote('', { cache: { url: 'https://keys.example/', jwks: set.toJWKS(), fetchedAt: Date.now(), expiresAt: Date.now() + 600_000 } }); // prettier-ignore
const signer = {
  sync: jwt.createSigner(hmac, { alg: 'HS256' }),
  promise: promises.jwt.createSigner(hmac, { alg: 'HS256' }),
};
const verifier = {
  sync: jwt.createVerifier(hmac, { now, cache: {} }),
  promise: promises.jwt.createVerifier(hmac, { now, cache: {} }),
};

module.exports = {
  rows,
  forms: [
    { ...library, name: 'sync' },
    { ...promises, name: 'promise' },
  ],
};
