/** Every check of scripts/check fails on what it is there to find: a check that cannot fail checks nothing. */

import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { cleanEnv, node, projectRoot, removeTemporaryFolders, temporaryFolder, type Tree } from './support';

afterAll(removeTemporaryFolders);

const good: Tree = {
  'native/src/core/bytes.h': '#pragma once\n#include <vector>\n',
  'native/src/core/bytes.cc': '#include "core/bytes.h"\n',
  'native/src/binding/args.cc': '#include <napi.h>\n',
  'native/src/addon.cc': '#include "binding/args.h"\n',
  'lib/index.ts': "export { a } from './a';\n",
  'lib/a.ts': 'export const a = 1;\n',
  'lib/internal/native.ts': "import load from 'node-gyp-build';\nexport const native = load;\n",
};

/** Runs one check over the good tree with some files exchanged. */
function check(name: string, changed: Tree = {}): { passed: boolean; output: string } {
  const env = cleanEnv({ JOSE_CHECK_ROOT: temporaryFolder({ ...good, ...changed }) });
  const result = node([join('scripts', 'check', `${name}.mjs`)], { env });
  return { passed: result.status === 0, output: result.stdout + result.stderr };
}

describe.each(['layers', 'cpp-rules', 'sizes', 'clang-format'])('%s', (name) => {
  test('passes a good tree, and says what it looked at', () => {
    const { passed, output } = check(name);
    expect(output).toMatch(/\d+ /);
    expect(passed).toBe(true);
  });
});

describe('layers finds', () => {
  test.each<[string, Tree, string]>([
    ['Node-API in the core', { 'native/src/core/bytes.h': '#pragma once\n#include <napi.h>\n' }, 'core/bytes.h:2'],
    ['node.h in the core', { 'native/src/core/bytes.cc': '#include <node.h>\n' }, 'core/bytes.cc:1'],
    ['libuv in the core', { 'native/src/core/bytes.cc': '#include <uv.h>\n' }, 'core/bytes.cc:1'],
    ['the binding in the core', { 'native/src/core/bytes.cc': '#include "binding/args.h"\n' }, 'core/bytes.cc:1'],
    ["Node-API in the core's tests", { 'native/test/main.cc': '#include <node_api.h>\n' }, 'native/test/main.cc:1'],
    ['Node-API outside the binding', { 'native/src/addon.cc': '#include <napi.h>\n' }, 'addon.cc:1'],
    ['V8 in the binding', { 'native/src/binding/args.cc': '#include <v8.h>\n' }, 'binding/args.cc:1'],
    ['a second loader', { 'lib/a.ts': "import load from 'node-gyp-build';\nexport const a = load;\n" }, 'lib/a.ts:1'],
    [
      'cryptography in lib',
      { 'lib/a.ts': "import { createHmac } from 'node:crypto';\nexport const a = createHmac;\n" },
      'lib/a.ts:1',
    ],
    [
      'an import cycle',
      {
        'lib/a.ts': "import { b } from './b';\nexport const a = b;\n",
        'lib/b.ts': "import { a } from './a';\nexport const b = a;\n",
      },
      'lib/a.ts -> lib/b.ts -> lib/a.ts',
    ],
  ])('%s', (_what, changed, where) => {
    const { passed, output } = check('layers', changed);
    expect(output).toContain(where);
    expect(passed).toBe(false);
  });

  test('no cycle in what is only a type', () => {
    const { passed } = check('layers', {
      'lib/a.ts': "import { type B } from './b';\nexport const a: B = 1;\n",
      'lib/b.ts': "import { a } from './a';\nexport type B = number;\nexport const b = a;\n",
    });
    expect(passed).toBe(true);
  });
});

describe('cpp-rules finds', () => {
  test.each([
    ['raw new', 'int* p = new int(1);'],
    ['raw delete', 'void f(int* p) { delete p; }'],
    ['raw delete[]', 'void f(int* p) { delete[] p; }'],
    ['malloc', 'void* p = malloc(1);'],
    ['std::free', 'void f(void* p) { std::free(p); }'],
    ['EVP_PKEY_free by hand', 'void f(EVP_PKEY* p) { EVP_PKEY_free(p); }'],
    ['a swallowed exception', 'void f() { try { g(); } catch (...) {\n} }'],
    ['using namespace', 'using namespace std;'],
    ['printing', 'void f() { printf("x"); }'],
    ['memcmp', 'bool f() { return memcmp(a, b, 1) == 0; }'],
  ])('%s', (_what, code) => {
    const { passed, output } = check('cpp-rules', { 'native/src/core/bytes.cc': `// first line\n${code}\n` });
    expect(output).toContain('native/src/core/bytes.cc:2');
    expect(passed).toBe(false);
  });

  test.each([
    ['deleted functions', 'struct A { A(const A&) = delete; };'],
    ['prose', '// new delete free( malloc( using namespace std\n/* delete p; */ const char* text = "new int";'],
    ['CRYPTO_memcmp', 'bool f() { return CRYPTO_memcmp(a, b, 1) == 0; }'],
    ['a member that is called free', 'int f(Pool& pool) { return pool.free_list(); }'],
  ])('not %s', (_what, code) => {
    expect(check('cpp-rules', { 'native/src/core/bytes.cc': `${code}\n` })).toMatchObject({ passed: true });
  });

  test('a header without a guard', () => {
    expect(check('cpp-rules', { 'native/src/core/bytes.h': '#include <vector>\n' }).passed).toBe(false);
  });
});

test('sizes finds a file over 300 lines', () => {
  const lines = (count: number): string => '// line\n'.repeat(count);
  expect(check('sizes', { 'lib/a.ts': lines(300) }).passed).toBe(true);
  const { passed, output } = check('sizes', { 'lib/a.ts': lines(301) });
  expect(output).toContain('lib/a.ts: 301 lines');
  expect(passed).toBe(false);
});

test('clang-format finds a line that is not formatted', () => {
  expect(check('clang-format', { 'native/src/core/bytes.cc': 'int  f( ) {return 1 ;}\n' }).passed).toBe(false);
});

const onLinux = process.platform === 'linux' ? test : test.skip;

onLinux(
  'isolation finds an export too many, a buffer over foreign memory and a libcrypto call that the host would answer',
  () => {
    const folder = temporaryFolder({
      'leaky.c':
        'void EVP_MD_free(void*); void napi_create_external_buffer(void);\n' +
        'void leak(void) { EVP_MD_free(0); napi_create_external_buffer(); }\n',
    });
    const compiled = spawnSync('gcc', ['-shared', '-fPIC', '-o', 'leaky.node', 'leaky.c'], {
      cwd: folder,
      encoding: 'utf8',
    });
    expect(compiled.stderr).toBe('');
    const result = node(['scripts/check/isolation.mjs', join(folder, 'leaky.node')]);
    expect(result.status).toBe(1);
    expect(result.stderr).toContain('exported, but should be hidden: leak');
    expect(result.stderr).toContain('not exported: napi_register_module_v1');
    expect(result.stderr).toContain('taken from the host program: EVP_MD_free');
    expect(result.stderr).toContain('refused by Electron: napi_create_external_buffer');
  },
);

test('isolation passes the addon as it is built', () => {
  const result = node(['scripts/check/isolation.mjs'], { cwd: projectRoot });
  expect(result.stderr).toBe('');
  expect(result.stdout).toContain('isolation: 2 exports');
});
