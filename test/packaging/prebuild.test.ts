/** `npm run prebuild`: what it builds with, and what it refuses to ship. */

import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
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

test('a binary for Linux needs the C library alone', () => {
  const said = ['libc.so', 'libc.so.6', 'ld-linux-aarch64.so.1', 'libstdc++.so.6', 'libcrypto.so.3']
    .map((name) => ` 0x0000000000000001 (NEEDED)             Shared library: [${name}]`)
    .join('\n');
  const findings = evaluate<string[]>(
    `import { neededFindings } from ${script('verify')};
     console.log(JSON.stringify(neededFindings(JSON.parse(process.argv[1]))));`,
    said,
  );
  expect(findings).toEqual(['needs libstdc++.so.6', 'needs libcrypto.so.3']);
});

describe('a binary for macOS', () => {
  type Macho = {
    cpu: string;
    isBundle: boolean;
    minimum: string;
    libraries: string[];
    exports: string[];
    imports: { name: string; from?: string }[];
    locals: string[];
    isSigned: boolean;
  };
  const system = '/usr/lib/libSystem.B.dylib';
  const good: Macho = {
    cpu: 'arm64',
    isBundle: true,
    minimum: '11.0',
    libraries: [system],
    exports: ['_napi_register_module_v1', '_node_api_module_get_api_version_v1'],
    imports: [
      { name: '_malloc', from: system },
      { name: '_napi_throw', from: 'any image' },
    ],
    locals: [],
    isSigned: true,
  };
  const findings = (changed: Partial<Macho>): string[] =>
    evaluate(
      `import { machoFindings } from ${script('macho')};
       const [root, file, target] = process.argv.slice(1).map((arg) => JSON.parse(arg));
       console.log(JSON.stringify(machoFindings(root, file, target)));`,
      projectRoot,
      { ...good, ...changed },
      { arch: 'arm64', floor: '11.0' },
    );

  test('shows the two entry points alone and takes only Node-API from its host', () => {
    expect(findings({})).toEqual([]);
    expect(findings({ exports: [...good.exports, '_EVP_MD_fetch'] })).toEqual([
      'exported, but should be hidden: EVP_MD_fetch',
    ]);
    expect(findings({ exports: good.exports.slice(1) })).toEqual(['not exported: napi_register_module_v1']);
    expect(findings({ imports: [{ name: '_EVP_MD_fetch', from: 'any image' }] })).toEqual([
      'taken from the host program: EVP_MD_fetch',
      '_EVP_MD_fetch is taken from any image',
    ]);
    expect(findings({ imports: [{ name: '_napi_create_external_buffer', from: 'any image' }] })).toEqual([
      'refused by Electron: napi_create_external_buffer',
    ]);
  });

  test.each<[string, Partial<Macho>]>([
    ['needs /usr/lib/libc++.1.dylib', { libraries: [system, '/usr/lib/libc++.1.dylib'] }],
    ['is for x86_64, expected arm64', { cpu: 'x86_64' }],
    ['asks for macOS 12.0, expected 11.0', { minimum: '12.0' }],
    ['is no bundle', { isBundle: false }],
    ['is not stripped: 1 local symbols', { locals: ['_inner'] }],
    ['is not signed', { isSigned: false }],
  ])('%s', (finding, changed) => {
    expect(findings(changed)).toEqual([finding]);
  });

  test('is read as it is: a program that an npm package has for macOS', () => {
    const file = join(dirname(require.resolve('clang-format/package.json')), 'bin', 'darwin_x64', 'clang-format');
    const read = evaluate<Macho>(
      `import { readFileSync } from 'node:fs';
       import { readMacho } from ${script('macho')};
       console.log(JSON.stringify(readMacho(readFileSync(JSON.parse(process.argv[1])))));`,
      file,
    );
    expect(read).toMatchObject({ cpu: 'x86_64', isBundle: false });
    expect(read.minimum).toMatch(/^\d+\.\d+$/);
    expect(read.libraries).toEqual(expect.arrayContaining([system, '/usr/lib/libc++.1.dylib']));
    expect(read.exports).toContain('__mh_execute_header');
    expect(read.imports).toContainEqual({ name: '__DefaultRuneLocale', from: system });
    expect(read.locals.length).toBeGreaterThan(0);
  });
});

test('of a binary for Windows, exports and libraries are read from what objdump says', () => {
  const said = [
    '\tDLL Name: KERNEL32.dll',
    '\tDLL Name: libstdc++-6.dll',
    '[Ordinal/Name Pointer] Table',
    '\t[   0] napi_register_module_v1',
    '\t[   1] node_api_module_get_api_version_v1',
    '\t[   2] +base[   3]  0002 EVP_MD_fetch',
    '',
    ' 13 .debug_info 00001000',
    '',
  ].join('\n');
  const findings = evaluate<string[]>(
    `import { peFindings, readPe } from ${script('pe')};
     console.log(JSON.stringify(peFindings(JSON.parse(process.argv[1]), readPe(JSON.parse(process.argv[2])))));`,
    projectRoot,
    said,
  );
  expect(findings).toEqual([
    'exported, but should be hidden: EVP_MD_fetch',
    'needs libstdc++-6.dll',
    'is not stripped',
  ]);
});

test('binaries are compiled with the flags of node-gyp', () => {
  type Flags = Record<'compile' | 'defines' | 'link', string[]> & { hardening: Record<string, string[]> };
  const { compile, defines, link, hardening } = evaluate<Flags>(
    `import { gypFlags } from ${script('gyp')}; console.log(JSON.stringify(gypFlags(JSON.parse(process.argv[1]))));`,
    projectRoot,
  );
  expect(compile).toEqual(
    expect.arrayContaining(['-O2', '-std=c++20', '-fvisibility=hidden', '-fstack-protector-strong']),
  );
  expect(compile).not.toContain('-Werror');
  expect(defines).toEqual(
    expect.arrayContaining(['NAPI_VERSION=8', 'NODE_API_NO_EXTERNAL_BUFFERS_ALLOWED', '_GLIBCXX_ASSERTIONS']),
  );
  expect(hardening.linux).toEqual(expect.arrayContaining(['-D_FORTIFY_SOURCE=3', '-fstack-clash-protection']));
  expect(hardening.linux_x64).toEqual(['-fcf-protection']);
  expect(hardening.linux_arm64).toEqual(['-mbranch-protection=standard']);
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
