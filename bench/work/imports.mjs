// What it costs to import a key.

import crypto from 'node:crypto';
import * as jose from 'jose';
import { jwk } from 'jose-openssl';
import { workOf } from './claims.mjs';
import { pem } from './peers.mjs';

const section = 'Importing keys';

/** The encodings, and how each library reads them. */
const forms = {
  'public PEM': {
    of: ({ publicKey }) => pem(publicKey, 'spki'),
    node: (text) => crypto.createPublicKey(text),
    jose: (text, alg) => jose.importSPKI(text, alg),
  },
  'private PEM': {
    of: ({ privateKey }) => pem(privateKey, 'pkcs8'),
    node: (text) => crypto.createPrivateKey(text),
    jose: (text, alg) => jose.importPKCS8(text, alg),
  },
  'public JWK': {
    of: ({ publicKey }) => publicKey.export({ format: 'jwk' }),
    node: (key) => crypto.createPublicKey({ key, format: 'jwk' }),
    jose: (key, alg) => jose.importJWK(key, alg),
  },
  'private JWK': {
    of: ({ privateKey }) => privateKey.export({ format: 'jwk' }),
    node: (key) => crypto.createPrivateKey({ key, format: 'jwk' }),
    jose: (key, alg) => jose.importJWK(key, alg),
  },
};

export const imports = ['RS256', 'ES256', 'Ed25519'].flatMap((alg) =>
  Object.entries(forms).map(([form, libraries]) => ({
    section,
    name: `${alg} ${form} import`,
    subjects: () => {
      const value = libraries.of(workOf(alg));
      return [
        { name: 'jose-openssl', own: true, operation: () => jwk.importKey(value) },
        { name: 'node:crypto', operation: () => libraries.node(value) },
        { name: 'jose', operation: () => libraries.jose(value, alg) },
      ];
    },
  })),
);
