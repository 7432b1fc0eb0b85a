import { describeEncryptionWith } from './encryption';
import { encryptionPeers } from './peers';

describeEncryptionWith(encryptionPeers.joseCommand);
