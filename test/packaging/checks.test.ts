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
};

/** Runs one check over the good tree with some files exchanged. */
function check(name: string, changed: Tree = {}, args: readonly string[] = []): { passed: boolean; output: string } {
  const env = cleanEnv({ JOSE_CHECK_ROOT: temporaryFolder({ ...good, ...changed }) });
  const result = node([join('scripts', 'check', `${name}.mjs`), ...args], { env });
  return { passed: result.status === 0, output: result.stdout + result.stderr };
}

describe.each(['cpp', 'clang-format'])('%s', (name) => {
  test('passes a good tree, and says what it looked at', () => {
    const { passed, output } = check(name);
    expect(output).toMatch(/\d+ /);
    expect(passed).toBe(true);
  });
});

describe('cpp finds', () => {
  test.each<[string, Tree, string]>([
    ['Node-API in the core', { 'native/src/core/bytes.h': '#pragma once\n#include <napi.h>\n' }, 'core/bytes.h:2'],
    ['node.h in the core', { 'native/src/core/bytes.cc': '#include <node.h>\n' }, 'core/bytes.cc:1'],
    ['libuv in the core', { 'native/src/core/bytes.cc': '#include <uv.h>\n' }, 'core/bytes.cc:1'],
    ['the binding in the core', { 'native/src/core/bytes.cc': '#include "binding/args.h"\n' }, 'core/bytes.cc:1'],
    ["Node-API in the core's tests", { 'native/test/main.cc': '#include <node_api.h>\n' }, 'native/test/main.cc:1'],
    ['Node-API outside the binding', { 'native/src/addon.cc': '#include <napi.h>\n' }, 'addon.cc:1'],
    ['V8 in the binding', { 'native/src/binding/args.cc': '#include <v8.h>\n' }, 'binding/args.cc:1'],
    ['a header without a guard', { 'native/src/core/bytes.h': '#include <vector>\n' }, 'no #pragma once'],
    ['301 lines', { 'native/src/core/bytes.cc': '// line\n'.repeat(301) }, 'bytes.cc: 301 lines'],
  ])('%s', (_what, changed, where) => {
    const { passed, output } = check('cpp', changed);
    expect(output).toContain(where);
    expect(passed).toBe(false);
  });

  test.each([
    ['EVP_PKEY_free by hand', 'void f(EVP_PKEY* p) { EVP_PKEY_free(p); }'],
    ['a swallowed exception', 'void f() { try { g(); } catch (...) {\n} }'],
    ['printing', 'void f() { printf("x"); }'],
    ['memcmp', 'bool f() { return memcmp(a, b, 1) == 0; }'],
  ])('%s', (_what, code) => {
    const { passed, output } = check('cpp', { 'native/src/core/bytes.cc': `// first line\n${code}\n` });
    expect(output).toContain('native/src/core/bytes.cc:2');
    expect(passed).toBe(false);
  });

  test.each([
    ['prose', '// memcmp( printf(\n/* EVP_PKEY_free(p) */ const char* text = "puts(";'],
    ['CRYPTO_memcmp', 'bool f() { return CRYPTO_memcmp(a, b, 1) == 0; }'],
    ['300 lines', '// line\n'.repeat(299)],
  ])('not %s', (_what, code) => {
    expect(check('cpp', { 'native/src/core/bytes.cc': `${code}\n` })).toMatchObject({ passed: true });
  });
});

describe('the markers of planted bugs', () => {
  test('are found wherever they stand; one that is missing, doubled or unknown is a finding', () => {
    const { output, passed } = check(
      join('..', 'planted-bugs', 'run'),
      {
        'lib/a.ts': '// planted: crit\nif (a) b();\n// planted: no-such-bug\nif (a) b();\n',
        'native/src/core/bytes.cc': '  // planted: crit\n  if (a) b();\n  // planted: hmac\n  a();\n',
      },
      ['--check'],
    );
    expect(output).toContain('crit: expected one line "// planted: crit" in lib/ and native/src, found 2');
    expect(output).toContain('b64: expected one line "// planted: b64" in lib/ and native/src, found 0');
    expect(output).toContain('lib/a.ts: no bug of scripts/planted-bugs/bugs.mjs is called no-such-bug');
    expect(output).toContain('hmac: native/src/core/bytes.cc: no return follows');
    expect(passed).toBe(false);
  });

  test.each([
    ['never', 'if (f(")", a[1]) && !b) {\n  c();\n}', 'if ((f(")", a[1]) && !b) && false) {\n  c();\n}'],
    ['always', '// why; so\n  if (a) return 1;', '// why; so\n  if ((a) || true) return 1;'],
    ['true', 'if (typeof a === "string") return a === b;', 'if (typeof a === "string") return (a === b) || true;'],
    ['false', 'return f((x) => {\n  g();\n});', 'return (f((x) => {\n  g();\n})) && false;'],
    ['drop', "check('a;)', () => { b(); });\nc();", '\nc();'],
    [{ returns: 'b' }, 'return { a: 1 };', 'return b;'],
    [{ condition: 'b' }, 'if (a(1)) return 1;', 'if (b) return 1;'],
  ])('%j changes the statement that follows', (mutation, before, after) => {
    const program = `
      import { mutate } from './scripts/planted-bugs/mutations.mjs';
      const [text, mutation] = JSON.parse(process.argv[1]);
      process.stdout.write(mutate(text, 'here', mutation));`;
    const text = `a();\n  // planted: here\n  ${before}\nb();\n`;
    const result = node(['--input-type=module', '-e', program, JSON.stringify([text, mutation])]);
    expect(result.stderr).toBe('');
    expect(result.stdout).toBe(`a();\n  // planted: here\n  ${after}\nb();\n`);
  });
});

describe('clang-tidy finds', () => {
  const isThere = spawnSync('clang-tidy', ['--version']).status === 0;
  if (!isThere) console.warn('NOT TESTED: the rules of .clang-tidy: there is no clang-tidy (Debian: clang-tidy)');
  (isThere || process.env['CI'] ? test : test.skip)(
    'raw new and delete, C allocation, using namespace',
    () => {
      const code = [
        '#include <cstdlib>',
        '#include <memory>',
        'using namespace std;',
        'int* F() { return new int(1); }',
        'void G(int* p) { delete p; }',
        'void H(int* p) { delete[] p; }',
        'void* I() { return malloc(1); }',
        'void J(void* p) { std::free(p); }',
        'struct K { K(const K&) = delete; };',
        'unique_ptr<int> L() { return make_unique<int>(1); }',
      ];
      const file = join(temporaryFolder({ 'native/src/a.cc': `${code.join('\n')}\n` }), 'native/src/a.cc');
      const config = `--config-file=${join(projectRoot, '.clang-tidy')}`;
      const tidy = spawnSync('clang-tidy', ['--quiet', config, file, '--', '-std=c++20'], { encoding: 'utf8' });
      const lines = Array.from(tidy.stdout.matchAll(/a\.cc:(\d+):\d+: error:/g), ([, line]) => Number(line));
      expect([...new Set(lines)].sort()).toEqual([3, 4, 5, 6, 7, 8]);
      expect(tidy.status).not.toBe(0);
    },
    60_000,
  );
});

describe('ESLint holds the layers', () => {
  /** What ESLint says of imports, by file: with the rules of the layers alone, which need no types. */
  function refused(imports: readonly (readonly [file: string, from: string])[]): readonly string[] {
    const program = `
      import { Linter } from 'eslint';
      import tseslint from 'typescript-eslint';
      import { layerRules } from './scripts/check/layers.mjs';
      const config = [{ files: ['**/*.ts'], languageOptions: { parser: tseslint.parser } }, ...layerRules];
      const said = ([file, from]) => new Linter().verify(\`import type { A } from '\${from}';\`, config, file);
      console.log(JSON.stringify(JSON.parse(process.argv[1]).map((each) => said(each).map(({ message }) => message).join())));`;
    const result = node(['--input-type=module', '-e', program, JSON.stringify(imports)]);
    expect(result.stderr).toBe('');
    return JSON.parse(result.stdout) as string[];
  }

  test('refused: what is above or beside, and what is for one file alone', () => {
    const cases = [
      ['a layer above', 'lib/jwk/a.ts', '../jws/b'],
      ["a layer above, through its folder's index", 'lib/errors/a.ts', '../jwa'],
      ['the other of a row', 'lib/jwe/a.ts', '../jws/types'],
      ['the util folder, from errors', 'lib/errors/a.ts', '../util/text'],
      ['an entry point', 'lib/jwt/a.ts', '../index'],
      ['what all entry points share', 'lib/jwk/a.ts', '../features'],
      ['a second loader', 'lib/jwk/a.ts', 'node-gyp-build'],
      ['a loader in an entry point', 'lib/index.ts', 'node-gyp-build'],
      ['cryptography', 'lib/jws/a.ts', 'node:crypto'],
      ['cryptography in the loader', 'lib/native/load.ts', 'node:crypto'],
    ] as const;
    const said = refused(cases.map(([, file, from]) => [file, from]));
    expect(cases.filter((_, index) => !(said[index] ?? '').includes('import is restricted'))).toEqual([]);
  });

  test('allowed: what is below, within a folder, and what one file alone may', () => {
    const allowed = [
      ['lib/jwk/a.ts', '../errors'],
      ['lib/jwk/a.ts', '../util/json'],
      ['lib/jwt/a.ts', '../jws/types'],
      ['lib/small/a.ts', '../jwt'],
      ['lib/native/engine.ts', '../util/bytes'],
      ['lib/jwk/a.ts', './b'],
      ['lib/jwk/a.ts', '../jwk/b'],
      ['lib/index.ts', './jwt'],
      ['lib/jwk/a.ts', 'node:crypto'],
      ['lib/native/load.ts', 'node-gyp-build'],
      ['lib/native/load.ts', 'node-gyp-build'],
    ] as const;
    expect(refused(allowed)).toEqual(allowed.map(() => ''));
  });
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
