// How each library signs claims and reads tokens, JSON included: functions made once, with keys already imported and caches of
// tokens off. Whoever reads a token verifies its signature with one allowed algorithm, and that it is not expired and has the
// expected issuer and audience; where the library does not look at claims, `check` does. A row gives undefined for an algorithm
// that its library lacks.

import crypto from 'node:crypto';
import { createRequire } from 'node:module';
import * as jose from 'jose';
import * as ours from 'jose-openssl';
import { expected } from './claims.mjs';
import { nodeRs } from './node-rs.mjs';

const require = createRequire(import.meta.url);
const fastJwt = require('fast-jwt');
const jsonwebtoken = require('jsonwebtoken');
const nodeJose = require('node-jose');

export const pem = (key, type) => key.export({ format: 'pem', type });

/** EdDSA is what the peers call it. */
export const oldName = (alg) => (alg.startsWith('Ed') ? 'EdDSA' : alg);

/** This library's keys, with default options: the key's own `alg` allows it. */
export function ownKeys({ alg, secret, privateKey, publicKey }) {
  const keys = secret ? Array(2).fill(crypto.createSecretKey(secret)) : [privateKey, publicKey];
  return keys.map((key) => ours.jwk.importKey(key, { alg }));
}

/** What is expected of claims, as a program checks it whose library does not. */
function check(claims) {
  const { exp, iss, aud } = claims;
  const isExpected =
    typeof exp === 'number' &&
    exp > Date.now() / 1000 &&
    iss === expected.issuer &&
    (Array.isArray(aud) ? aud.includes(expected.audience) : aud === expected.audience);
  if (!isExpected) throw new Error('unexpected claims');
  return claims;
}

function ownJws({ nextClaims, ...row }) {
  const [signer, verifier] = ownKeys(row);
  const header = { alg: row.alg, typ: 'JWT' };
  return {
    sign: () => ours.jws.serializeCompact(header, JSON.stringify(nextClaims()), signer),
    verify: (token) => check(JSON.parse(ours.jws.deserializeCompact(token, verifier).payload.toString())),
  };
}

function ownJwt({ nextClaims, ...row }) {
  const [signer, verifier] = ownKeys(row);
  const header = { alg: row.alg };
  return {
    sign: () => ours.jwt.encode(header, nextClaims(), signer),
    verify: (token) => ours.jwt.decode(token, verifier, expected).claims,
  };
}

/** As fast-jwt's are made: once for many tokens. It shows only where the signature costs little. */
function ownPrepared({ nextClaims, ...row }) {
  if (row.secret === undefined) return undefined;
  const [signer, verifier] = ownKeys(row);
  const sign = ours.jwt.createSigner(signer, { alg: row.alg });
  const verify = ours.jwt.createVerifier(verifier, expected);
  return { sign: () => sign(nextClaims()), verify: (token) => verify(token).claims };
}

/** What a careful author would write by hand: one-shot calls on KeyObjects. */
function nodeCrypto({ alg, hash, options, secret, privateKey, publicKey, nextClaims }) {
  const header = Buffer.from(JSON.stringify({ alg, typ: 'JWT' })).toString('base64url');
  const input = () => `${header}.${Buffer.from(JSON.stringify(nextClaims())).toString('base64url')}`;
  const split = (token) => {
    const dot = token.lastIndexOf('.');
    return [token.slice(0, dot), Buffer.from(token.slice(dot + 1), 'base64url')];
  };
  const read = (signed) => JSON.parse(Buffer.from(signed.slice(signed.indexOf('.') + 1), 'base64url').toString());
  const key = secret && crypto.createSecretKey(secret);
  const mac = (text) => crypto.createHmac(hash, key).update(text).digest();
  const signature = (text) =>
    secret ? mac(text) : crypto.sign(hash, Buffer.from(text), { key: privateKey, ...options });
  const isGood = (text, given) =>
    secret
      ? crypto.timingSafeEqual(mac(text), given)
      : crypto.verify(hash, Buffer.from(text), { key: publicKey, ...options }, given);
  return {
    sign: () => {
      const text = input();
      return `${text}.${signature(text).toString('base64url')}`;
    },
    verify: (token) => {
      const [signed, given] = split(token);
      // Its issuer writes one header: any other is none of its tokens.
      if (!signed.startsWith(`${header}.`)) throw new Error('another header');
      if (!isGood(signed, given)) throw new Error('bad signature');
      return check(read(signed));
    },
  };
}

function fastJwtPeer({ alg, secret, privateKey, publicKey, nextClaims }) {
  if (['ES256K', 'Ed448'].includes(alg)) return undefined;
  const algorithm = oldName(alg);
  const sign = fastJwt.createSigner({ key: secret ?? pem(privateKey, 'pkcs8'), algorithm, noTimestamp: true });
  const options = {
    key: secret ?? pem(publicKey, 'spki'),
    algorithms: [algorithm],
    allowedIss: expected.issuer,
    allowedAud: expected.audience,
    cache: false,
  };
  return { sign: () => sign(nextClaims()), verify: fastJwt.createVerifier(options) };
}

function jsonwebtokenPeer({ alg, secret, privateKey, publicKey, nextClaims }) {
  if (alg === 'ES256K' || alg.startsWith('Ed')) return undefined;
  const keys = secret ? Array(2).fill(crypto.createSecretKey(secret)) : [privateKey, publicKey];
  return {
    sign: () => jsonwebtoken.sign(nextClaims(), keys[0], { algorithm: alg }),
    verify: (token) => jsonwebtoken.verify(token, keys[1], { algorithms: [alg], ...expected }),
  };
}

/** CryptoKeys made once: from raw octets or a KeyObject jose would make one at each call. */
export async function joseKeys({ alg, secret, privateKey, publicKey }) {
  const name = oldName(alg);
  if (secret === undefined) {
    return [await jose.importPKCS8(pem(privateKey, 'pkcs8'), name), await jose.importSPKI(pem(publicKey, 'spki'), name)]; // prettier-ignore
  }
  const hmac = { name: 'HMAC', hash: `SHA-${alg.slice(2)}` };
  return Array(2).fill(await crypto.subtle.importKey('raw', secret, hmac, false, ['sign', 'verify']));
}

async function josePeer({ nextClaims, ...row }) {
  if (['ES256K', 'Ed448'].includes(row.alg)) return undefined;
  const [signer, verifier] = await joseKeys(row);
  const header = { alg: oldName(row.alg), typ: 'JWT' };
  const options = { algorithms: [header.alg], ...expected };
  return {
    sign: () => new jose.SignJWT(nextClaims()).setProtectedHeader(header).sign(signer),
    verify: async (token) => (await jose.jwtVerify(token, verifier, options)).payload,
  };
}

/** It takes no keys but text and octets, and reads them each time. */
function nodeRsPeer({ alg, secret, privateKey, publicKey, nextClaims }) {
  if (['ES256K', 'ES512', 'Ed448'].includes(alg)) return undefined;
  const algorithm = oldName(alg);
  const keys = secret ? [secret, secret] : [pem(privateKey, 'pkcs8'), pem(publicKey, 'spki')];
  const validation = { algorithms: [algorithm], iss: [expected.issuer], aud: [expected.audience] };
  return {
    sign: () => nodeRs.signSync(nextClaims(), keys[0], { algorithm }),
    verify: (token) => nodeRs.verifySync(token, keys[1], validation),
  };
}

async function nodeJosePeer({ alg, secret, privateKey, publicKey, nextClaims }) {
  if (alg === 'ES256K' || alg.startsWith('Ed')) return undefined;
  const jwk = (key) => nodeJose.JWK.asKey({ ...key.export({ format: 'jwk' }), alg });
  const [signer, verifier] = secret
    ? Array(2).fill(await jwk(crypto.createSecretKey(secret)))
    : [await jwk(privateKey), await jwk(publicKey)];
  const options = { format: 'compact', fields: { alg, typ: 'JWT' } };
  return {
    sign: () => nodeJose.JWS.createSign(options, signer).update(JSON.stringify(nextClaims())).final(),
    verify: async (token) => {
      const { payload } = await nodeJose.JWS.createVerify(verifier, { algorithms: [alg] }).verify(token);
      return check(JSON.parse(payload.toString()));
    },
  };
}

export const peers = [
  { name: 'jose-openssl jws', own: true, make: ownJws },
  { name: 'jose-openssl jwt', own: true, make: ownJwt },
  { name: 'jose-openssl prepared', own: true, make: ownPrepared },
  { name: 'node:crypto', make: nodeCrypto },
  { name: 'fast-jwt', make: fastJwtPeer },
  { name: 'jsonwebtoken', make: jsonwebtokenPeer },
  { name: 'jose', make: josePeer },
  ...(nodeRs === undefined ? [] : [{ name: '@node-rs/jsonwebtoken', make: nodeRsPeer }]),
  { name: 'node-jose', make: nodeJosePeer },
];

/** Those that the figures to reach are of. */
export const mainPeers = peers.filter(({ name }) =>
  ['jose-openssl jwt', 'jose-openssl prepared', 'node:crypto', 'fast-jwt', 'jsonwebtoken', 'jose'].includes(name),
);
