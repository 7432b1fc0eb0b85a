/** JWT with Debian's python3-jwcrypto. */

import { encryptionPeers, signaturePeers } from './peers';
import { describeTokensWith } from './tokens';

describeTokensWith({
  ...signaturePeers.jwcrypto,
  encrypts: (one) => encryptionPeers.jwcrypto.lacks(one, / on (.*)$/.exec(one.name)?.[1]) === undefined,
});
