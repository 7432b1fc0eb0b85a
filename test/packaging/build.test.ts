/** When the addon is built anew: scripts/addon. */

import { cpSync, readFileSync, statSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { cleanEnv, node, projectRoot, removeTemporaryFolders, temporaryFolder, writeTree } from './support';

afterAll(removeTemporaryFolders);

const moduleUrl = (...path: string[]): string => JSON.stringify(pathToFileURL(join(projectRoot, ...path)).href);

function evaluate(program: string, ...args: string[]): unknown {
  const result = node(['--input-type=module', '-e', program, ...args], { env: cleanEnv() });
  expect(result.stderr).toBe('');
  return JSON.parse(result.stdout) as unknown;
}

test.each<[string, object | null, string | null]>([
  ['nothing is built', null, 'there is none yet'],
  ['another OpenSSL would be linked', { openssl: 'static 3.0.19', sources: 'a' }, 'the OpenSSL to link is another one'],
  ['the sources changed', { openssl: 'static 3.5.4', sources: 'b' }, 'its sources changed'],
  ['all is as it was', { openssl: 'static 3.5.4', sources: 'a' }, null],
])('%s', (_when, built, reason) => {
  const program = `
    import { reasonToBuild } from ${moduleUrl('scripts', 'addon', 'build.mjs')};
    const built = JSON.parse(process.argv[1]) ?? undefined;
    console.log(JSON.stringify(reasonToBuild(built, { openssl: 'static 3.5.4', sources: 'a' }) ?? null));`;
  expect(evaluate(program, JSON.stringify(built))).toBe(reason);
});

test('a library that was exchanged, or is another version, is another OpenSSL', () => {
  const prefix = temporaryFolder({
    'include/openssl/opensslv.h': '# define OPENSSL_VERSION_STR "3.5.1"\n',
    'lib/libcrypto.a': '!<arch>\n',
  });
  const program = `
    import { resolveOpenssl } from ${moduleUrl('scripts', 'openssl', 'resolve.mjs')};
    import { currentState } from ${moduleUrl('scripts', 'addon', 'state.mjs')};
    const env = { JOSE_OPENSSL_PREFIX: process.argv[1] };
    console.log(JSON.stringify(currentState(resolveOpenssl({ env, platform: 'linux' })).openssl));`;
  const first = evaluate(program, prefix);
  utimesSync(join(prefix, 'lib', 'libcrypto.a'), 1, 1);
  expect(evaluate(program, prefix)).toBe(first);
  // In a copy it is the same one.
  const copy = temporaryFolder();
  cpSync(prefix, copy, { recursive: true });
  expect(evaluate(program, copy)).toBe(first);
  writeTree(prefix, { 'lib/libcrypto.a': '!<arch>\nanother\n' });
  const second = evaluate(program, prefix);
  expect(second).not.toBe(first);
  writeTree(prefix, { 'include/openssl/opensslv.h': '# define OPENSSL_VERSION_STR "3.5.2"\n' });
  expect(evaluate(program, prefix)).not.toBe(second);
});

test('sources are other ones by their names and octets, not by their dates or the place of the tree', () => {
  const tree = (): string => {
    const folder = temporaryFolder({
      'native/src/a.cc': 'int a;\n',
      'native/test/t.cc': 'int t;\n',
      'binding.gyp': '{}\n',
    });
    cpSync(join(projectRoot, 'scripts', 'addon'), join(folder, 'scripts', 'addon'), { recursive: true });
    return folder;
  };
  const digests = (folder: string): string[] =>
    evaluate(
      `import { currentState } from ${JSON.stringify(pathToFileURL(join(folder, 'scripts', 'addon', 'state.mjs')).href)};
       const digest = (options) => currentState({ fingerprint: '' }, options).sources;
       console.log(JSON.stringify([digest(), digest({ tests: true })]));`,
    ) as string[];
  const folder = tree();
  const [addon, tests] = digests(folder);
  utimesSync(join(folder, 'native', 'src', 'a.cc'), 1, 1);
  expect(digests(folder)).toEqual([addon, tests]);
  expect(digests(tree())).toEqual([addon, tests]);
  writeTree(folder, { 'native/test/t.cc': 'int u;\n' });
  const [sameAddon, otherTests] = digests(folder);
  expect(sameAddon).toBe(addon);
  expect(otherTests).not.toBe(tests);
  writeTree(folder, { 'native/src/a.cc': 'int b;\n' });
  expect(digests(folder)[0]).not.toBe(addon);
});

test('joined sources hold each source once, and are not written anew when they are the same', () => {
  const folder = temporaryFolder({ 'src/a.cc': '', 'src/b/c.cc': '', 'src/b/c.h': '', 'main.cc': '' });
  const sources = join(projectRoot, 'scripts', 'addon', 'sources.mjs');
  const joined = (): string => {
    const { stdout, stderr } = node([sources, '--joined', 'all', 'main.cc', 'src'], { cwd: folder, env: cleanEnv() });
    expect(stderr).toBe('');
    return join(folder, stdout.trim());
  };
  const file = joined();
  expect(file).toBe(join(folder, 'build', 'joined', 'all.cc'));
  const text = '#include "../../main.cc"\n#include "../../src/a.cc"\n#include "../../src/b/c.cc"\n';
  expect(readFileSync(file, 'utf8')).toBe(text);
  utimesSync(file, 1, 1);
  joined();
  expect(statSync(file).mtimeMs).toBe(1000);
  writeTree(folder, { 'src/d.cc': '' });
  joined();
  expect(readFileSync(file, 'utf8')).toBe(`${text}#include "../../src/d.cc"\n`);
});

test('what npm ci builds is the addon alone; its warnings are not errors', () => {
  const gyp = readFileSync(join(projectRoot, 'binding.gyp'), 'utf8');
  const [always = '', tests = ''] = gyp.split('jose_tests==1');
  expect(Array.from(always.matchAll(/'target_name': '(\w+)'/g), ([, name]) => name)).toEqual([
    'jose_openssl_core',
    'jose_openssl_binding',
    'jose_openssl',
  ]);
  expect(tests).toContain('jose_openssl_checked');
  expect(gyp).not.toContain('-Werror');
});
