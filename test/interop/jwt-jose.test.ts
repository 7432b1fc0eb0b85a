/** JWT with `jose` from npm. */

import { join } from 'node:path';
import { describeTokensWith } from './tokens';

describeTokensWith({
  name: 'jose from npm',
  command: process.execPath,
  args: [join(__dirname, 'peers', 'jose.mjs')],
  isThere: true,
  advice: 'npm ci',
  lacks: ['ES256K', 'EdDSA with Ed448', 'Ed448'],
  encrypts: ({ alg, name }) => alg !== 'RSA1_5' && !name.endsWith('X448'),
});
