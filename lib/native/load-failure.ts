/** Why the native addon could not be loaded, for whoever can mend it: what was wanted, where it was looked for, what to do. */

import { closeSync, fstatSync, openSync, readdirSync, readSync } from 'node:fs';
import path from 'node:path';

const { arch, env, execPath, platform, versions } = process;

/** How a native library begins, which system loads it, and where its head has the number of the processor. */
const formats: readonly [start: string, name: string, system: string, processor: (head: Buffer) => number][] = [
  ['7f454c46', 'an ELF library', 'linux', (head) => head.readUInt16LE(18)],
  ['4d5a', 'a Windows library', 'win32', (head) => head.readUInt16LE(head.readUInt32LE(60) + 4)],
  ['cffaedfe', 'a macOS library', 'darwin', (head) => head.readUInt32LE(4)],
  ['cafebabe', 'a universal macOS library', 'darwin', () => 0],
];

/** The numbers of the processors that there are prebuilt addons for, in ELF, Windows' and macOS' libraries. */
const processors = Object.entries({ x64: [0x3e, 0x8664, 0x1000007], arm64: [0xb7, 0xaa64, 0x100000c] });

/**
 * What the head of a file shows to be wrong with it; nothing where it cannot be read, as in the archives that some programs are
 * shipped in. What is cut short must not be loaded: Linux maps what the head promises, and ends the process with SIGBUS.
 */
export function faultOf(file: string): { kind: 'damaged' | 'cut short' | 'foreign'; text: string } | undefined {
  let descriptor: number | undefined;
  try {
    descriptor = openSync(file, 'r');
    const { size } = fstatSync(descriptor);
    const head = Buffer.alloc(4096);
    readSync(descriptor, head);
    const format = formats.find(([start]) => head.toString('hex', 0, 4).startsWith(start));
    if (format === undefined) return { kind: 'damaged', text: size === 0 ? 'empty' : 'no native library at all' };
    const [, name, system, processor] = format;
    // The table of sections ends an ELF library of 64 bits: linkers write it last, and strip keeps it there.
    const hasEnd = system === 'linux' && head[4] === 2 && head[5] === 1;
    const whole = hasEnd ? Number(head.readBigUInt64LE(40)) + head.readUInt16LE(58) * head.readUInt16LE(60) : 0;
    if (size < whole) return { kind: 'cut short', text: `cut short: ${size} of ${whole} octets` };
    const found = processors.find(([, numbers]) => numbers.includes(processor(head)))?.[0];
    // Systems that have no prebuilt addon, such as FreeBSD, load ELF as well.
    const isOurs = system === (platform === 'darwin' || platform === 'win32' ? platform : 'linux');
    if (isOurs && (found ?? arch) === arch) return undefined;
    return { kind: 'foreign', text: found === undefined ? name : `${name} for ${found}` };
  } catch {
    return undefined;
  } finally {
    if (descriptor !== undefined) closeSync(descriptor);
  }
}

/** The names in a folder, or why there are none. */
function namesIn(...folder: string[]): readonly string[] | 'empty' | 'may not be read' | 'no such folder' {
  try {
    const names = readdirSync(path.join(...folder)).sort();
    return names.length === 0 ? 'empty' : names;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ERR_ACCESS_DENIED' ? 'may not be read' : 'no such folder';
  }
}

/** What stands in a folder that was searched. */
function contentOf(folder: string, chosen: string | undefined): string {
  const names = namesIn(folder);
  if (typeof names === 'string') return names;
  const state = (name: string): string => (path.join(folder, name) === chosen ? 'failed' : 'was not taken');
  const addons = names.filter((name) => name.endsWith('.node')).map((name) => `${name}, which ${state(name)}`);
  return addons.length === 0 ? `no addon, only ${names.slice(0, 8).join(', ')}` : addons.join('; ');
}

/** Which prebuilt addons the package has, where none of them fits. */
function available(prebuilds: string, tuple: string): string {
  const addons = [namesIn(prebuilds, tuple)].flat().filter((name) => name.endsWith('.node'));
  // What node-gyp-build looks for: of the systems with musl it knows Alpine.
  const libc = env['LIBC'] ?? (namesIn('/etc').includes('alpine-release') ? 'musl' : 'glibc');
  if (addons.length > 0) return `${addons.join(', ')}, none for ${libc}`;
  const tuples = [namesIn(prebuilds)].flat().filter((name) => /^\w+-[\w+]+$/.test(name));
  return tuples.length === 0
    ? 'no prebuilt addon at all'
    : `prebuilt addons for ${tuples.join(', ')}, none for ${tuple}`;
}

/** The whole message. `root` is the package's folder, `file` the addon that was chosen, `cause` what was thrown. */
export function explainLoadFailure(root: string, file: string | undefined, cause: unknown): string {
  const { code, message, resource } = Object(cause) as { code?: string; message?: string; resource?: string };
  const [reason = ''] = (message ?? String(cause)).split('\n');
  const fault = file === undefined ? undefined : faultOf(file);
  const searched = env['JOSE_OPENSSL_PREBUILD'] ?? root;
  const tuple = `${env['npm_config_platform'] ?? platform}-${env['npm_config_arch'] ?? arch}`;
  const builds = ['Release', 'Debug'].map((name) => path.join(searched, 'build', name));
  const prebuilds = [searched, path.dirname(execPath)].map((folder) => path.join(folder, 'prebuilds', tuple));
  const steering = ['JOSE_OPENSSL_PREBUILD', 'PREBUILDS_ONLY', 'npm_config_platform', 'npm_config_arch', 'LIBC'].filter(
    (name) => env[name],
  );
  const environment = steering.map((name) => `${name}=${String(env[name])}`).join(' ');
  const isDenied = ['build', 'prebuilds'].some((name) => namesIn(searched, name) === 'may not be read');
  const unreadable =
    file === undefined ? [isDenied ? path.join(searched, '*') : '', resource ?? ''].filter(Boolean) : [];
  const readFlags = unreadable.map((name) => `--allow-fs-read=${name}`).join(' ');
  const isForbidden = code === 'ERR_DLOPEN_DISABLED';
  const hasPermissions = (process as { readonly permission?: object }).permission !== undefined;
  const isBundled = !namesIn(root).includes('package.json') && namesIn(root) !== 'may not be read';
  const isArchived = /\.asar[\\/]/.test(path.join(root, file ?? ''));
  const isBuildable = !isForbidden && readFlags === '' && !isBundled && !isArchived && code !== 'ERR_OPENSSL';
  const remedies = [
    Number(versions['napi'] ?? 0) < 8 && 'Use a host program with Node-API 8 or newer.',
    environment !== '' &&
      `Unset ${steering.join(', ')}, unless you mean it: the environment has ${environment}, and decides what is looked for.`,
    isForbidden &&
      !hasPermissions &&
      'This program runs with --no-addons, which forbids every native addon: leave that flag out. It stands on the command line, in NODE_OPTIONS, or in the execArgv of the worker.',
    isForbidden &&
      hasPermissions &&
      "This program runs under Node's permission model (--permission), which forbids native addons: start it with --allow-addons as well, and without --no-addons.",
    readFlags !== '' &&
      `Node's permission model (--permission) keeps the addon from being read: start the program with ${readFlags} as well.`,
    code === 'ERR_OPENSSL' &&
      'The file is good, but OpenSSL in it could not be set up, most likely for want of memory: give the process more, and start it again. OpenSSL may refuse a second attempt in the same process.',
    isArchived &&
      'Take the package out of the asar archive: list node_modules/jose-openssl and its dependencies in asarUnpack.',
    isBundled &&
      `There is no package in ${root}: the program seems to be bundled. Tell the bundler that jose-openssl is external, and ship node_modules/jose-openssl and node_modules/node-gyp-build beside the bundle.`,
    (fault?.kind === 'damaged' || fault?.kind === 'cut short') &&
      'The file is damaged: remove node_modules/jose-openssl and install it again.',
    fault?.kind === 'foreign' &&
      `The package was installed or built for another system: install on ${platform}-${arch} itself, and do not copy node_modules from elsewhere (in Docker: list it in .dockerignore). Without its folder build, a prebuilt addon is taken where there is one.`,
    /libc\.musl|ld-musl|libc\.so\.6|ld-linux|GLIBC(XX)?_|symbol not found/.test(reason) &&
      'The file is for another libc (glibc or musl), or for a newer glibc than this system has. Compile the addon here; on a system with musl, try LIBC=musl first.',
    reason.includes('libcrypto.so') &&
      'The addon was linked to a shared libcrypto, which is not here: build it without JOSE_OPENSSL_SHARED.',
    /Operation not permitted|failed to map segment|Permission denied|EACCES|EPERM/.test(reason) &&
      'The file may not be read or executed: check its rights, and that its file system is not mounted noexec.',
    isBuildable &&
      file === undefined &&
      `The package has ${available(path.join(searched, 'prebuilds'), tuple)}: compile one here.`,
    isBuildable &&
      'To compile it: npm rebuild jose-openssl --build-from-source. This takes a C++20 compiler, make, Python 3, and OpenSSL 3 with its headers and static library (libssl-dev on Debian).',
    isBuildable &&
      file === undefined &&
      'Its install script does that by itself, unless install scripts are off. To allow it: npm approve-scripts jose-openssl, or ignore-scripts=false in .npmrc; pnpm approve-builds; "trustedDependencies" for Bun; "dependenciesMeta" with "built": true for Yarn.',
  ];
  const lines = [
    'The native addon of jose-openssl could not be loaded.',
    `Wanted: ${platform}-${arch}, for node ${versions.node} (Node-API ${versions['napi'] ?? 'none'}, ABI ${versions.modules}).`,
    'Looked for, in this order:',
    ...[...builds, ...prebuilds].map((folder) => `  ${folder}: ${contentOf(folder, file)}`),
    file !== undefined &&
      `Found ${file}, but it ${fault === undefined ? 'does not load' : `is ${fault.text}`}. The system says: ${reason}`,
    'What to do:',
    ...remedies.filter(Boolean).map((text) => `  - ${text}`),
  ];
  return lines.filter(Boolean).join('\n');
}
