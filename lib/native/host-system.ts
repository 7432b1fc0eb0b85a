/** For which system an addon is wanted: what the program runs on, and what the search for addons takes it for. */

import { existsSync, readdirSync } from 'node:fs';

export interface HostSystem {
  readonly platform: string;
  readonly arch: string;
  /** Of Linux alone; undefined where it cannot be told. */
  readonly libc: 'glibc' | 'musl' | undefined;
  /** What node-gyp-build looks for; these differ from the above where the environment says so. */
  readonly wantedPlatform: string;
  readonly wantedArch: string;
  readonly wantedLibc: string;
  /** Variables of the environment that steer the search. */
  readonly steering: readonly string[];
  /** The version of Node-API that the host program has; 0 where it has none. */
  readonly nodeApi: number;
  /** All of it in words. */
  readonly text: string;
}

const steeringNames = [
  'JOSE_OPENSSL_PREBUILD',
  'PREBUILDS_ONLY',
  'npm_config_platform',
  'npm_config_arch',
  'LIBC',
  'ARM_VERSION',
];

function glibcVersion(): string | undefined {
  // Not every host program that runs addons has reports.
  const report: unknown = (process as Partial<NodeJS.Process>).report?.getReport();
  const header: unknown =
    typeof report === 'object' && report !== null && 'header' in report ? report.header : undefined;
  if (typeof header !== 'object' || header === null || !('glibcVersionRuntime' in header)) return undefined;
  return String(header.glibcVersionRuntime);
}

/** Node's permission model, where it is on. */
export const permission = (process as Partial<Pick<NodeJS.Process, 'permission'>>).permission;

/** Whether Node's permission model lets a file or folder be read. */
export function mayRead(file: string): boolean {
  return permission?.has('fs.read', file) ?? true;
}

/** Whether there is a file or folder that may be read: where it may not, Node 20 throws. */
export function isThere(file: string): boolean {
  return mayRead(file) && existsSync(file);
}

function hasMuslLoader(): boolean {
  return isThere('/lib') && readdirSync('/lib').some((name) => name.startsWith('ld-musl-'));
}

/** The program that runs, by the name and version that its users know. */
function program(): string {
  const { versions } = process;
  const name = ['electron', 'bun', 'deno', 'nw'].find((each) => versions[each] !== undefined);
  const host = name === undefined ? '' : `${name} ${String(versions[name])} as `;
  return `${host}node ${versions.node} (Node-API ${versions['napi'] ?? 'none'}, ABI ${versions.modules})`;
}

export function hostSystem(): HostSystem {
  const { platform, arch, env } = process;
  const version = platform === 'linux' ? glibcVersion() : undefined;
  const musl = platform === 'linux' && version === undefined && hasMuslLoader();
  const libc = version === undefined ? (musl ? 'musl' : undefined) : 'glibc';
  const wantedPlatform = env['npm_config_platform'] ?? platform;
  const wantedArch = env['npm_config_arch'] ?? arch;
  // The rule of node-gyp-build: of the systems with musl it knows Alpine.
  const alpine = wantedPlatform === 'linux' && isThere('/etc/alpine-release');
  const wantedLibc = env['LIBC'] ?? (alpine ? 'musl' : 'glibc');
  const steering = steeringNames.filter((name) => env[name]);
  const library =
    platform === 'linux' ? ` with ${libc ?? 'an unknown libc'}${version === undefined ? '' : ` ${version}`}` : '';
  const steered = steering.map((name) => `${name}=${String(env[name])}`).join(' ');
  return {
    platform,
    arch,
    libc,
    wantedPlatform,
    wantedArch,
    wantedLibc,
    steering,
    nodeApi: Number(process.versions['napi'] ?? 0),
    text: `${platform}-${arch}${library}, for ${program()}${steered === '' ? '' : `; the environment has ${steered}`}`,
  };
}
