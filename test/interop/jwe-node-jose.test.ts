/** JWE with `node-jose` from npm. */

import { join } from 'node:path';
import { describeEncryptionWith } from './encryption';

describeEncryptionWith({
  name: 'node-jose from npm',
  command: process.execPath,
  args: [join(__dirname, 'peers', 'node-jose.mjs')],
  isThere: true,
  advice: 'npm ci',
  lacks: ({ alg }, curve) =>
    ['RSA-OAEP-384', 'RSA-OAEP-512'].includes(alg) || curve?.startsWith('X') === true ? 'not implemented' : undefined,
  // Its key derivation knows no content keys of 48 and 64 octets.
  lacksPair: (alg, enc) => (alg === 'ECDH-ES' && /^A(192|256)CBC/.test(enc) ? 'not implemented' : undefined),
  // It leaves PKCS #1 v1.5 to a function that Node has closed to private keys.
  cannotDecrypt: (alg) => (alg === 'RSA1_5' ? 'closed by Node' : undefined),
  zip: { makes: true, reads: true },
  readsEmpty: true,
  severalRecipients: true,
  aad: true,
});
