// JWE: the five families of key management with 256 octets, then large plaintexts, with keys already imported.

import crypto from 'node:crypto';
import { createRequire } from 'node:module';
import * as jose from 'jose';
import { jwe, jwk } from 'jose-openssl';
import { both } from './tokens.mjs';

const nodeJose = createRequire(import.meta.url)('node-jose');

/** What jose takes by default; OWASP asks for 600 000, with which nothing but PBKDF2 would be measured. */
const p2c = 2048;

const families = [
  { alg: 'dir', enc: 'A256GCM', kty: 'oct', size: 256 },
  { alg: 'A256KW', enc: 'A128CBC-HS256', kty: 'oct', size: 256 },
  { alg: 'RSA-OAEP-256', enc: 'A256GCM', kty: 'RSA', size: 2048 },
  { alg: 'ECDH-ES+A128KW', enc: 'A256GCM', kty: 'EC', size: 'P-256' },
  { alg: 'PBES2-HS256+A128KW', enc: 'A256GCM', kty: 'oct', size: 256 },
];
/** Each size with how many of the families: of a large plaintext's time their share is small. */
const sizes = [
  ['256 B', 256, 5],
  ['1 MB', 2 ** 20, 2],
  ['16 MB', 2 ** 24, 1],
];

function own({ alg, enc, key, plaintext }) {
  const options = { algorithms: [alg, enc] };
  const encryptOptions = alg.startsWith('PBES2') ? { ...options, p2c } : options;
  const publicKey = key.kty === 'oct' ? key : key.publicKey();
  const header = { alg, enc };
  return {
    encrypt: () => jwe.encryptCompact(header, plaintext, publicKey, encryptOptions),
    decrypt: (token) => jwe.decryptCompact(token, key, options).plaintext,
  };
}

async function josePeer({ alg, enc, key, plaintext }) {
  const own = await jose.importJWK(key.toJWK({ private: true }), alg);
  const publicKey = key.kty === 'oct' ? own : await jose.importJWK(key.publicKey().toJWK(), alg);
  const isPassword = alg.startsWith('PBES2');
  const header = { alg, enc };
  const options = isPassword ? { keyManagementAlgorithms: [alg] } : undefined;
  return {
    encrypt: () => {
      const message = new jose.CompactEncrypt(plaintext).setProtectedHeader(header);
      return (isPassword ? message.setKeyManagementParameters({ p2c }) : message).encrypt(publicKey);
    },
    decrypt: async (token) => (await jose.compactDecrypt(token, own, options)).plaintext,
  };
}

/** By hand, for direct encryption: there the content is all there is. */
function nodeCrypto({ alg, enc, key, plaintext }) {
  if (alg !== 'dir') return undefined;
  const secret = crypto.createSecretKey(Buffer.from(key.toJWK({ private: true }).k, 'base64url'));
  const header = Buffer.from(JSON.stringify({ alg, enc })).toString('base64url');
  return {
    encrypt: () => {
      const iv = crypto.randomBytes(12);
      const cipher = crypto.createCipheriv('aes-256-gcm', secret, iv).setAAD(Buffer.from(header));
      const text = [cipher.update(plaintext), cipher.final()];
      const parts = [iv, ...text.slice(0, 1), cipher.getAuthTag()].map((part) => part.toString('base64url'));
      return `${header}..${parts.join('.')}`;
    },
    decrypt: (token) => {
      const [aad, , ...parts] = token.split('.');
      const [iv, ciphertext, tag] = parts.map((part) => Buffer.from(part, 'base64url'));
      const decipher = crypto.createDecipheriv('aes-256-gcm', secret, iv, { authTagLength: 16 });
      decipher.setAAD(Buffer.from(aad)).setAuthTag(tag);
      const decrypted = decipher.update(ciphertext);
      decipher.final();
      return decrypted;
    },
  };
}

async function nodeJosePeer({ alg, enc, key, plaintext }) {
  // A megabyte takes it seconds, and its PBES2 takes no count.
  if (plaintext.length > 2 ** 16 || alg.startsWith('PBES2')) return undefined;
  const own = await nodeJose.JWK.asKey(key.toJWK({ private: true }));
  const options = { format: 'compact', contentAlg: enc, fields: { alg } };
  return {
    encrypt: () => nodeJose.JWE.createEncrypt(options, own).update(plaintext).final(),
    decrypt: async (token) => (await nodeJose.JWE.createDecrypt(own).decrypt(token)).plaintext,
  };
}

const libraries = [
  { name: 'jose-openssl', own: true, make: own },
  { name: 'node:crypto', make: nodeCrypto },
  { name: 'jose', make: josePeer },
  { name: 'node-jose', make: nodeJosePeer },
];

const keys = new Map();
function workOf({ alg, enc, kty, size }, octets) {
  if (!keys.has(alg)) keys.set(alg, jwk.generateKey(kty, size));
  return { alg, enc, key: keys.get(alg), plaintext: crypto.randomBytes(octets) };
}

export const encryption = sizes.flatMap(([label, octets, count]) =>
  families
    .slice(0, count)
    .flatMap((family) =>
      both('Encryption', `${family.alg} ${family.enc} ${label}`, ['encrypt', 'decrypt'], libraries, () =>
        workOf(family, octets),
      ),
    ),
);

/** On one processor V8's garbage collector, which a large Buffer calls, cannot run beside the work. */
export const onOneProcessor = both(
  'On one processor',
  'dir A256GCM 1 MB on one processor',
  ['encrypt', 'decrypt'],
  libraries,
  () => workOf(families[0], 2 ** 20),
).map((item) => ({ ...item, oneProcessor: { allThreads: true } }));
