/** All algorithms that a JWK's "alg" can name. */

import type { Algorithm } from './algorithm';
import { contentEncryptionAlgorithms } from './content-encryption';
import { keyManagementAlgorithms, keyManagementWith } from './key-management';
import { signatureAlgorithms } from './signature-algorithms';

const byKeyName = new Map<string, Algorithm>();
for (const row of keyManagementAlgorithms) {
  // RFC 7518 section 4.5 has no name but "dir" for keys of direct encryption; in practice they are marked with the "enc".
  if (row.mode === 'dir') {
    for (const content of contentEncryptionAlgorithms) byKeyName.set(content.name, keyManagementWith(row, content));
  }
}
for (const row of [...signatureAlgorithms, ...keyManagementAlgorithms]) byKeyName.set(row.name, row);

/** The algorithm that a JWK's "alg" reserves the key for, or `undefined` for a name that is not known. */
export function algorithmOfKey(alg: string): Algorithm | undefined {
  return byKeyName.get(alg);
}
