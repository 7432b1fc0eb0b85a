// JWE: the same plaintext in this library and in jose, with keys already imported.

import crypto from 'node:crypto';
import * as jose from 'jose';
import { jwe, jwk } from 'jose-openssl';

const plaintextOf = (size) => crypto.randomBytes(size);

const families = [
  { alg: 'dir', enc: 'A256GCM', kty: 'oct', size: 256 },
  { alg: 'A256KW', enc: 'A128CBC-HS256', kty: 'oct', size: 256 },
  { alg: 'RSA-OAEP-256', enc: 'A256GCM', kty: 'RSA', size: 2048 },
  { alg: 'ECDH-ES+A128KW', enc: 'A256GCM', kty: 'EC', size: 'P-256' },
];
const sizes = [
  { label: '256 B', octets: 256, of: families },
  { label: '1 MB', octets: 2 ** 20, of: families.slice(0, 1) },
  { label: '16 MB', octets: 2 ** 24, of: families.slice(0, 1) },
];

/** The messages, each with the key that both libraries share. */
export const encryptions = sizes.flatMap(({ label, octets, of }) =>
  of.map(({ alg, enc, kty, size }) => {
    const key = jwk.generateKey(kty, size);
    return { name: `${alg} ${enc} ${label}`, alg, enc, key, plaintext: plaintextOf(octets) };
  }),
);

function joseOpenssl({ alg, enc, key, plaintext }) {
  const options = { algorithms: [alg, enc] };
  const publicKey = key.kty === 'oct' ? key : key.publicKey();
  const header = { alg, enc };
  return {
    encrypt: () => jwe.encryptCompact(header, plaintext, publicKey, options),
    decrypt: (token) => jwe.decryptCompact(token, key, options).plaintext,
  };
}

async function josePeer({ alg, enc, key, plaintext }) {
  const own = await jose.importJWK(key.toJWK({ private: true }), alg);
  const publicKey = key.kty === 'oct' ? own : await jose.importJWK(key.publicKey().toJWK(), alg);
  return {
    encrypt: () => new jose.CompactEncrypt(plaintext).setProtectedHeader({ alg, enc }).encrypt(publicKey),
    decrypt: async (token) => (await jose.compactDecrypt(token, own)).plaintext,
  };
}

export const encryptors = [
  { name: 'jose-openssl', make: joseOpenssl },
  { name: 'jose', make: josePeer },
];
