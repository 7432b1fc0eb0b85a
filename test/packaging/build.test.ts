/** When the addon is built anew: scripts/addon. */

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
  expect(evaluate(program, prefix)).toBe(first);
  writeTree(prefix, { 'lib/libcrypto.a': '!<arch>\nanother\n' });
  const second = evaluate(program, prefix);
  expect(second).not.toBe(first);
  writeTree(prefix, { 'include/openssl/opensslv.h': '# define OPENSSL_VERSION_STR "3.5.2"\n' });
  expect(evaluate(program, prefix)).not.toBe(second);
});
