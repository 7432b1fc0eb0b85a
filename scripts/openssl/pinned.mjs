// The OpenSSL that `npm run openssl` builds, as data: which series (pin.json has the release), what is left out of it, and for
// which targets.

/** The long-term support series, and the oldest release of it that is taken where a mirror lacks the pinned one. */
export const series = '3.5';
export const oldestRelease = '3.5.6';

/** The Debian suite whose source package has this series, with Debian's security fixes. */
export const debianSuite = 'trixie';

/**
 * What OpenSSL's Configure is told for every target. TLS, the command, engines and what else JOSE has no use for are left
 * out. What encrypted keys (PKCS#8, legacy PEM, PKCS#12) are found with stays in: DES, AES, Camellia, ARIA, scrypt.
 */
export const options = [
  ...['no-shared', 'no-module', 'no-tests', 'no-apps', 'no-docs', '--release', '--libdir=lib'],
  // Nothing of the machine it runs on is read, and nothing is left to run when the program ends.
  ...['--openssldir=/nonexistent/ssl', 'no-autoload-config', 'no-atexit', 'no-pinshared', 'no-ui-console'],
  ...['no-engine', 'no-dynamic-engine', 'no-afalgeng', 'no-legacy', 'no-deprecated', 'no-trace'],
  ...['no-tls', 'no-dtls', 'no-quic', 'no-ssl3', 'no-srtp', 'no-psk', 'no-srp', 'no-nextprotoneg', 'no-ktls'],
  ...['no-multiblock', 'no-sctp', 'no-cmp', 'no-cms', 'no-ct', 'no-ocsp', 'no-ts', 'no-rfc3779', 'no-http'],
  ...['no-comp', 'no-zlib', 'no-thread-pool', 'no-default-thread-pool'],
  ...['no-bf', 'no-cast', 'no-idea', 'no-rc2', 'no-rc4', 'no-rc5', 'no-seed', 'no-siv', 'no-ec2m', 'no-gost'],
  ...['no-md2', 'no-md4', 'no-mdc2', 'no-whirlpool', 'no-rmd160', 'no-sm2', 'no-sm3', 'no-sm4'],
];

/** Every function in a section of its own, so that the addon's linker drops what is not called. */
export const compilerFlags = ['-O3', '-fPIC', '-fvisibility=hidden', '-ffunction-sections', '-fdata-sections'];

/** Against overflows that jump over the stack's guard page, and against jumps to where no function begins. */
const hardeningX64 = ['-fstack-clash-protection', '-fcf-protection'];
const hardeningArm64 = ['-fstack-clash-protection', '-mbranch-protection=standard'];

/** 64-bit multiplication for P-256 to P-521: where the compiler has 128-bit integers and the processor is little-endian. */
const fastCurves = ['enable-ec_nistp_64_gcc_128'];

/** zig puts debugging information in unless it is told otherwise: three times the size. */
const zigFlags = ['-g0'];
/** zig has no <CommonCrypto/CommonRandom.h>. Without it OpenSSL seeds itself from the same source through getentropy(). */
const darwinFlags = [...zigFlags, '-DOPENSSL_NO_APPLE_CRYPTO_RANDOM'];

/**
 * Objects that are compiled with -funroll-loops. Here it is the constant-time look-up of Ed448's base point, octet by octet:
 * GCC 12 takes 190 us for a signature without it and 145 with it. It stays a look-up without a branch.
 */
const unrolled = ['crypto/ec/curve448/libcrypto-lib-curve448.o'];

/**
 * How each target is built; the key is the folder under .openssl/, and for this machine's own `<platform>-<arch>`. `config` is
 * OpenSSL's name of the target, `prefix` what stands before the names of a cross compiler's tools, `zig` the target's name
 * for `zig cc` (the environment's JOSE_ZIG says where that is), `flags` what its compiler is told besides.
 */
export const targets = {
  'linux-x64': {
    config: 'linux-x86_64',
    prefix: 'x86_64-linux-gnu-',
    flags: hardeningX64,
    options: fastCurves,
    unrolled,
  },
  'linux-arm64': {
    config: 'linux-aarch64',
    prefix: 'aarch64-linux-gnu-',
    flags: hardeningArm64,
    options: fastCurves,
  },
  'linux-x64-musl': { config: 'linux-x86_64', zig: 'x86_64-linux-musl', flags: zigFlags, options: fastCurves },
  'win32-x64': { config: 'mingw64', prefix: 'x86_64-w64-mingw32-', options: [] },
  'darwin-x64': { config: 'darwin64-x86_64', zig: 'x86_64-macos.11.0-none', flags: darwinFlags, options: fastCurves },
  'darwin-arm64': { config: 'darwin64-arm64', zig: 'aarch64-macos.11.0-none', flags: darwinFlags, options: fastCurves },
};

/** Built with clang's instruments, for this project's own tests alone (scripts/sanitize); `flags` come after the others. */
export const instrumented = {
  'linux-x64-fuzz': {
    config: 'linux-x86_64',
    cc: 'clang',
    flags: ['-g1', '-fno-omit-frame-pointer', '-fsanitize=address,fuzzer-no-link'],
    options: fastCurves,
  },
  'linux-x64-tsan': {
    config: 'linux-x86_64',
    cc: 'clang',
    flags: ['-g1', '-fno-omit-frame-pointer', '-fsanitize=thread'],
    options: fastCurves,
  },
};
