/** zip DEF: raw DEFLATE, bounded and strict. */

import * as zlib from 'node:zlib';
import * as library from '../../lib';
import { expectJoseError, forms } from '../support/both';
import { forgeDirect, openCompact } from '../support/forge-jwe';
import { secretOf } from '../support/jwe-keys';

const failed = 'ERR_JWE_DECRYPTION_FAILED';
const exceeded = 'ERR_JOSE_LIMIT_EXCEEDED';
const header = { alg: 'dir', enc: 'A128GCM', zip: 'DEF' };
const secret = secretOf(16);

describe.each(forms)('compression, $name', ({ jwe }) => {
  test.each([0, 1, 1000, 250_000])('of %d octets', async (length) => {
    const plaintext = Buffer.alloc(length, 'abcd');
    const token = await jwe.encryptCompact(header, plaintext, secret);
    expect(zlib.inflateRawSync(openCompact(token, secret)).equals(plaintext)).toBe(true);
    expect((await jwe.decryptCompact(token, secret)).plaintext.equals(plaintext)).toBe(true);
  });

  test('of a text', async () => {
    const token = await jwe.encryptCompact(header, 'ж'.repeat(1000), secret);
    expect(token.length).toBeLessThan(200);
    expect((await jwe.decryptCompact(token, secret)).plaintext.toString()).toBe('ж'.repeat(1000));
  });

  test('of octets that do not compress', async () => {
    const plaintext = Buffer.from(Array.from({ length: 5000 }, (_, index) => (index * index * 7919) % 251));
    const token = await jwe.encryptCompact(header, plaintext, secret);
    expect((await jwe.decryptCompact(token, secret)).plaintext.equals(plaintext)).toBe(true);
  });

  test.each([zlib.constants.Z_NO_COMPRESSION, zlib.constants.Z_BEST_COMPRESSION])(
    'of level %d is read',
    async (level) => {
      const token = forgeDirect(header, secret, zlib.deflateRawSync(Buffer.alloc(70_000, 'x'), { level }));
      expect((await jwe.decryptCompact(token, secret)).plaintext).toHaveLength(70_000);
    },
  );

  const deflated = zlib.deflateRawSync(Buffer.alloc(1000, 'abc'));
  const malformed: [string, Buffer][] = [
    ['nothing', Buffer.alloc(0)],
    ['the last octet missing', deflated.subarray(0, -1)],
    ['half of it', deflated.subarray(0, deflated.length / 2)],
    ['an octet behind it', Buffer.concat([deflated, Buffer.from([0])])],
    ['a second stream behind it', Buffer.concat([deflated, deflated])],
    ['much behind it', Buffer.concat([deflated, Buffer.alloc(100_000)])],
    ['a zlib wrapper', zlib.deflateSync(Buffer.alloc(1000, 'abc'))],
    ['a gzip wrapper', zlib.gzipSync(Buffer.alloc(1000, 'abc'))],
    ['no compression', Buffer.from('hello')],
    ['a stream without its last block', zlib.deflateRawSync('x', { finishFlush: zlib.constants.Z_SYNC_FLUSH })],
  ];
  test.each(malformed)('malformed: %s', async (_, octets) => {
    const error = await expectJoseError(() => jwe.decryptCompact(forgeDirect(header, secret, octets), secret), failed);
    const wrongKey = await expectJoseError(
      () => jwe.decryptCompact(forgeDirect(header, secret, octets), secretOf(16, 2)),
      failed,
    );
    expect(error.message).toBe(wrongKey.message);
    expect(error.cause).toBeUndefined();
  });

  describe('is bounded', () => {
    test.each([250_001, 10_000_000, 200_000_000])('%d octets', async (length) => {
      const bomb = forgeDirect(header, secret, zlib.deflateRawSync(Buffer.alloc(length)));
      const started = process.hrtime.bigint();
      await expectJoseError(() => jwe.decryptCompact(bomb, secret), exceeded);
      expect(Number(process.hrtime.bigint() - started) / 1e6).toBeLessThan(250);
    });

    test.each([0, 1, 100, 300_000])('by maxDecompressedLength %d', async (most) => {
      const registry = new library.jwe.Registry({ maxDecompressedLength: most });
      const token = (length: number): string =>
        forgeDirect(header, secret, zlib.deflateRawSync(Buffer.alloc(length, 1)));
      expect((await jwe.decryptCompact(token(most), secret, { registry })).plaintext).toHaveLength(most);
      await expectJoseError(() => jwe.decryptCompact(token(most + 1), secret, { registry }), exceeded);
    });

    test('but not without compression', async () => {
      const plain = { alg: 'dir', enc: 'A128GCM' };
      const token = await jwe.encryptCompact(plain, Buffer.alloc(250_001), secret);
      expect((await jwe.decryptCompact(token, secret)).plaintext).toHaveLength(250_001);
    });
  });

  test('a forged token is not decompressed', async () => {
    const bomb = forgeDirect(header, secret, zlib.deflateRawSync(Buffer.alloc(10_000_000)));
    await expectJoseError(() => jwe.decryptCompact(bomb, secretOf(16, 5)), failed);
  });
});
