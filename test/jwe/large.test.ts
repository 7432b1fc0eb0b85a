/** Long messages, which are encrypted, encoded, decoded and passed to the core in pieces: every seam, against node:crypto. */

import { createHmac, randomBytes } from 'node:crypto';

import { expectJoseError, forms } from '../support/both';
import { b64u } from '../support/forge';
import { forgeDirect, openCompact } from '../support/forge-jwe';
import { secretOf } from '../support/jwe-keys';

// A loaded machine takes seconds for all of them.
jest.setTimeout(60_000);

const piece = 48 * 1024;

/** Around no octet, one, two and some pieces of plaintext; 48 KiB is also what 64 Ki characters hold. */
const sizes = [0, piece - 48, piece, piece + 48, 2 * piece, 5 * piece, 2 ** 20]
  .flatMap((size) => [-16, -3, -2, -1, 0, 1, 2, 3, 16].map((more) => size + more))
  .filter((size) => size >= 0)
  .concat(2 ** 24);

const noise = randomBytes(2 ** 24);

const key = secretOf(32);

/** Not through `toEqual`, which walks megabytes octet by octet. */
function expectSame(found: Buffer, expected: Buffer): void {
  expect(found.length).toBe(expected.length);
  expect(found.equals(expected)).toBe(true);
}

describe.each(['A256GCM', 'A128CBC-HS256'])('long messages with %s', (enc) => {
  const header = { alg: 'dir', enc };

  describe.each(forms)('$name', ({ name, jwe }) => {
    // The seams are the core's: one form tries them all.
    const tried = name === 'sync' ? sizes : sizes.filter((size) => size % piece < 4 || size > 2 ** 20);

    test('made here, read by node:crypto, at every seam', async () => {
      for (const size of tried) {
        const plaintext = noise.subarray(0, size);
        expectSame(openCompact(await jwe.encryptCompact(header, plaintext, key), key), plaintext);
      }
    });

    test('made by node:crypto, read here, at every seam', async () => {
      for (const size of tried) {
        const plaintext = noise.subarray(0, size);
        expectSame((await jwe.decryptCompact(forgeDirect(header, key, plaintext), key)).plaintext, plaintext);
      }
    });

    test('in JSON, both ways', async () => {
      for (const size of [piece - 1, piece, piece + 1, 3 * piece + 5, 2 ** 20]) {
        const plaintext = noise.subarray(0, size);
        const message = await jwe.encryptJson({ protected: header, recipient: { key } }, plaintext);
        const { protected: text = '', iv, ciphertext, tag } = message;
        expectSame(openCompact([text, '', iv, ciphertext, tag].join('.'), key), plaintext);
        expectSame((await jwe.decryptJson(JSON.stringify(message), key)).plaintext, plaintext);
      }
    });

    test('a change anywhere is found, and says no more than anywhere else', async () => {
      const token = forgeDirect(header, key, noise.subarray(0, 3 * piece + 7));
      const start = token.lastIndexOf('.', token.lastIndexOf('.') - 1) + 1;
      const end = token.lastIndexOf('.');
      const places = [start, start + 65535, start + 65536, start + 131071, start + 131072, end - 3, end + 1];
      for (const place of places) {
        const other = token[place] === 'A' ? 'B' : 'A';
        const changed = token.slice(0, place) + other + token.slice(place + 1);
        await expectJoseError(() => jwe.decryptCompact(changed, key), 'ERR_JWE_DECRYPTION_FAILED');
        // The last has the good character for its low octet.
        const cut = String.fromCharCode(0x100 + token.charCodeAt(place));
        for (const bad of ['+', '=', ' ', '\n', '\u0141', '\u00e9', '\ud83d', cut]) {
          const malformed = token.slice(0, place) + bad + token.slice(place + 1);
          await expectJoseError(() => jwe.decryptCompact(malformed, key), 'ERR_JWE_INVALID');
        }
      }
      for (const length of [1, 2, 3, 4, 65536]) {
        const shorter = token.slice(0, end - length) + token.slice(end);
        const codes = ['ERR_JWE_INVALID', 'ERR_JWE_DECRYPTION_FAILED'];
        await expectJoseError(() => jwe.decryptCompact(shorter, key), codes);
      }
    });

    test('text, and a token that was put together of many strings', async () => {
      const text = 'zwölf Boxkämpfer \u{1f94a} '.repeat(9000);
      const token = await jwe.encryptCompact(header, text, key);
      let joined = '';
      for (let at = 0; at < token.length; at += 997) joined += token.slice(at, at + 997);
      expect((await jwe.decryptCompact(joined, key)).plaintext.toString()).toBe(text);
    });
  });
});

describe.each(forms)('long signed messages, $name', ({ jws }) => {
  test('signatures of every seam', async () => {
    const secret = secretOf(32);
    const start = b64u({ alg: 'HS256' });
    for (const size of sizes) {
      const payload = noise.subarray(0, size);
      const input = `${start}.${b64u(payload)}`;
      const expected = `${input}.${b64u(createHmac('sha256', secret).update(input).digest())}`;
      expect((await jws.serializeCompact({ alg: 'HS256' }, payload, secret)) === expected).toBe(true);
      expectSame((await jws.deserializeCompact(expected, secret)).payload, payload);
    }
  });
});
