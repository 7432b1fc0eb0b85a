import { signaturePeers } from './peers';
import { describeSignaturesWith } from './signatures';

describeSignaturesWith(signaturePeers.authlib);
