/** What mends a load that failed: a table, of which all rows that apply are told, the likeliest cause first. */

import path from 'node:path';

import { isCutShort } from './binary-kind';
import { isThere, mayRead } from './host-system';
import type { LoadFailure } from './load-failure';

interface Remedy {
  readonly applies: (failure: LoadFailure) => boolean;
  readonly text: (failure: LoadFailure) => string;
}

const requiredNodeApi = 8;

const found = ({ file }: LoadFailure): boolean => file !== undefined;

const damaged = ({ kind }: LoadFailure): boolean =>
  kind !== undefined && (kind.platforms.length === 0 || isCutShort(kind));

const foreign = (failure: LoadFailure): boolean => {
  const { kind, host } = failure;
  if (kind === undefined || damaged(failure)) return false;
  return !kind.platforms.includes(host.platform) || (kind.arch ?? host.arch) !== host.arch;
};

/** The loader's complaints about another libc: musl's own library is absent, or glibc's is older than the build's. */
const otherLibc = ({ reason }: LoadFailure): boolean =>
  /libc\.musl|ld-musl|libc\.so\.6|ld-linux|GLIBC(XX)?_|symbol not found/.test(reason);

const bundled = ({ root }: LoadFailure): boolean =>
  mayRead(path.join(root, 'package.json')) && !isThere(path.join(root, 'package.json'));

/** Node itself forbids addons: a flag decides, and no other file would do. */
const forbidden = ({ code }: LoadFailure): boolean => code === 'ERR_DLOPEN_DISABLED';

/** Nothing was found because nothing may be read. */
const hidden = (failure: LoadFailure): boolean => !found(failure) && failure.unreadable.length > 0;

/** The addon was loaded, and could not be set up. */
const notSetUp = ({ code }: LoadFailure): boolean => code === 'ERR_OPENSSL';

/** Whether another file may be the remedy. */
const wantsFile = (failure: LoadFailure): boolean => !forbidden(failure) && !hidden(failure) && !notSetUp(failure);

const inArchive = ({ root, file }: LoadFailure): boolean => /\.asar[\\/]/.test(`${root}${path.sep}${file ?? ''}`);

const build = 'npm rebuild jose-openssl --build-from-source';
const needed =
  'a C++20 compiler, make, Python 3, and OpenSSL 3 with its headers and static library (libssl-dev on Debian)';

const table: readonly Remedy[] = [
  {
    applies: ({ host }) => host.nodeApi < requiredNodeApi,
    text: ({ host }) =>
      `Use a host program with Node-API ${requiredNodeApi} or newer; this one has ${host.nodeApi || 'none'}.`,
  },
  {
    applies: ({ host }) => host.steering.length > 0,
    text: ({ host }) =>
      `Unset ${host.steering.join(', ')}, unless you mean it: it decides where and for what is looked.`,
  },
  {
    applies: (failure) => forbidden(failure) && !failure.hasPermissions,
    text: () =>
      'This program runs with --no-addons, which forbids every native addon: leave that flag out. It stands on the command line, in NODE_OPTIONS, or in the execArgv of the worker.',
  },
  {
    applies: (failure) => forbidden(failure) && failure.hasPermissions,
    text: () =>
      "This program runs under Node's permission model (--permission), which forbids native addons: start it with --allow-addons as well, and without --no-addons.",
  },
  {
    applies: (failure) => hidden(failure),
    text: ({ unreadable }) =>
      `Node's permission model (--permission) keeps from being read what the search for the addon reads. Start the program with ${unreadable.map((each) => `--allow-fs-read=${each}`).join(' ')} as well.`,
  },
  {
    applies: notSetUp,
    text: () =>
      'The file is good, but what is in it could not be set up, most likely for want of memory: give the process more, and start it again. OpenSSL may refuse a second attempt in the same process.',
  },
  {
    applies: inArchive,
    text: () =>
      'Take the package out of the asar archive: list node_modules/jose-openssl and its dependencies in asarUnpack.',
  },
  {
    applies: bundled,
    text: ({ root }) =>
      `There is no package in ${root}: the program seems to be bundled. Tell the bundler that jose-openssl is external, and ship node_modules/jose-openssl and node_modules/node-gyp-build beside the bundle.`,
  },
  {
    applies: damaged,
    text: () => 'The file is damaged: remove node_modules/jose-openssl and install it again.',
  },
  {
    applies: foreign,
    text: ({ host, kind }) =>
      `The package was installed or built for another system (${kind?.text ?? ''}): install on ${host.platform}-${host.arch} itself, and do not copy node_modules from elsewhere (in Docker: list it in .dockerignore). Without its folder build, a prebuilt addon is taken where there is one.`,
  },
  {
    applies: (failure) => found(failure) && otherLibc(failure),
    text: ({ host }) =>
      host.libc === 'musl'
        ? 'The file is for glibc, and this system has musl. Set LIBC=musl for the program, or compile the addon here.'
        : 'The file is for another libc (musl), or for a newer glibc than this system has. Compile the addon here.',
  },
  {
    applies: ({ reason }) => reason.includes('libcrypto.so'),
    text: () => 'The addon was linked to a shared libcrypto, which is not here: build it without JOSE_OPENSSL_SHARED.',
  },
  {
    applies: ({ reason }) =>
      /Operation not permitted|failed to map segment|Permission denied|EACCES|EPERM/.test(reason),
    text: () =>
      'The file may not be read or executed: check its rights, and that its file system is not mounted noexec.',
  },
  {
    applies: (failure) => !found(failure) && !hidden(failure) && failure.fitting.length > 0,
    text: ({ fitting, host }) =>
      `The package has ${fitting.join(', ')}, none for ${host.wantedLibc}: compile the addon here.`,
  },
  {
    applies: (failure) => !found(failure) && !hidden(failure) && failure.fitting.length === 0,
    text: ({ prebuilt, host }) =>
      prebuilt.length === 0
        ? 'The package has no prebuilt addon at all: compile it here.'
        : `The package has prebuilt addons for ${prebuilt.join(', ')}, none for ${host.wantedPlatform}-${host.wantedArch}: compile one here.`,
  },
  {
    applies: (failure) => wantsFile(failure) && !inArchive(failure) && !bundled(failure),
    text: () => `To compile it: ${build}. This takes ${needed}.`,
  },
  {
    applies: (failure) => wantsFile(failure) && !found(failure) && !bundled(failure),
    text: () =>
      'Its install script does that by itself, unless install scripts are off. To allow it: npm approve-scripts jose-openssl, or ignore-scripts=false in .npmrc; pnpm approve-builds; "trustedDependencies" for Bun; "dependenciesMeta" with "built": true for Yarn.',
  },
];

/** What to do, at least one advice. */
export function remedies(failure: LoadFailure): string[] {
  return table.filter(({ applies }) => applies(failure)).map(({ text }) => text(failure));
}
