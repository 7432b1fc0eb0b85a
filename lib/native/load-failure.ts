/**
 * Why the native addon could not be loaded, for the person who can mend it: what was wanted, where it was looked for, what is
 * wrong with each, and what to do. Written only when loading has failed, so it may take its time.
 */

import { readdirSync } from 'node:fs';
import path from 'node:path';

import { binaryKind, isCutShort, type BinaryKind } from './binary-kind';
import { hostSystem, mayRead, permission, type HostSystem } from './host-system';
import { remedies } from './load-remedies';

/** What is known about a load that failed. */
export interface LoadFailure {
  readonly host: HostSystem;
  /** The package's folder. */
  readonly root: string;
  /** The folder that is searched: the package's, unless JOSE_OPENSSL_PREBUILD names another. */
  readonly searched: string;
  /** The addon that was found; undefined where there is none. */
  readonly file: string | undefined;
  readonly kind: BinaryKind | undefined;
  /** What the system's loader said. */
  readonly reason: string;
  /** The code of what was thrown, such as ERR_DLOPEN_DISABLED; empty where it has none. */
  readonly code: string;
  /** Whether Node's permission model is on. */
  readonly hasPermissions: boolean;
  /** What the permission model keeps from being read, as --allow-fs-read takes it. */
  readonly unreadable: readonly string[];
  /** The folders in prebuilds/, such as `linux-x64`. */
  readonly prebuilt: readonly string[];
  /** The addons in the folder for this system, such as jose-openssl.musl.node. */
  readonly fitting: readonly string[];
}

function namesIn(folder: string): string[] | undefined {
  try {
    return readdirSync(folder).sort();
  } catch {
    return undefined;
  }
}

function addonsIn(folder: string): string[] {
  return (namesIn(folder) ?? []).filter((name) => path.extname(name).slice(1) === 'node');
}

/** What stands in a folder that was searched. */
function findings(folder: string, chosen: string | undefined): string {
  if (!mayRead(folder)) return 'may not be read';
  const names = namesIn(folder);
  if (names === undefined) return 'no such folder';
  const addons = addonsIn(folder);
  if (addons.length === 0) return names.length === 0 ? 'empty' : `no addon, only ${names.slice(0, 8).join(', ')}`;
  const taken = chosen !== undefined && path.dirname(chosen) === folder ? path.basename(chosen) : undefined;
  return addons.map((name) => (name === taken ? `${name}, which failed` : `${name}, which was not taken`)).join('; ');
}

/** What is known about the file by itself: the loader's own words are often misleading. */
function fileFault({ file, kind, host }: LoadFailure): string | undefined {
  if (file === undefined || kind === undefined) return undefined;
  if (isCutShort(kind)) return `it is cut short: ${kind.size} of ${String(kind.wholeSize)} octets`;
  const fits = kind.platforms.includes(host.platform) && (kind.arch ?? host.arch) === host.arch;
  return fits ? undefined : `it is ${kind.text}`;
}

function folders({ searched, host }: LoadFailure): string[] {
  const tuple = `${host.wantedPlatform}-${host.wantedArch}`;
  return [
    path.join(searched, 'build', 'Release'),
    path.join(searched, 'build', 'Debug'),
    path.join(searched, 'prebuilds', tuple),
    path.join(path.dirname(process.execPath), 'prebuilds', tuple),
  ];
}

/** The file that Node's permission model did not let the search read, where that was the fault. */
function deniedBy(cause: unknown): string[] {
  const denied = cause instanceof Error && 'resource' in cause ? cause.resource : undefined;
  return typeof denied === 'string' && denied !== '' ? [denied] : [];
}

function gather(root: string, file: string | undefined, cause: unknown): LoadFailure {
  const host = hostSystem();
  const searched = process.env['JOSE_OPENSSL_PREBUILD'] ?? root;
  const prebuilt = (namesIn(path.join(searched, 'prebuilds')) ?? []).filter((name) => /^\w+-[\w+]+$/.test(name));
  return {
    host,
    root,
    searched,
    file,
    kind: file === undefined || !mayRead(file) ? undefined : binaryKind(file),
    reason: cause instanceof Error ? (cause.message.split('\n')[0] ?? '') : String(cause),
    code: cause instanceof Error && 'code' in cause ? String(cause.code) : '',
    hasPermissions: permission !== undefined,
    unreadable: [
      ...(['build', 'prebuilds'].every((name) => mayRead(path.join(searched, name))) ? [] : [path.join(searched, '*')]),
      ...deniedBy(cause),
    ],
    prebuilt,
    fitting: addonsIn(path.join(searched, 'prebuilds', `${host.wantedPlatform}-${host.wantedArch}`)),
  };
}

/** The whole message. `file` is the addon that was chosen, `cause` what was thrown. */
export function explainLoadFailure(root: string, file: string | undefined, cause: unknown): string {
  const failure = gather(root, file, cause);
  const fault = fileFault(failure);
  return [
    'The native addon of jose-openssl could not be loaded.',
    `Wanted: ${failure.host.text}.`,
    'Looked for, in this order:',
    ...folders(failure).map((folder) => `  ${folder}: ${findings(folder, file)}`),
    ...(file === undefined
      ? []
      : [`Found ${file}, but ${fault ?? 'it does not load'}. The system says: ${failure.reason}`]),
    'What to do:',
    ...remedies(failure).map((text) => `  - ${text}`),
  ].join('\n');
}
