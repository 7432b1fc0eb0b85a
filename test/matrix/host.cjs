'use strict';

/** What runs this: its name, version, Node-API and the cryptographic library of its own. */

const { versions, platform, arch } = process;
const name = ['bun', 'deno', 'electron'].find((each) => versions[each] !== undefined) ?? 'node';
// Bun and Deno name an OpenSSL that they do not have.
const own = { bun: 'BoringSSL', electron: 'BoringSSL', deno: 'none in C' }[name] ?? `OpenSSL ${versions.openssl}`;
console.log(JSON.stringify({ name, version: versions[name], platform, arch, nodeApi: versions.napi ?? '', own }));
