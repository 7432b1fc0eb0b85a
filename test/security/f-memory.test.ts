/** Threats, part f: comparing, running out of memory, and what is left in it: rows 56, 69 and 70. */

import { spawn } from 'node:child_process';
import * as crypto from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { inspect } from 'node:util';
import { jwe as library, jwk as keys, OctKey } from '../../lib';
import { forms } from '../support/both';
import { expectDecryptionFailed } from '../support/jwe-extra';
import { jwks } from '../support/keys';
import { isUnderAddressSanitizer } from '../support/sanitizer';

const root = resolve(__dirname, '..', '..');

function sources(folder: string, extension: RegExp): { readonly name: string; readonly text: string }[] {
  return readdirSync(join(root, folder), { recursive: true })
    .map(String)
    .filter((name) => extension.test(name))
    .map((name) => ({ name, text: readFileSync(join(root, folder, name), 'utf8') }));
}

// What the two measurements of the core, with poisoned secrets and of time, cannot see is a comparison that nobody measured.
describe('row 56: MACs and tags are compared in constant time', () => {
  const core = sources(join('native', 'src', 'core'), /\.(cc|h)$/);

  test('by CRYPTO_memcmp, and by no other function', () => {
    expect(core.length).toBeGreaterThan(50);
    const comparing = core.filter(({ text }) => /\bCRYPTO_memcmp\(/.test(text)).map(({ name }) => name.split(/[\\/]/).at(-1)); // prettier-ignore
    expect(comparing).toEqual(expect.arrayContaining(['hmac.cc', 'aes_cbc_hmac.cc']));
    for (const folder of ['signature', 'content', 'key_management', 'jwe']) {
      const compared = core.filter(({ name }) => name.startsWith(folder));
      expect(compared.length).toBeGreaterThan(0);
      for (const { name, text } of compared) {
        expect([name, /(?<!CRYPTO_)\bmemcmp\(|\bstrn?cmp\(|\bstd::equal\(|\bBN_cmp\(/.exec(text)?.[0]]).toEqual([name, undefined]); // prettier-ignore
      }
    }
  });

  test('JavaScript compares no secret octets otherwise', () => {
    for (const { name, text } of sources('lib', /\.ts$/)) {
      expect([name, /\.equals\(|Buffer\.compare\(/.exec(text)?.[0]]).toEqual([name, undefined]);
    }
  });
});

describe('row 69: running out of memory', () => {
  // That the n-th allocation of OpenSSL fails, for every n, is tested in the core: npm run stress -- alloc-failure.
  test('contents that do not fit into memory are an error, never a result, and the process lives', async () => {
    // AddressSanitizer reserves terabytes of addresses.
    if (process.platform !== 'linux' || isUnderAddressSanitizer) {
      process.stdout.write(
        'row 69: not run: the address space is limited with ulimit -v, on Linux, without a sanitizer\n',
      );
      return;
    }
    if (!existsSync(join(root, 'dist', 'index.js'))) throw new Error('dist is missing: run npm run build first');
    const script = join(root, 'test', 'support', 'little-memory.cjs');
    const command = `ulimit -v 1600000; exec "${process.execPath}" "${script}"`;
    const child = spawn('sh', ['-c', command], { cwd: root });
    let [output, errors] = ['', ''];
    child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()));
    const code = await new Promise((ended) => child.on('close', ended));
    expect({ code, errors }).toEqual({ code: 0, errors: '' });
    const { done = 0, ...failures } = JSON.parse(output) as Record<string, number>;
    expect(done).toBeGreaterThan(0);
    expect(Object.keys(failures).length).toBeGreaterThan(0);
    for (const name of Object.keys(failures))
      expect(name).toMatch(/^(ERR_OPENSSL|ERR_MEMORY_ALLOCATION_FAILED|RangeError)$/);
  }, 60_000);
});

/** Octets that were never in a pool of Node's, so that to find them there means that the library put them there. */
function marker(length: number): Uint8Array {
  const octets = new Uint8Array(length);
  crypto.randomFillSync(octets);
  return octets;
}

/** The memory that Node hands out for small Buffers. */
function pool(): Buffer {
  return Buffer.from(Buffer.allocUnsafe(1).buffer);
}

describe.each(forms)('$name', ({ jwe, jws }) => {
  // What the core's own memory holds after use is searched in the core: node scripts/addon/test.mjs.
  describe('row 70: secrets that are left in memory', () => {
    test.each(['A128GCM', 'A256GCM', 'A128CBC-HS256', 'A256CBC-HS512'])(
      '%s: the plaintext of a decryption that fails never reaches JavaScript',
      async (enc) => {
        const size = { A128GCM: 16, A256GCM: 32, 'A128CBC-HS256': 32 }[enc] ?? 64;
        const secret = OctKey.importKey(Buffer.alloc(size, 5));
        const plaintext = marker(320);
        const token = library.encryptCompact({ alg: 'dir', enc }, plaintext, secret);
        const needle = Buffer.from(plaintext.buffer, 16, 64);
        expect(pool().includes(needle)).toBe(false);
        const bad = token.replace(/.(.)$/, (_, last: string) => `x${last}`);
        for (let round = 0; round < 20; round++) {
          await expectDecryptionFailed(() => jwe.decryptCompact(bad === token ? `${token}AAAA` : bad, secret));
          expect(pool().includes(needle)).toBe(false);
        }
        // Found where it is meant to be found: the search works.
        const found = await jwe.decryptCompact(token, secret);
        expect(Buffer.from(found.plaintext.buffer).includes(needle)).toBe(true);
      },
    );

    test.each([1, 40, 64, 65, 500, 3000, 60_000])(
      'row 84: a plaintext of %d octets lies in memory that no other Buffer shares',
      async (length) => {
        const plaintext = marker(length);
        for (const [enc, size] of [
          ['A128GCM', 16],
          ['A128CBC-HS256', 32],
        ] as const) {
          const key = OctKey.importKey(Buffer.alloc(size, 5));
          const header = { alg: 'dir', enc };
          for (const { plaintext: found } of [
            await jwe.decryptCompact(await jwe.encryptCompact(header, plaintext, key), key),
            await jwe.decryptJson(await jwe.encryptJson({ protected: header, recipient: { key } }, plaintext), key),
          ]) {
            expect(found.equals(plaintext)).toBe(true);
            expect(found.buffer).not.toBe(pool().buffer);
            // Room for the padding of CBC at most.
            expect(found.byteOffset).toBe(0);
            expect(found.buffer.byteLength).toBeLessThanOrEqual(length + 16);
          }
        }
        if (length >= 40) expect(pool().includes(Buffer.from(plaintext.buffer, 16, 24))).toBe(false);
      },
    );

    test('errors, and what shows a key, hold no secret', async () => {
      const jwk = { ...jwks.oct, k: Buffer.from(marker(32)).toString('base64url') };
      const key = keys.importKey(jwk);
      const shown: unknown[] = [inspect(key, { depth: 9, showHidden: true, getters: true }), JSON.stringify(key)];
      for (const run of [
        () => jws.deserializeCompact('a.b.c', key),
        () => jws.serializeCompact({ alg: 'RS256' }, 'x', key),
        () => jwe.decryptCompact('a.b.c.d.e', jwk),
        () => jws.serializeCompact({ alg: 'HS512' }, 'x', { ...jwk, use: 'enc' }),
      ]) {
        const error = await run().then(
          () => undefined,
          (thrown: unknown) => thrown,
        );
        expect(error).toBeInstanceOf(Error);
        shown.push(inspect(error, { depth: 9, showHidden: true }), JSON.stringify(error));
      }
      for (const text of shown) expect(text).not.toContain(jwk.k);
    });
  });
});
