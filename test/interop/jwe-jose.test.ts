/** JWE with `jose` from npm. It is an ES module, which these tests are not: it answers from a process of its own. */

import { join } from 'node:path';
import { describeEncryptionWith } from './encryption';

describeEncryptionWith({
  name: 'jose from npm',
  command: process.execPath,
  args: [join(__dirname, 'peers', 'jose.mjs')],
  isThere: true,
  advice: 'npm ci',
  lacks: ({ alg }, curve) => (alg === 'RSA1_5' || curve === 'X448' ? 'not implemented' : undefined),
  zip: { makes: true, reads: true },
  readsEmpty: true,
  severalRecipients: true,
  aad: true,
});
