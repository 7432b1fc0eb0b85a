// How each library signs the claims and verifies the token: functions made once, with keys already imported.
// A row gives undefined for an algorithm that its library lacks.

import crypto from 'node:crypto';
import { createRequire } from 'node:module';
import * as jose from 'jose';
import * as ours from 'jose-openssl';
import { claims } from './work.mjs';

const require = createRequire(import.meta.url);
const fastJwt = require('fast-jwt');
const jsonwebtoken = require('jsonwebtoken');

const pem = (key, type) => key.export({ format: 'pem', type });

/** EdDSA is what the peers call it. */
const oldName = (alg) => (alg.startsWith('Ed') ? 'EdDSA' : alg);

/** Default options: the key's own `alg` allows it. */
function joseOpenssl({ alg, secret, privateKey, publicKey }) {
  const [signer, verifier] = (secret ? Array(2).fill(crypto.createSecretKey(secret)) : [privateKey, publicKey]).map(
    (key) => ours.jwk.importKey(key, { alg }),
  );
  const header = { alg, typ: 'JWT' };
  return {
    sign: () => ours.jws.serializeCompact(header, JSON.stringify(claims), signer),
    verify: (token) => JSON.parse(ours.jws.deserializeCompact(token, verifier).payload.toString()),
  };
}

/** What a careful author would write by hand: one-shot calls on KeyObjects. */
function nodeCrypto({ alg, hash, options, secret, privateKey, publicKey }) {
  const header = Buffer.from(JSON.stringify({ alg, typ: 'JWT' })).toString('base64url');
  const input = () => `${header}.${Buffer.from(JSON.stringify(claims)).toString('base64url')}`;
  const split = (token) => {
    const dot = token.lastIndexOf('.');
    return [token.slice(0, dot), Buffer.from(token.slice(dot + 1), 'base64url')];
  };
  const read = (signed) => JSON.parse(Buffer.from(signed.slice(signed.indexOf('.') + 1), 'base64url').toString());
  if (secret) {
    const key = crypto.createSecretKey(secret);
    const mac = (text) => crypto.createHmac(hash, key).update(text).digest();
    return {
      sign: () => {
        const text = input();
        return `${text}.${mac(text).toString('base64url')}`;
      },
      verify: (token) => {
        const [signed, signature] = split(token);
        if (!crypto.timingSafeEqual(mac(signed), signature)) throw new Error('bad signature');
        return read(signed);
      },
    };
  }
  const signer = { key: privateKey, ...options };
  const verifier = { key: publicKey, ...options };
  return {
    sign: () => {
      const text = input();
      return `${text}.${crypto.sign(hash, Buffer.from(text), signer).toString('base64url')}`;
    },
    verify: (token) => {
      const [signed, signature] = split(token);
      if (!crypto.verify(hash, Buffer.from(signed), verifier, signature)) throw new Error('bad signature');
      return read(signed);
    },
  };
}

function fastJwtPeer({ alg, secret, privateKey, publicKey }) {
  if (alg === 'ES256K' || alg === 'Ed448') return undefined;
  const algorithm = oldName(alg);
  const sign = fastJwt.createSigner({ key: secret ?? pem(privateKey, 'pkcs8'), algorithm, noTimestamp: true });
  const verify = fastJwt.createVerifier({
    key: secret ?? pem(publicKey, 'spki'),
    algorithms: [algorithm],
    cache: false,
  });
  return { sign: () => sign(claims), verify };
}

function jsonwebtokenPeer({ alg, secret, privateKey, publicKey }) {
  if (alg === 'ES256K' || alg.startsWith('Ed')) return undefined;
  const [signer, verifier] = secret
    ? [crypto.createSecretKey(secret), crypto.createSecretKey(secret)]
    : [privateKey, publicKey];
  return {
    sign: () => jsonwebtoken.sign(claims, signer, { algorithm: alg }),
    verify: (token) => jsonwebtoken.verify(token, verifier, { algorithms: [alg] }),
  };
}

/** CryptoKeys made once: from raw octets or a KeyObject jose would make one at each call. */
async function josePeer({ alg, secret, privateKey, publicKey }) {
  if (alg === 'ES256K' || alg === 'Ed448') return undefined;
  const name = oldName(alg);
  const hmac = { name: 'HMAC', hash: `SHA-${alg.slice(2)}` };
  const [signer, verifier] = secret
    ? Array(2).fill(await crypto.subtle.importKey('raw', secret, hmac, false, ['sign', 'verify']))
    : [await jose.importPKCS8(pem(privateKey, 'pkcs8'), name), await jose.importSPKI(pem(publicKey, 'spki'), name)];
  return {
    sign: () => new jose.SignJWT(claims).setProtectedHeader({ alg: name, typ: 'JWT' }).sign(signer),
    verify: async (token) => (await jose.jwtVerify(token, verifier)).payload,
  };
}

export const peers = [
  { name: 'jose-openssl', make: joseOpenssl },
  { name: 'node:crypto', make: nodeCrypto },
  { name: 'fast-jwt', make: fastJwtPeer },
  { name: 'jsonwebtoken', make: jsonwebtokenPeer },
  { name: 'jose', make: josePeer },
];
