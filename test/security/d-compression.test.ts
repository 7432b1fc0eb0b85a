/** Threats, part d: compressed plaintexts, row 43. */

import { constants, deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import { jwe as library } from '../../lib';
import { expectJoseError, forms } from '../support/both';
import { b64u } from '../support/forge';
import { forgeDirect, seal } from '../support/forge-jwe';
import { expectDecryptionFailed } from '../support/jwe-extra';
import { secretOf } from '../support/jwe-keys';
import { withinASecond } from '../support/timed';

const secret = secretOf(16);
const header = { enc: 'A128GCM', zip: 'DEF' };
const limit = 'ERR_JOSE_LIMIT_EXCEEDED';
const byDefault = 250_000;

const forged = (compressed: Buffer): string => forgeDirect(header, secret, compressed);

/** A stream of so many megabytes of zeros, put together from one block: about 1 kB for each. */
function bomb(megabytes: number): Buffer {
  const block = deflateRawSync(Buffer.alloc(1_000_000), { finishFlush: constants.Z_FULL_FLUSH });
  const end = Buffer.from([3, 0]);
  return Buffer.concat([...Array<Buffer>(megabytes).fill(block), end]);
}

const hello = deflateRawSync('hello hello hello hello');

describe.each(forms)('$name', ({ jwe }) => {
  describe('row 43: zip bombs and bad streams', () => {
    test('what these tests forge decrypts', async () => {
      expect((await jwe.decryptCompact(forged(hello), secret)).plaintext.toString()).toBe('hello hello hello hello');
      const registry = new library.Registry({ maxDecompressedLength: 2_000_000 });
      expect((await jwe.decryptCompact(forged(bomb(2)), secret, { registry })).plaintext).toHaveLength(2_000_000);
    });

    test.each([1, 10, 200])('%d MB', async (megabytes) => {
      const token = forged(bomb(megabytes));
      const before = process.resourceUsage().maxRSS;
      await withinASecond(() => expectJoseError(() => jwe.decryptCompact(token, secret), limit));
      // Kilobytes. What a test runner needs meanwhile is in it too; 200 MB would show.
      expect(process.resourceUsage().maxRSS - before).toBeLessThan(40_000);
    });

    test('the limit is exact', async () => {
      const exact = forged(deflateRawSync(Buffer.alloc(byDefault)));
      expect((await jwe.decryptCompact(exact, secret)).plaintext).toHaveLength(byDefault);
      const over = forged(deflateRawSync(Buffer.alloc(byDefault + 1)));
      await expectJoseError(() => jwe.decryptCompact(over, secret), limit);
      for (const most of [0, 1, 23, 1000]) {
        const registry = new library.Registry({ maxDecompressedLength: most });
        const within = forged(deflateRawSync(Buffer.alloc(most)));
        expect((await jwe.decryptCompact(within, secret, { registry })).plaintext).toHaveLength(most);
        const beyond = forged(deflateRawSync(Buffer.alloc(most + 1)));
        await expectJoseError(() => jwe.decryptCompact(beyond, secret, { registry }), limit);
      }
    });

    test('a bomb in JSON, and one of what does not repeat', async () => {
      const [text = '', , iv, ciphertext, tag] = forged(bomb(10)).split('.');
      await expectJoseError(() => jwe.decryptJson({ protected: text, iv, ciphertext, tag }, secret), limit);
      const stored = deflateRawSync(Buffer.alloc(byDefault + 1, 1), { level: 0 });
      await expectJoseError(() => jwe.decryptCompact(forged(stored), secret), limit);
    });

    test('the tag is checked before anything is inflated', async () => {
      const parts = forged(bomb(10)).split('.');
      parts[4] = b64u(Buffer.alloc(16));
      await expectDecryptionFailed(() => jwe.decryptCompact(parts.join('.'), secret));
    });

    const streams: readonly (readonly [string, Buffer])[] = [
      ['nothing at all', Buffer.alloc(0)],
      ['the first octet', hello.subarray(0, 1)],
      ['all but the last octet', hello.subarray(0, -1)],
      ['no last block', deflateRawSync('hello', { finishFlush: constants.Z_SYNC_FLUSH })],
      ['an octet behind it', Buffer.concat([hello, Buffer.alloc(1)])],
      ['another stream behind it', Buffer.concat([hello, hello])],
      ['a header of zlib', deflateSync('hello')],
      ['a header of gzip', gzipSync('hello')],
      ['the plaintext as it is', Buffer.from('hello')],
      ['a reserved block type', Buffer.from([0xff, 0xff, 0xff])],
      ['a distance too far back', Buffer.from([0x4b, 0x04, 0x62, 0x00])],
      ['a stored block with wrong lengths', Buffer.from([1, 5, 0, 5, 0, 1, 2, 3, 4, 5])],
      ['a bomb cut short below the limit', deflateRawSync(Buffer.alloc(100_000)).subarray(0, -4)],
    ];

    test.each(streams)('%s fails as every decryption does', async (_, stream) => {
      await expectDecryptionFailed(() => jwe.decryptCompact(forged(stream), secret));
      const [text = '', , iv, ciphertext, tag] = forged(stream).split('.');
      await expectDecryptionFailed(() => jwe.decryptJson({ protected: text, iv, ciphertext, tag }, secret));
    });

    test.each(['GZ', 'def', 'DEFLATE', '', 'DEF ', 1, true, null, ['DEF'], {}])('zip %j', async (zip) => {
      const invalid = 'ERR_JOSE_HEADER_INVALID';
      const token = forgeDirect({ enc: 'A128GCM', zip }, secret, hello);
      await expectJoseError(() => jwe.decryptCompact(token, secret), invalid);
      await expectJoseError(() => jwe.encryptCompact({ alg: 'dir', enc: 'A128GCM', zip }, 'x', secret), invalid);
    });

    test.each(['header', 'unprotected'])('zip in the %s', async (place) => {
      const invalid = 'ERR_JOSE_HEADER_INVALID';
      const text = b64u({ alg: 'dir', enc: 'A128GCM' });
      const { iv, ciphertext, tag } = seal('A128GCM', secret, text, hello);
      const parts = { protected: text, iv: b64u(iv), ciphertext: b64u(ciphertext), tag: b64u(tag) };
      expect((await jwe.decryptJson(parts, secret)).plaintext.equals(hello)).toBe(true);
      await expectJoseError(() => jwe.decryptJson({ ...parts, [place]: { zip: 'DEF' } }, secret), invalid);
      const protectedHeader = { alg: 'dir', enc: 'A128GCM' };
      const zip = { zip: 'DEF' };
      const given = place === 'header' ? { recipient: { header: zip, key: secret } } : { unprotected: zip, recipient: { key: secret } }; // prettier-ignore
      await expectJoseError(() => jwe.encryptJson({ protected: protectedHeader, ...given }, 'x'), invalid);
    });

    test('what is encrypted here is raw DEFLATE, and smaller', async () => {
      const text = 'a'.repeat(100_000);
      const token = await jwe.encryptCompact({ alg: 'dir', ...header }, text, secret);
      expect(token.length).toBeLessThan(1000);
      expect((await jwe.decryptCompact(token, secret)).plaintext.toString()).toBe(text);
      const empty = await jwe.encryptCompact({ alg: 'dir', ...header }, '', secret);
      expect((await jwe.decryptCompact(empty, secret)).plaintext).toHaveLength(0);
    });

    test('many bombs at once stay bounded', async () => {
      const token = forged(bomb(50));
      const before = process.resourceUsage().maxRSS;
      const runs = Array.from({ length: 20 }, () => expectJoseError(() => jwe.decryptCompact(token, secret), limit));
      await Promise.all(runs);
      expect(process.resourceUsage().maxRSS - before).toBeLessThan(80_000);
    });
  });
});
