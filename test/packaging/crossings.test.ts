/** What the matrix reads from the dynamic linker: it must find a library that takes libcrypto's functions from its host. */

import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { cleanEnv, node, projectRoot, removeTemporaryFolders, temporaryFolder } from './support';

afterAll(removeTemporaryFolders);

interface Found {
  readonly bindings: number;
  readonly crossed: string[];
  readonly failures: string[];
}

const moduleUrl = JSON.stringify(pathToFileURL(join(projectRoot, 'scripts', 'matrix', 'crossings.mjs')).href);

function evaluate(expression: string, ...args: string[]): Found {
  const program = `import { crossingsIn, readCrossings } from ${moduleUrl}; console.log(JSON.stringify(${expression}))`;
  const result = node(['--input-type=module', '-e', program, ...args], { env: cleanEnv() });
  expect(result.stderr).toBe('');
  return JSON.parse(result.stdout) as Found;
}

test.each([
  [
    'libcrypto, from the host',
    "binding file /x/a.node [0] to /bin/node [0]: normal symbol `EVP_MD_free' [OPENSSL_3.0.0]",
    'EVP_MD_free taken from /bin/node',
  ],
  [
    'BoringSSL, which has no versions',
    "binding file /x/a.node [0] to /lib/libcrypto.so.0 [0]: normal symbol `EVP_MD_free'",
    'EVP_MD_free taken from /lib/libcrypto.so.0',
  ],
  [
    'what the addon gives to others',
    "binding file /bin/node [0] to /x/a.node [0]: normal symbol `EVP_MD_free'",
    'EVP_MD_free given to /bin/node',
  ],
  ['Node-API', "binding file /x/a.node [0] to /bin/node [0]: normal symbol `napi_create_object'", undefined],
  [
    "the C library, also a program's copy of it",
    "binding file /x/a.node [0] to /bin/node [0]: normal symbol `getentropy' [GLIBC_2.25]",
    undefined,
  ],
  [
    'the entry point',
    "binding file /bin/node [0] to /x/a.node [0]: normal symbol `napi_register_module_v1'",
    undefined,
  ],
  [
    'what the addon binds to itself',
    "binding file /x/a.node [0] to /x/a.node [0]: normal symbol `EVP_MD_free'",
    undefined,
  ],
])('%s', (_what, line, crossed) => {
  const found = evaluate("crossingsIn(process.argv[1], (file) => file.startsWith('/x/'))", `  123: ${line}\n`);
  expect(found.crossed).toEqual(crossed === undefined ? [] : [crossed]);
});

const onLinux = process.platform === 'linux' ? test : test.skip;

onLinux('a library that is not isolated is seen to take a function from the OpenSSL in node', () => {
  const folder = temporaryFolder({ 'leaky.c': 'void EVP_MD_free(void*); void leak(void) { EVP_MD_free(0); }\n' });
  const compiled = spawnSync('gcc', ['-shared', '-fPIC', '-Wl,-z,now', '-o', 'leaky.node', 'leaky.c'], {
    cwd: folder,
    encoding: 'utf8',
  });
  expect(compiled.stderr).toBe('');
  const program = `try { process.dlopen({ exports: {} }, ${JSON.stringify(join(folder, 'leaky.node'))}) } catch {}`;
  const log = join(folder, 'bindings');
  node(['-e', program], { env: cleanEnv({ LD_DEBUG: 'bindings', LD_DEBUG_OUTPUT: log }) });
  const found = evaluate('readCrossings(process.argv[1], process.argv[2])', log, folder);
  expect(found.crossed).toEqual([expect.stringMatching(/^EVP_MD_free taken from \//)]);
  expect(found.failures).toEqual(found.crossed);
});

onLinux('to have seen nothing is a failure', () => {
  const folder = temporaryFolder({ 'bindings.1': 'nothing of interest\n' });
  const found = evaluate('readCrossings(process.argv[1], process.argv[2])', join(folder, 'bindings'), folder);
  expect(found.failures).toEqual(['the dynamic linker reported no binding of the addon']);
});
