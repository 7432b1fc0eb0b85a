// The addon must neither show its OpenSSL to the host program nor use the host's: two exports, no libcrypto import. Nor may it
// make buffers over memory of its own, which Electron refuses (its V8 keeps pointers in a cage).

import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { report, root } from './files.mjs';

const addon = process.argv[2] ?? join(root, 'build', 'Release', 'jose_openssl.node');
const expectedExports = ['napi_register_module_v1', 'node_api_module_get_api_version_v1'];
const externalMemory = /^(napi|node_api)_create_(external|sharedarray)(_?\w*buffer|_string_\w+)/;
const libcryptoName = /^(EVP|CRYPTO|OSSL|OPENSSL|BIO|BN|EC|ECDSA|RSA|ERR|X509|ASN1|PEM|d2i|i2d|HMAC|SHA\d*|AES|RAND)_/;

function symbols(option) {
  const result = spawnSync('nm', ['-D', option, '--format=posix', addon], { encoding: 'utf8' });
  if (result.status !== 0) throw new Error(`nm cannot read ${addon}: ${result.error?.message ?? result.stderr}`);
  return result.stdout
    .split('\n')
    .filter(Boolean)
    .map((line) => line.split(' ')[0].replace(/@.*/, ''));
}

if (process.platform === 'linux') {
  const defined = symbols('--defined-only').sort();
  const undefinedNames = symbols('--undefined-only');
  const findings = [
    ...defined
      .filter((name) => !expectedExports.includes(name))
      .map((name) => `exported, but should be hidden: ${name}`),
    ...expectedExports.filter((name) => !defined.includes(name)).map((name) => `not exported: ${name}`),
    ...undefinedNames.filter((name) => libcryptoName.test(name)).map((name) => `taken from the host program: ${name}`),
    ...undefinedNames.filter((name) => externalMemory.test(name)).map((name) => `refused by Electron: ${name}`),
  ];
  report('isolation', findings, `${defined.length} exports, ${undefinedNames.length} imports`);
} else {
  report('isolation', [], `skipped: it reads ELF, and this is ${process.platform}`);
}
