// Where an OpenSSL may come from, in the order in which the places are asked. Each source answers undefined (nothing
// here, ask the next) or { source, includeFolder, libraryFolders, isSystem }.

import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { libraryFolders } from './installation.mjs';

/** Folders that compilers search by themselves: naming them with -isystem would break libstdc++'s #include_next. */
const systemIncludeFolders = new Set(['/usr/include', '/usr/local/include']);

const wellKnownPrefixes = {
  darwin: ['/opt/homebrew/opt/openssl@3', '/usr/local/opt/openssl@3', '/opt/local/libexec/openssl3'],
  linux: ['/usr', '/usr/local'],
  win32: ['C:\\Program Files\\OpenSSL', 'C:\\Program Files\\OpenSSL-Win64', 'C:\\OpenSSL-Win64'],
};

function installedAt(source, prefix, context) {
  const includeFolder = join(prefix, 'include');
  return {
    source,
    where: prefix,
    includeFolder,
    libraryFolders: libraryFolders(prefix, context),
    isSystem: systemIncludeFolders.has(includeFolder),
  };
}

/** A prefix that the user named is the only candidate: no surprise by another one when it is wrong. */
function explicitPrefix(context) {
  return context.prefix && installedAt(context.prefix.setting, resolve(context.prefix.value), context);
}

function pinnedBuild(context) {
  const prefix = join(context.root, '.openssl', `${context.platform}-${context.arch}`);
  return existsSync(join(prefix, 'include')) ? installedAt('pinned build', prefix, context) : undefined;
}

function pkgConfig(context) {
  const command = context.env.PKG_CONFIG || 'pkg-config';
  const variable = (name) => {
    const result = spawnSync(command, [`--variable=${name}`, 'libcrypto'], { env: context.env, encoding: 'utf8' });
    return result.status === 0 ? result.stdout.trim() : '';
  };
  const libdir = variable('libdir');
  const includeFolder = variable('includedir');
  if (!libdir || !includeFolder) return undefined;
  return {
    source: 'pkg-config',
    where: libdir,
    includeFolder,
    libraryFolders: [libdir],
    isSystem: systemIncludeFolders.has(includeFolder),
  };
}

function wellKnownFolder(context) {
  const prefixes = context.wellKnownPrefixes ?? wellKnownPrefixes[context.platform] ?? [];
  const prefix = prefixes.find((folder) => existsSync(join(folder, 'include', 'openssl', 'opensslv.h')));
  return prefix === undefined ? undefined : installedAt('well-known folder', prefix, context);
}

export const sources = [explicitPrefix, pinnedBuild, pkgConfig, wellKnownFolder];
