// Decides which OpenSSL the addon links.
//
// Settings, from the environment: JOSE_OPENSSL_PREFIX=DIR (or npm_config_openssl_prefix) names the OpenSSL to use;
// JOSE_OPENSSL_SHARED=true (or npm_config_openssl_shared) links the shared libcrypto of that place, not the static one.

import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { installAdvice } from './advice.mjs';
import { findArchive, fingerprint, librariesNeededBy, readVersion } from './installation.mjs';
import { sources } from './sources.mjs';

const projectRoot = resolve(dirname(fileURLToPath(import.meta.url)), '..', '..');

/**
 * The core is written for the provider API (EVP_*_fetch, OSSL_PARAM, EVP_PKEY_fromdata), which 3.0.0 introduced. Nothing
 * newer is asked for, because distributions with long support (Ubuntu 22.04: 3.0.2) keep the number and mend the code.
 */
export const oldestMajor = 3;

export class OpensslUnusable extends Error {}

function unusable(headline, context) {
  const { prefix } = context;
  const fix = prefix
    ? `To fix it: ${prefix.setting} must name a folder that holds include/openssl/ and lib/libcrypto.a
    (it is ${prefix.value}), or be unset to use the system's OpenSSL.`
    : `To fix it:
    ${installAdvice(context)}
  Or name an OpenSSL of your own: JOSE_OPENSSL_PREFIX=DIR npm install`;
  return new OpensslUnusable(`jose-openssl: ${headline}\n  ${fix}`);
}

/** A setting's value and the name under which it was given. */
function setting(env, ...names) {
  const name = names.find((candidate) => env[candidate]);
  return name === undefined ? undefined : { setting: name, value: env[name] };
}

function contextOf(overrides) {
  const env = overrides.env ?? process.env;
  return {
    root: projectRoot,
    platform: process.platform,
    arch: env.npm_config_arch ?? process.arch,
    prefix: setting(env, 'npm_config_openssl_prefix', 'JOSE_OPENSSL_PREFIX'),
    shared: /^(true|1)$/.test(setting(env, 'npm_config_openssl_shared', 'JOSE_OPENSSL_SHARED')?.value ?? ''),
    ...overrides,
    env,
  };
}

/** What the linker needs for a shared libcrypto; -rpath, because a place outside the system is not searched at run time. */
function sharedLibraries(found, { platform }) {
  const folder = found.libraryFolders[0];
  if (platform === 'win32') return [join(folder, 'libcrypto.lib')];
  if (found.isSystem) return ['-lcrypto'];
  return [...found.libraryFolders.flatMap((path) => [`-L${path}`, `-Wl,-rpath,${path}`]), '-lcrypto'];
}

/**
 * The OpenSSL to link: { source, version, linkage, libraries, includeFolders, fingerprint }.
 * @throws {OpensslUnusable} with a message that names the fix.
 */
export function resolveOpenssl(overrides = {}) {
  const context = contextOf(overrides);
  let found;
  for (const ask of sources) {
    found = ask(context);
    if (found !== undefined) break;
  }
  if (found === undefined) throw unusable('no OpenSSL was found to link the addon with.', context);

  const described = `${found.where} (${found.source})`;
  const headers = readVersion(found.includeFolder);
  if (headers === undefined) {
    throw unusable(
      `the OpenSSL in ${described} has no headers: expected openssl/opensslv.h in ${found.includeFolder}.`,
      context,
    );
  }
  if (headers.major < oldestMajor) {
    throw unusable(`OpenSSL ${oldestMajor}.0.0 or newer is needed, but ${described} is ${headers.title}.`, context);
  }

  const common = {
    source: found.source,
    version: headers.version,
    includeFolders: found.isSystem ? [] : [found.includeFolder],
  };
  if (context.shared) {
    const libraries = sharedLibraries(found, context);
    return { ...common, linkage: 'shared', libraries, fingerprint: `shared ${headers.version} ${libraries.join(' ')}` };
  }
  const archive = findArchive(found.libraryFolders, context);
  if (archive === undefined) {
    throw unusable(
      `OpenSSL ${headers.version} in ${described} has no static library: expected libcrypto.a in ` +
        `${found.libraryFolders.join(' or ')}.\n  It is linked statically, because a shared one is replaced by the ` +
        'OpenSSL or BoringSSL inside the host program.',
      context,
    );
  }
  return {
    ...common,
    linkage: 'static',
    libraries: [archive, ...librariesNeededBy(archive, context)],
    fingerprint: `static ${headers.version} ${fingerprint(archive)}`,
  };
}

/** One line for people: which OpenSSL it is, and from where. */
export function describe(openssl) {
  const line = `jose-openssl: linking OpenSSL ${openssl.version} (${openssl.linkage}, from ${openssl.source}): ${openssl.libraries[0]}`;
  if (openssl.linkage === 'static') return line;
  return `${line}\n  A shared libcrypto was asked for: inside Node the addon may bind to the OpenSSL that node itself exports.`;
}
