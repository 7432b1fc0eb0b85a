/** `npm run openssl`: where the source is taken from, what is built of it, and when nothing is. */

import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync } from 'node:fs';
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

function build(root: string, settings: Record<string, unknown>, target?: string): Outcome {
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
  const { stdout, stderr } = node(['--input-type=module', '-e', program, ...args], { env: cleanEnv() });
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
