'use strict';

/** Every algorithm, with the kind of key that serves it. A list of its own: what the library forgets must be missed here. */

const signatures = [
  { alg: 'HS256', key: 'oct512', deterministic: true },
  { alg: 'HS384', key: 'oct512', deterministic: true },
  { alg: 'HS512', key: 'oct512', deterministic: true },
  { alg: 'RS256', key: 'RSA', deterministic: true },
  { alg: 'RS384', key: 'RSA', deterministic: true },
  { alg: 'RS512', key: 'RSA', deterministic: true },
  { alg: 'PS256', key: 'RSA' },
  { alg: 'PS384', key: 'RSA' },
  { alg: 'PS512', key: 'RSA' },
  { alg: 'ES256', key: 'P-256' },
  { alg: 'ES384', key: 'P-384' },
  { alg: 'ES512', key: 'P-521' },
  { alg: 'ES256K', key: 'secp256k1' },
  { alg: 'EdDSA', key: 'Ed25519', deterministic: true },
  { alg: 'Ed25519', key: 'Ed25519', deterministic: true },
  { alg: 'Ed448', key: 'Ed448', deterministic: true },
  { alg: 'ML-DSA-44', key: 'ML-DSA-44', postQuantum: true },
  { alg: 'ML-DSA-65', key: 'ML-DSA-65', postQuantum: true },
  { alg: 'ML-DSA-87', key: 'ML-DSA-87', postQuantum: true },
];

const contentEncryptions = [
  { enc: 'A128CBC-HS256', key: 'oct256' },
  { enc: 'A192CBC-HS384', key: 'oct384' },
  { enc: 'A256CBC-HS512', key: 'oct512' },
  { enc: 'A128GCM', key: 'oct128' },
  { enc: 'A192GCM', key: 'oct192' },
  { enc: 'A256GCM', key: 'oct256' },
];

const agreementCurves = ['P-256', 'P-384', 'P-521', 'X25519', 'X448'];

const keyManagement = [
  ...['A128KW', 'A128GCMKW'].map((alg) => ({ alg, key: 'oct128' })),
  ...['A192KW', 'A192GCMKW'].map((alg) => ({ alg, key: 'oct192' })),
  ...['A256KW', 'A256GCMKW'].map((alg) => ({ alg, key: 'oct256' })),
  ...['RSA-OAEP', 'RSA-OAEP-256', 'RSA-OAEP-384', 'RSA-OAEP-512', 'RSA1_5'].map((alg) => ({ alg, key: 'RSA' })),
  ...['ECDH-ES', 'ECDH-ES+A128KW', 'ECDH-ES+A192KW', 'ECDH-ES+A256KW'].flatMap((alg) =>
    agreementCurves.map((key) => ({ alg, key })),
  ),
  ...['PBES2-HS256+A128KW', 'PBES2-HS384+A192KW', 'PBES2-HS512+A256KW'].map((alg) => ({
    alg,
    key: 'oct256',
    options: { p2c: 1000 },
  })),
];

/** Each kind of message that is encrypted: `dir` with every enc, all others with one of each family. */
const encryptions = [
  ...contentEncryptions.map(({ enc, key }) => ({ alg: 'dir', enc, key })),
  ...keyManagement.flatMap((row) => ['A128CBC-HS256', 'A256GCM'].map((enc) => ({ ...row, enc }))),
];

/** How `jwk.generateKey` is told to make each kind of key. */
const keyKinds = {
  oct128: ['oct', 128],
  oct192: ['oct', 192],
  oct256: ['oct', 256],
  oct384: ['oct', 384],
  oct512: ['oct', 512],
  RSA: ['RSA', 2048],
  'P-256': ['EC', 'P-256'],
  'P-384': ['EC', 'P-384'],
  'P-521': ['EC', 'P-521'],
  secp256k1: ['EC', 'secp256k1'],
  Ed25519: ['OKP', 'Ed25519'],
  Ed448: ['OKP', 'Ed448'],
  X25519: ['OKP', 'X25519'],
  X448: ['OKP', 'X448'],
  'ML-DSA-44': ['AKP', 'ML-DSA-44'],
  'ML-DSA-65': ['AKP', 'ML-DSA-65'],
  'ML-DSA-87': ['AKP', 'ML-DSA-87'],
};

module.exports = { signatures, encryptions, keyKinds };
