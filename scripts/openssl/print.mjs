// Prints which OpenSSL the addon links, for the install script (which stops when there is none) and for binding.gyp.
//
//   node scripts/openssl/print.mjs              one line that says what is linked, or why nothing can be
//   node scripts/openssl/print.mjs --gyp NAME   one of the answers below, in gyp's spelling

import { describe, OpensslUnusable, resolveOpenssl } from './resolve.mjs';

/** gyp splits the answer of a command as a shell would. */
const quoted = (words) => words.map((word) => (/[^\w@%+=:,./\\-]/.test(word) ? `'${word}'` : word)).join(' ');

const gypAnswers = {
  version: (openssl) => openssl.version,
  linkage: (openssl) => openssl.linkage,
  libraries: (openssl) => quoted(openssl.libraries),
  include_dirs: (openssl) => quoted(openssl.includeFolders),
  system_include_flags: (openssl) => quoted(openssl.includeFolders.flatMap((folder) => ['-isystem', folder])),
};

function main([option, name]) {
  try {
    const openssl = resolveOpenssl();
    console.log(option === '--gyp' ? gypAnswers[name](openssl) : describe(openssl));
  } catch (error) {
    if (!(error instanceof OpensslUnusable)) throw error;
    console.error(`\n${error.message}\n`);
    process.exitCode = 1;
  }
}

main(process.argv.slice(2));
