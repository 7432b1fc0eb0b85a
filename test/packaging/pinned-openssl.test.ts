/** `npm run openssl`: where the source is taken from, what is built of it, and when nothing is. */

import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { cleanEnv, node, projectRoot, removeTemporaryFolders, temporaryFolder } from './support';

afterAll(removeTemporaryFolders);

const script = (name: string): string =>
  JSON.stringify(pathToFileURL(join(projectRoot, 'scripts', 'openssl', `${name}.mjs`)).href);

function evaluate(program: string, ...args: unknown[]): unknown {
  const passed = args.map((arg) => JSON.stringify(arg));
  const result = node(['--input-type=module', '-e', program, ...passed], { env: cleanEnv() });
  expect(result.stderr).toBe('');
  return JSON.parse(result.stdout.trimEnd().split('\n').at(-1) ?? '') as unknown;
}

describe("Debian's mirror", () => {
  const sourceSuites = (folder: string): unknown =>
    evaluate(
      `import { knownArchives, sourceSuites } from ${script('debian')};
       console.log(JSON.stringify(sourceSuites(knownArchives(JSON.parse(process.argv[1])), 'bookworm')));`,
      folder,
    );

  const expected = [
    ['http://mirror.example/debian', 'trixie'],
    ['http://mirror.example/debian', 'trixie-updates'],
    ['http://mirror.example/security', 'trixie-security'],
  ];

  test('is read from apt sources in deb822 form; others than Debian are left alone', () => {
    const folder = temporaryFolder({
      'sources.list.d/debian.sources':
        'Types: deb\n# a comment: with a colon\nURIs: http://mirror.example/debian\nSuites: bookworm bookworm-updates\n' +
        'Components: main\n\nTypes: deb\nURIs: http://mirror.example/security\nSuites: bookworm-security\n',
      'sources.list.d/other.sources': 'Types: deb\nURIs: http://other.example/node\nSuites: nodistro\n',
    });
    expect(sourceSuites(folder)).toEqual(expected);
  });

  test('is read from one-line apt sources', () => {
    const folder = temporaryFolder({
      'sources.list':
        '# deb http://commented.example/debian bookworm main\n' +
        'deb http://mirror.example/debian bookworm main\ndeb-src http://mirror.example/debian bookworm main\n' +
        'deb [signed-by=/key] http://mirror.example/debian bookworm-updates main\n',
      'sources.list.d/security.list': 'deb http://mirror.example/security bookworm-security main\n',
    });
    expect(sourceSuites(folder)).toEqual(expected);
  });

  test('gives the newest release of the series that is new enough', () => {
    const versions = evaluate(
      `import { usableVersions } from ${script('debian')};
       const isOlder = (a, b) => a.localeCompare(b, undefined, { numeric: true }) < 0;
       console.log(JSON.stringify(usableVersions(process.argv[1].replaceAll('\\\\n', '\\n'), isOlder)));`,
      ['3.5.7-1', '3.5.10-1', '3.5.7-1', '3.6.0-1', '3.0.19-1', '3.5.1-1']
        .map((version) => `\nVersion: ${version}`)
        .join('\n'),
    );
    expect(versions).toEqual(['3.5.10-1', '3.5.7-1']);
  });
});

describe('row 86: the pin', () => {
  const pin = { release: '3.5.9', debian: '3.5.9-1~deb13u1', tarballs: { '3.5.9': 'a'.repeat(64) } };
  const isOlder = `(a, b) => a.localeCompare(b, undefined, { numeric: true }) < 0`;
  const described = (...versions: string[]): object[] => versions.map((version) => ({ version }));

  test('is a release whose tarball has a known hash, of the series that is built', () => {
    const read = evaluate(
      `import { readPin } from ${script('pin')};
       import { oldestRelease, series } from ${script('pinned')};
       const { release, debian, tarballs } = readPin();
       console.log(JSON.stringify({ release, debian, sha256: tarballs[release], series, oldestRelease }));`,
    ) as Record<string, string>;
    expect(read.sha256).toMatch(/^[0-9a-f]{64}$/);
    expect(read.release).toMatch(/^3\.5\.\d+$/);
    expect(read.release?.startsWith(`${read.series}.`)).toBe(true);
    expect(read.debian?.startsWith(`${read.release}-`)).toBe(true);
    expect(Number(read.release?.split('.')[2])).toBeGreaterThanOrEqual(9);
  });

  test.each([
    ['a newer patch release', ['3.5.10-1', '3.5.9-1~deb13u1'], '3.5.10-1'],
    ['a newer revision of Debian', ['3.5.9-1~deb13u2', '3.5.9-1~deb13u1'], '3.5.9-1~deb13u2'],
    ['the pinned one alone', ['3.5.9-1~deb13u1'], null],
    ['older ones alone', ['3.5.7-1~deb13u3', '3.5.6-1'], null],
  ])('is compared with what a mirror names: %s', (_what, versions, newer) => {
    const program = `
      import { newerThanPin, pinLine } from ${script('pin')};
      const [versions, pin] = process.argv.slice(1).map((text) => JSON.parse(text));
      const newer = newerThanPin(versions, pin, ${isOlder});
      console.log(JSON.stringify([newer?.version ?? null, pinLine(versions, pin, ${isOlder})]));`;
    const [found, line] = evaluate(program, described(...versions), pin) as [string | null, string];
    expect(found).toBe(newer);
    expect(line).toContain(newer === null ? 'is the newest of its series' : `${newer}, newer than the pinned`);
    expect(line.includes('npm run openssl -- --update')).toBe(newer !== null);
  });

  test('the hash of a tarball is read from the index, for each release its own', () => {
    const paragraph = (version: string, release: string, digit: string): string =>
      `Package: openssl\nVersion: ${version}\nChecksums-Sha256:\n ${'f'.repeat(64)} 2707 openssl_${version}.dsc\n` +
      ` ${digit.repeat(64)} 53279637 openssl_${release}.orig.tar.gz\n ${'e'.repeat(64)} 931 openssl_${release}.orig.tar.gz.asc\n`;
    const described = evaluate(
      `import { describedVersions } from ${script('debian')};
       console.log(JSON.stringify(describedVersions(JSON.parse(process.argv[1]), ${isOlder})));`,
      `${paragraph('3.5.7-1', '3.5.7', '7')}\n${paragraph('3.5.10-1', '3.5.10', '0')}`,
    );
    expect(described).toEqual([
      { version: '3.5.10-1', release: '3.5.10', sha256: '0'.repeat(64) },
      { version: '3.5.7-1', release: '3.5.7', sha256: '7'.repeat(64) },
    ]);
  });

  test('an update writes down the version and the hash', () => {
    const file = join(temporaryFolder({ 'pin.json': JSON.stringify(pin) }), 'pin.json');
    const newer = { version: '3.5.10-1', release: '3.5.10', sha256: 'b'.repeat(64) };
    const program = `
      import { readPin, writePin } from ${script('pin')};
      const [newer, file] = process.argv.slice(1).map((text) => JSON.parse(text));
      writePin(newer, file);
      console.log(JSON.stringify(readPin(file)));`;
    expect(evaluate(program, newer, file)).toEqual({
      release: '3.5.10',
      debian: '3.5.10-1',
      tarballs: { '3.5.9': 'a'.repeat(64), '3.5.10': 'b'.repeat(64) },
    });
  });

  test.each([
    ['another patch release', { release: '3.5.7', version: '3.5.7-1~deb13u2' }, true],
    ['one with a single digit where the pin has two', { release: '3.5.9', version: '3.5.9' }, true, '3.5.10'],
    ['an older revision of Debian', { release: '3.5.9', version: '3.5.9-1~deb13u0' }, true],
    ['the pinned one', { release: '3.5.9', version: '3.5.9-1~deb13u1' }, false],
    ['a tarball of the same release', { release: '3.5.9', version: '3.5.9' }, false],
    ['a newer one', { release: '3.5.10', version: '3.5.10' }, false],
  ])('tells what is older than it: %s', (_what, record, older, release = '3.5.9') => {
    const program = `
      import { isOlderThanPin } from ${script('pin')};
      const [record, pin] = process.argv.slice(1).map((text) => JSON.parse(text));
      console.log(JSON.stringify(isOlderThanPin(record, pin, ${isOlder})));`;
    expect(evaluate(program, record, { ...pin, release })).toBe(older);
  });

  test('the check asks the mirror, and where none can be asked says so and passes', () => {
    // Without apt there is nobody to ask.
    const env = { ...cleanEnv(), PATH: temporaryFolder() };
    const { status, stdout } = node([join(projectRoot, 'scripts', 'openssl', 'check.mjs')], { env });
    expect(stdout).toMatch(/^openssl pin: NOT CHECKED whether OpenSSL 3\.5\.\d+\S* is the newest of its series: /);
    expect(status).toBe(0);
  });

  test('npm run check asks', () => {
    const runner = readFileSync(join(projectRoot, 'scripts', 'check', 'run.mjs'), 'utf8');
    expect(runner).toContain("'scripts/openssl/check.mjs'");
  });
});

/** What OpenSSL's source looks like to the script: a Configure that writes a Makefile. */
function tarball(release: string, archive = 'first'): { source: string; sha256: string } {
  const [major = '', minor = '', patch = ''] = release.split('.');
  const folder = temporaryFolder({
    'openssl/VERSION.dat': `MAJOR=${major}\nMINOR=${minor}\nPATCH=${patch}\n`,
    'openssl/LICENSE.txt': 'license\n',
    'openssl/include/openssl/evp.h': '/* evp */\n',
    'openssl/include/openssl/opensslv.h.in': 'template\n',
    'openssl/Configure': `
      mkdir "include"; mkdir "include/openssl";
      open(my $version, ">", "include/openssl/opensslv.h"); print $version "# define OPENSSL_VERSION_STR \\"${release}\\"\\n";
      open(my $arguments, ">", "arguments"); print $arguments join("\\n", @ARGV);
      open(my $make, ">", "Makefile");
      print $make "build_generated:\\ncrypto/%.o:\\n\\ttrue\\nlibcrypto.a:\\n\\techo ${archive} > libcrypto.a\\n";`,
  });
  const source = join(folder, 'openssl.tar.gz');
  expect(spawnSync('tar', ['-czf', source, '-C', folder, 'openssl']).status).toBe(0);
  return { source, sha256: createHash('sha256').update(readFileSync(source)).digest('hex') };
}

type Outcome = { log: string; error?: string };

/** A PATH that has what a build calls, but no apt. */
function toolsWithoutApt(): string {
  const folder = temporaryFolder();
  for (const name of ['perl', 'make', 'gcc', 'cc', 'ar', 'ranlib', 'sh', 'tar', 'gzip', 'echo', 'dpkg', 'true']) {
    const found = spawnSync('sh', ['-c', `command -v ${name}`], {
      encoding: 'utf8',
      // Not ccache, which would look for the compiler in the PATH.
      env: { PATH: '/usr/local/bin:/usr/bin:/bin' },
    }).stdout.trim();
    if (found.startsWith('/')) symlinkSync(found, join(folder, name));
  }
  return folder;
}

function build(
  root: string,
  settings: Record<string, unknown>,
  target?: string,
  path = cleanEnv().PATH ?? '',
): Outcome {
  const program = `
    import { ensurePinned } from ${script('build')};
    import { PinnedBuildFailure } from ${script('failure')};
    const [root, settings, target] = process.argv.slice(1).map((text) => JSON.parse(text));
    try {
      await ensurePinned(target ?? undefined, settings, root);
    } catch (error) {
      if (!(error instanceof PinnedBuildFailure)) throw error;
      console.log(JSON.stringify({ error: error.message }));
    }`;
  const args = [root, settings, target ?? null].map((arg) => JSON.stringify(arg));
  const { stdout, stderr } = node(['--input-type=module', '-e', program, ...args], {
    env: { ...cleanEnv(), PATH: path },
  });
  expect(stderr).toBe('');
  const last = stdout.trimEnd().split('\n').at(-1) ?? '';
  return { log: stdout, ...(last.startsWith('{') ? (JSON.parse(last) as { error: string }) : {}) };
}

describe('a build from a tarball', () => {
  const host = `${process.platform}-${process.arch}`;
  const library = (root: string): string => readFileSync(join(root, '.openssl', host, 'lib', 'libcrypto.a'), 'utf8');

  test('lies where the addon looks for it, is made once, and anew from another tarball', () => {
    const root = temporaryFolder();
    const first = tarball('3.5.98');
    expect(build(root, first).log).toContain(`built 3.5.98 in `);
    expect(library(root)).toBe('first\n');
    const include = join(root, '.openssl', host, 'include', 'openssl');
    expect(readFileSync(join(include, 'opensslv.h'), 'utf8')).toContain('3.5.98');
    expect([existsSync(join(include, 'evp.h')), existsSync(join(include, 'opensslv.h.in'))]).toEqual([true, false]);
    const record = JSON.parse(readFileSync(join(root, '.openssl', host, 'build.json'), 'utf8')) as Record<
      string,
      unknown
    >;
    expect(record).toMatchObject({ release: '3.5.98', sha256: first.sha256, target: host });
    expect(record.configure).toEqual(expect.arrayContaining(['no-shared', 'no-autoload-config', 'no-atexit']));

    expect(build(root, {}).log).toContain('nothing to do');
    expect(build(root, first).log).toContain('nothing to do');
    rmSync(first.source);
    expect(build(root, tarball('3.5.99', 'second')).log).toContain('built 3.5.99');
    expect(library(root)).toBe('second\n');
  }, 60_000);

  test('row 86: what was built of an older release than the pinned one is not enough', () => {
    const root = temporaryFolder();
    expect(build(root, tarball('3.5.8')).log).toMatch(/OUTDATED: 3\.5\.8 is older than the pinned 3\.5\.\d+/);
    // Nowhere to take the pinned one from: apt is not found.
    const { log } = build(root, {}, undefined, toolsWithoutApt());
    expect(log).not.toContain('nothing to do');
    expect(log).toContain('3.5.8 stays for');
    expect(log).toMatch(/OUTDATED: 3\.5\.8 is older/);
    const refusal = evaluate(
      `import { requirePinned } from ${script('build')};
       let message = null;
       try { requirePinned(JSON.parse(process.argv[1])); } catch (error) { message = error.message; }
       console.log(JSON.stringify(message));`,
      join(root, '.openssl', host),
    );
    expect(refusal).toMatch(/OpenSSL 3\.5\.8 in .* is older than the pinned .*, and must not be published/);
    expect(build(root, tarball('3.5.98')).log).toContain('built 3.5.98');
    expect(build(root, {}).log).toContain('nothing to do');
  }, 60_000);

  test('is refused when the file is not the one that was meant', () => {
    const root = temporaryFolder();
    const { source, sha256 } = tarball('3.5.98');
    expect(build(root, { source, sha256: '0'.repeat(64) }).error).toContain(`The tarball's sha256 is ${sha256}`);
    expect(build(root, { source }).error).toContain('--source needs --sha256');
    expect(build(root, { source: '/nonexistent.tar.gz', sha256 }).error).toContain(
      'There is no tarball /nonexistent.tar.gz',
    );
    expect(build(root, tarball('3.6.0')).error).toContain('Expected OpenSSL 3.5, found 3.6.0');
    // A number that OpenSSL's project has published stands for one file only.
    expect(build(root, tarball('3.5.7')).error).toContain('The tarball of OpenSSL 3.5.7 has the sha256');
    expect(existsSync(join(root, '.openssl', host))).toBe(false);
  }, 60_000);

  test('is refused for a target that nobody described', () => {
    expect(build(temporaryFolder(), {}, 'plan9-x64').error).toMatch(/No target plan9-x64; there are: linux-x64, /);
  });
});
