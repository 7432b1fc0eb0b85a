'use strict';

/** What runs this: its name, version, Node-API, the cryptographic library of its own and the glibc. */

const { versions, platform, arch } = process;
const name = ['bun', 'deno', 'electron'].find((each) => versions[each] !== undefined) ?? 'node';
// Bun and Deno name an OpenSSL that they do not have.
const own = { bun: 'BoringSSL', electron: 'BoringSSL', deno: 'none in C' }[name] ?? `OpenSSL ${versions.openssl}`;
const glibc = process.report?.getReport?.().header?.glibcVersionRuntime;
console.log(
  JSON.stringify({ name, version: versions[name], platform, arch, nodeApi: versions.napi ?? '', own, glibc }),
);
