// What an addon may show to its host and take from it, whatever format the binary has.

import { join } from 'node:path';
import { readFileSync } from 'node:fs';

const libcryptoName = /^(EVP|CRYPTO|OSSL|OPENSSL|BIO|BN|EC|ECDSA|RSA|ERR|X509|ASN1|PEM|d2i|i2d|HMAC|SHA\d*|AES|RAND)_/;
const externalMemory = /^(napi|node_api)_create_(external|sharedarray)(_?\w*buffer|_string_\w+)/;

/** Node-API's entry points, of native/exports.list, where they have the underscore of C names on macOS. */
function entryPoints(root) {
  const list = readFileSync(join(root, 'native', 'exports.list'), 'utf8');
  return list.split('\n').flatMap((line) => (line.startsWith('_') ? [line.slice(1).trim()] : []));
}

/** `imported`: what the addon takes from anywhere but libraries of the system that are named in it. */
export function isolationFindings(root, exported, imported) {
  const expected = entryPoints(root);
  return [
    ...exported.filter((name) => !expected.includes(name)).map((name) => `exported, but should be hidden: ${name}`),
    ...expected.filter((name) => !exported.includes(name)).map((name) => `not exported: ${name}`),
    ...imported.filter((name) => libcryptoName.test(name)).map((name) => `taken from the host program: ${name}`),
    ...imported.filter((name) => externalMemory.test(name)).map((name) => `refused by Electron: ${name}`),
  ];
}
