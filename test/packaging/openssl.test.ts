/** Which OpenSSL is linked, and what is said when none can be: scripts/openssl. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { cleanEnv, node, projectRoot, removeTemporaryFolders, temporaryFolder, type Tree } from './support';

afterAll(removeTemporaryFolders);

type Answer = { source: string; version: string; linkage: string; libraries: string[]; includeFolders: string[] };
type Outcome = { openssl?: Answer; line?: string; error?: string };

const header = (version: string): string =>
  `# define OPENSSL_VERSION_MAJOR  ${version.split('.')[0] ?? ''}\n# define OPENSSL_VERSION_STR "${version}"\n`;

/** An OpenSSL as it lies on disk, as far as the script looks. */
function installation(version: string, more: Tree = {}, archive = 'lib/libcrypto.a'): Tree {
  return { 'include/openssl/opensslv.h': header(version), [archive]: '!<arch>\n', ...more };
}

/** A pkg-config on PATH that knows a libcrypto in `prefix`, or (without a prefix) none. */
function pkgConfigFor(prefix: string | undefined): NodeJS.ProcessEnv {
  const script =
    prefix === undefined
      ? '#!/bin/sh\nexit 1\n'
      : `#!/bin/sh\ncase "$1" in --variable=libdir) echo '${prefix}/lib';; --variable=includedir) echo '${prefix}/include';; esac\n`;
  const folder = temporaryFolder({ 'bin/pkg-config': script });
  return { PATH: `${join(folder, 'bin')}:/usr/bin:/bin` };
}

/** Runs the resolver in a world of its own: nothing of this machine's OpenSSL is seen unless a test names it. */
function resolveIn(env: NodeJS.ProcessEnv, overrides: Record<string, unknown> = {}): Outcome {
  const program = `
    import { describe, OpensslUnusable, resolveOpenssl } from ${JSON.stringify(
      pathToFileURL(join(projectRoot, 'scripts', 'openssl', 'resolve.mjs')).href,
    )};
    try {
      const openssl = resolveOpenssl({ ...JSON.parse(process.argv[1]), env: process.env });
      console.log(JSON.stringify({ openssl, line: describe(openssl) }));
    } catch (error) {
      if (!(error instanceof OpensslUnusable)) throw error;
      console.log(JSON.stringify({ error: error.message }));
    }`;
  const world = { root: temporaryFolder(), platform: 'linux', arch: 'x64', wellKnownPrefixes: [], ...overrides };
  const result = node(['--input-type=module', '-e', program, JSON.stringify(world)], { env: cleanEnv(env) });
  expect(result.stderr).toBe('');
  return JSON.parse(result.stdout) as Outcome;
}

const osRelease = (text: string): string => join(temporaryFolder({ 'os-release': text }), 'os-release');

describe('the order in which an OpenSSL is looked for', () => {
  const prefix = () => temporaryFolder(installation('3.5.1'));

  test('a prefix that is named comes first', () => {
    const named = prefix();
    const { openssl, line } = resolveIn({ ...pkgConfigFor(prefix()), npm_config_openssl_prefix: named });
    expect(openssl).toMatchObject({ source: 'npm_config_openssl_prefix', version: '3.5.1', linkage: 'static' });
    expect(openssl?.libraries[0]).toBe(join(named, 'lib', 'libcrypto.a'));
    expect(openssl?.includeFolders).toEqual([join(named, 'include')]);
    expect(line).toBe(
      `jose-openssl: linking OpenSSL 3.5.1 (static, from npm_config_openssl_prefix): ${join(named, 'lib', 'libcrypto.a')}`,
    );
  });

  test('it may be named without npm, too', () => {
    const named = prefix();
    const { openssl } = resolveIn({ PATH: '/nonexistent', JOSE_OPENSSL_PREFIX: named, JOSE_OPENSSL_SHARED: 'false' });
    expect(openssl).toMatchObject({ source: 'JOSE_OPENSSL_PREFIX', linkage: 'static' });
  });

  test('then the pinned build in the checkout', () => {
    const root = temporaryFolder({
      '.openssl/linux-x64/include/openssl/opensslv.h': header('3.5.4'),
      '.openssl/linux-x64/lib/libcrypto.a': '!<arch>\n',
    });
    expect(resolveIn(pkgConfigFor(prefix()), { root }).openssl).toMatchObject({
      source: 'pinned build',
      version: '3.5.4',
    });
  });

  test("then pkg-config's", () => {
    const own = prefix();
    const { openssl } = resolveIn(pkgConfigFor(own), { wellKnownPrefixes: [prefix()] });
    expect(openssl).toMatchObject({ source: 'pkg-config', version: '3.5.1' });
    expect(openssl?.libraries[0]).toBe(join(own, 'lib', 'libcrypto.a'));
  });

  test('then the well-known folders, when pkg-config is missing or knows nothing', () => {
    const known = prefix();
    for (const env of [pkgConfigFor(undefined), { PATH: '/nonexistent' }]) {
      const { openssl } = resolveIn(env, { wellKnownPrefixes: [temporaryFolder(), known] });
      expect(openssl).toMatchObject({ source: 'well-known folder', includeFolders: [join(known, 'include')] });
    }
  });
});

describe('what is linked', () => {
  test('the libraries that the static one needs are read from its libcrypto.pc', () => {
    const pc = { 'lib/pkgconfig/libcrypto.pc': 'Libs: -lcrypto\nLibs.private: -lz -lzstd -ldl -pthread\n' };
    const prefix = temporaryFolder(installation('3.5.1', pc));
    const { openssl } = resolveIn({ npm_config_openssl_prefix: prefix });
    expect(openssl?.libraries.slice(1)).toEqual(['-lz', '-lzstd', '-ldl', '-pthread']);
  });

  test("Debian's multiarch folder is found for the architecture that is built for", () => {
    const prefix = temporaryFolder(installation('3.0.19', {}, 'lib/aarch64-linux-gnu/libcrypto.a'));
    const env = { npm_config_openssl_prefix: prefix };
    expect(resolveIn(env, { arch: 'arm64' }).openssl?.libraries[0]).toContain('aarch64-linux-gnu');
    expect(resolveIn(env, { arch: 'x64' }).error).toContain('no static library');
  });

  test('a shared libcrypto only when it is asked for, and not without a warning', () => {
    const prefix = temporaryFolder(installation('3.2.0', {}, 'lib/libcrypto.so'));
    const env = { npm_config_openssl_prefix: prefix };
    expect(resolveIn(env).error).toContain('no static library');
    const { openssl, line } = resolveIn({ ...env, npm_config_openssl_shared: 'true' });
    expect(openssl?.linkage).toBe('shared');
    expect(openssl?.libraries).toContain('-lcrypto');
    expect(openssl?.libraries).toContain(`-L${join(prefix, 'lib')}`);
    expect(line).toContain('may bind to the OpenSSL that node itself exports');
  });
});

describe('when no OpenSSL can be linked, the message names the fix', () => {
  const nothing = { PATH: '/nonexistent' };

  test.each([
    ['Debian', 'ID=debian\n', 'apt-get install libssl-dev'],
    ['Ubuntu', 'ID=ubuntu\nID_LIKE=debian\n', 'apt-get install libssl-dev'],
    ['a relative of Debian', 'ID=mint\nID_LIKE="ubuntu debian"\n', 'apt-get install libssl-dev'],
    ['Alpine', 'ID=alpine\n', 'apk add openssl-dev openssl-libs-static'],
    ['Fedora', 'ID=fedora\n', 'packages no libcrypto.a'],
    ['Rocky Linux', 'ID="rocky"\nID_LIKE="rhel centos fedora"\n', 'packages no libcrypto.a'],
    ['an unknown distribution', 'ID=other\n', 'libcrypto.a'],
  ])('%s', (_name, text, advice) => {
    const { error } = resolveIn(nothing, { osRelease: osRelease(text) });
    expect(error).toContain('no OpenSSL was found');
    expect(error).toContain(advice);
    expect(error).toContain('JOSE_OPENSSL_PREFIX=DIR');
  });

  test.each([
    ['darwin', 'brew install openssl@3'],
    ['win32', 'vcpkg install openssl'],
    ['freebsd', 'libcrypto.a'],
  ])('%s', (platform, advice) => {
    expect(resolveIn(nothing, { platform }).error).toContain(advice);
  });

  test('no static library', () => {
    const prefix = temporaryFolder(installation('3.0.7', {}, 'lib/libcrypto.so'));
    const { error } = resolveIn(pkgConfigFor(prefix), { osRelease: osRelease('ID=alpine\n') });
    expect(error).toContain(`OpenSSL 3.0.7 in ${join(prefix, 'lib')} (pkg-config) has no static library`);
    expect(error).toContain('openssl-libs-static');
  });

  test.each([
    ['OpenSSL 1.1.1', '# define OPENSSL_VERSION_TEXT    "OpenSSL 1.1.1w  11 Sep 2023"\n', 'is OpenSSL 1.1.1w'],
    [
      'LibreSSL',
      '#define LIBRESSL_VERSION_TEXT "LibreSSL 3.9.2"\n#define OPENSSL_VERSION_TEXT LIBRESSL_VERSION_TEXT\n',
      'is not OpenSSL',
    ],
    ['an OpenSSL 2 that never was', header('2.9.9'), 'is OpenSSL 2.9.9'],
  ])('too old: %s', (_name, text, found) => {
    const prefix = temporaryFolder(installation('', { 'include/openssl/opensslv.h': text }));
    const { error } = resolveIn(pkgConfigFor(prefix), { osRelease: osRelease('ID=debian\n') });
    expect(error).toContain('OpenSSL 3.0.0 or newer is needed');
    expect(error).toContain(found);
    expect(error).toContain('libssl-dev');
  });

  test('a prefix that is wrong is not passed over in silence', () => {
    const { error } = resolveIn({
      ...pkgConfigFor(temporaryFolder(installation('3.0.19'))),
      npm_config_openssl_prefix: '/nonexistent',
    });
    expect(error).toContain('has no headers');
    expect(error).toContain('npm_config_openssl_prefix must name a folder');
  });
});

test('the install script stops with that message alone, before node-gyp starts', () => {
  const { scripts } = JSON.parse(readFileSync(join(projectRoot, 'package.json'), 'utf8')) as {
    scripts: { install: string };
  };
  const [, ...commands] = /^node-gyp-build "(.*?)" "(.*?)"$/.exec(scripts.install) ?? [];
  expect(commands).toHaveLength(2);
  const cli = require.resolve('node-gyp-build/bin.js');
  const env = cleanEnv({ npm_config_build_from_source: 'true', npm_config_openssl_prefix: '/nonexistent' });
  const result = node([cli, ...commands], { env });
  expect(result.status).toBe(1);
  expect(result.stdout).toBe('');
  expect(result.stderr).toMatch(/^\njose-openssl: the OpenSSL in \/nonexistent .* has no headers/);
  expect(result.stderr).not.toMatch(/gyp|at .*:\d+:\d+/);
});
