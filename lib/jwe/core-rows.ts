/** The core's row numbers of the algorithms: joined by name, once. */

import { NotSupportedError } from '../errors';
import { native } from '../internal/native';
import {
  contentEncryptionAlgorithms,
  keyManagementAlgorithms,
  keyManagementWith,
  type ContentEncryption,
  type KeyManagement,
} from '../jwa';

const managementNames = native.keyManagement();
const contentNames = native.contentCiphers();

const contentRows = contentEncryptionAlgorithms.map(({ name }) => contentNames.indexOf(name));

const managementRows: number[] = [];
for (const algorithm of keyManagementAlgorithms) {
  // The core has one row for "dir", whatever it is used with.
  const forms = [algorithm, ...contentEncryptionAlgorithms.map((content) => keyManagementWith(algorithm, content))];
  for (const { index, name } of forms) managementRows[index] = managementNames.indexOf(name);
}

function found(row: number | undefined, name: string): number {
  if (row !== undefined && row >= 0) return row;
  throw new NotSupportedError(`the OpenSSL that is linked (${native.opensslVersion()}) lacks ${name}`);
}

/** The core's row of a key management algorithm; throws NotSupportedError where there is none. */
export function managementRow({ index, name }: KeyManagement): number {
  return found(managementRows[index], name);
}

/** The core's row of a content encryption algorithm; throws NotSupportedError where there is none. */
export function contentRow({ index, name }: ContentEncryption): number {
  return found(contentRows[index], name);
}
