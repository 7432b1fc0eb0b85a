/** JWT with `jose` from npm. */

import { encryptionPeers, signaturePeers } from './peers';
import { describeTokensWith } from './tokens';

describeTokensWith({
  ...signaturePeers.jose,
  encrypts: (one) => encryptionPeers.jose.lacks(one, / on (.*)$/.exec(one.name)?.[1]) === undefined,
});
