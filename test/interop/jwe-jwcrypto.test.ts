/** JWE with Debian's python3-jwcrypto. */

import { join } from 'node:path';
import { answers } from '../support/peers';
import { describeEncryptionWith } from './encryption';

// The Debian package is for Debian's own interpreter, whatever python3 is first in the path.
const python = '/usr/bin/python3';

describeEncryptionWith({
  name: 'python3-jwcrypto',
  command: python,
  args: [join(__dirname, 'peers', 'jwcrypto_peer.py')],
  isThere: answers(python, '-c', 'import jwcrypto'),
  advice: 'apt-get install python3-jwcrypto',
  lacks: ({ alg }) => (['RSA-OAEP-384', 'RSA-OAEP-512'].includes(alg) ? 'not implemented' : undefined),
  // It takes an empty plaintext for a failure.
  zip: { makes: true, reads: true },
  readsEmpty: false,
  severalRecipients: true,
  aad: true,
});
