/** `npm run prebuild`: what it builds with, and what it refuses to ship. */

import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { cleanEnv, node, projectRoot, removeTemporaryFolders, temporaryFolder } from './support';

afterAll(removeTemporaryFolders);

const script = (name: string): string =>
  JSON.stringify(pathToFileURL(join(projectRoot, 'scripts', 'prebuild', `${name}.mjs`)).href);

function evaluate<T>(program: string, ...args: unknown[]): T {
  const passed = args.map((arg) => JSON.stringify(arg));
  const result = node(['--input-type=module', '-e', program, ...passed], { env: cleanEnv() });
  expect(result.stderr).toBe('');
  return JSON.parse(result.stdout) as T;
}

describe('the oldest glibc', () => {
  type Import = { name: string; version?: string; isWeak?: boolean };
  const findings = (imports: Import[], floor = '2.28'): string[] =>
    evaluate(
      `import { glibcFindings } from ${script('verify')};
       console.log(JSON.stringify(glibcFindings(JSON.parse(process.argv[1]), JSON.parse(process.argv[2]))));`,
      imports,
      floor,
    );

  test('is found in the versions of the symbols, compared as numbers', () => {
    const old = ['GLIBC_2.2.5', 'GLIBC_2.9', 'GLIBC_2.28'].map((version) => ({ name: 'read', version }));
    expect(findings(old)).toEqual([]);
    expect(
      findings([
        { name: 'a', version: 'GLIBC_2.28.1' },
        { name: 'b', version: 'GLIBC_2.34' },
      ]),
    ).toHaveLength(2);
    expect(findings([{ name: 'a', version: 'GLIBC_3.0' }])).toEqual(['a needs glibc 3.0, newer than 2.28']);
  });

  test('a C++ library of the system, and a symbol that nobody promises, are refused', () => {
    expect(findings([{ name: '_ZSt4cout', version: 'GLIBCXX_3.4' }])).toHaveLength(1);
    expect(findings([{ name: '__isoc23_strtol' }])).toEqual(['__isoc23_strtol comes from nowhere']);
    expect(findings([{ name: 'napi_throw' }, { name: '__gmon_start__', isWeak: true }])).toEqual([]);
  });

  test('is read from a real binary', () => {
    const imports = evaluate<Import[]>(
      `import { importsOf } from ${script('verify')};
       console.log(JSON.stringify(importsOf(JSON.parse(process.argv[1]))));`,
      join(projectRoot, 'build', 'Release', 'jose_openssl.node'),
    );
    expect(imports.filter(({ name }) => name.startsWith('napi_')).length).toBeGreaterThan(20);
    expect(imports.some(({ version }) => version?.startsWith('GLIBC_2.'))).toBe(true);
  });
});

test('binaries are compiled with the flags of node-gyp', () => {
  const { compile, defines, link } = evaluate<Record<'compile' | 'defines' | 'link', string[]>>(
    `import { gypFlags } from ${script('gyp')}; console.log(JSON.stringify(gypFlags(JSON.parse(process.argv[1]))));`,
    projectRoot,
  );
  expect(compile).toEqual(
    expect.arrayContaining(['-O3', '-std=c++20', '-fvisibility=hidden', '-fstack-protector-strong']),
  );
  expect(compile).not.toContain('-Werror');
  expect(defines).toEqual(expect.arrayContaining(['NAPI_VERSION=8', 'NODE_API_NO_EXTERNAL_BUFFERS_ALLOWED']));
  expect(link).toEqual(expect.arrayContaining(['-Wl,-Bsymbolic', '-Wl,-z,nodelete', '-Wl,-z,relro,-z,now']));
});

test('npm run build, before which npm runs prebuild, builds no binaries; npm run prebuild does', () => {
  const run = JSON.stringify(join(projectRoot, 'scripts', 'prebuild', 'run.mjs'));
  const scripts = { prebuild: `node ${run}`, build: 'node -p 6*7' };
  const folder = temporaryFolder({ 'package.json': JSON.stringify({ name: 'x', version: '1.0.0', scripts }) });
  const npm = (...args: string[]): { status: number | null; output: string } => {
    const { status, stdout, stderr } = spawnSync('npm', ['run', ...args], {
      cwd: folder,
      env: cleanEnv(),
      encoding: 'utf8',
    });
    return { status, output: stdout + stderr };
  };
  const build = npm('build');
  expect(build.output).toContain('42');
  expect(build.output).not.toMatch(/^prebuild:/m);
  expect(build.status).toBe(0);
  const prebuild = npm('prebuild', '--', '--target', 'plan9-x64');
  expect(prebuild.output).toContain('No target plan9-x64; there are: linux-x64-glibc, ');
  expect(prebuild.status).toBe(1);
}, 60_000);

test('every target is documented, and has an OpenSSL to link', () => {
  const targets = evaluate<Record<string, { folder: string; file: string; openssl: string }>>(
    `import { targets } from ${script('targets')}; console.log(JSON.stringify(targets));`,
  );
  const openssl = evaluate<string[]>(
    `import { targets } from ${script('../openssl/pinned')}; console.log(JSON.stringify(Object.keys(targets)));`,
  );
  const page = readFileSync(join(projectRoot, 'docs', 'prebuilds.md'), 'utf8');
  for (const [name, row] of Object.entries(targets)) {
    expect(page).toContain(`| ${name} `);
    expect(page).toContain(`\`${row.folder}/${row.file}\``);
    expect(openssl).toContain(row.openssl);
  }
});
