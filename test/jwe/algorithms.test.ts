/** Every alg with every enc: made here and opened by node:crypto, opened here, and what each adds to the header. */

import { expectJoseError, forms } from '../support/both';
import { headerOf } from '../support/forge';
import { encNames, openCompact, sizeOf } from '../support/forge-jwe';
import { algorithmCases, allowing, optionsFor } from '../support/jwe-keys';

const isDirect = (alg: string): boolean => alg === 'dir' || alg === 'ECDH-ES';
const plaintext = 'Live long and prosper, \u{1f596}';

const added: readonly (readonly [RegExp, readonly string[]])[] = [
  [/^ECDH/, ['epk']],
  [/GCMKW$/, ['iv', 'tag']],
  [/^PBES2/, ['p2c', 'p2s']],
];

function addedBy(alg: string): readonly string[] {
  return added.find(([pattern]) => pattern.test(alg))?.[1] ?? [];
}

describe.each(forms)('algorithms, $name', ({ jwe }) => {
  describe.each(algorithmCases)('$name', ({ alg, secret, open, recommended }) => {
    test.each(encNames)('with %s', async (enc) => {
      const token = await jwe.encryptCompact({ alg, enc }, plaintext, open(enc), optionsFor(alg));
      expect(token.split('.')).toHaveLength(5);
      expect(token.split('.')[1] === '').toBe(isDirect(alg));
      const header = headerOf(token);
      expect(Object.keys(header).sort()).toEqual(['alg', 'enc', ...addedBy(alg)].sort());
      expect(openCompact(token, secret(enc)).toString()).toBe(plaintext);
      const read = await jwe.decryptCompact(token, secret(enc), allowing(alg));
      expect(read.plaintext.toString()).toBe(plaintext);
      expect(read.protected).toEqual(header);
      expect(Object.isFrozen(read) && Object.isFrozen(read.protected)).toBe(true);
    });

    test(recommended ? 'is allowed by default' : 'must be allowed', async () => {
      const enc = 'A128GCM';
      const token = await jwe.encryptCompact({ alg, enc }, plaintext, open(enc), optionsFor(alg));
      if (recommended) {
        expect((await jwe.decryptCompact(token, secret(enc))).plaintext.toString()).toBe(plaintext);
      } else {
        const code = 'ERR_JOSE_ALG_NOT_ALLOWED';
        const error = await expectJoseError(() => jwe.decryptCompact(token, secret(enc)), code);
        expect(error.message).toContain(`"${alg}"`);
        await expectJoseError(() => jwe.encryptCompact({ alg, enc }, plaintext, open(enc)), code);
      }
    });

    test('no two tokens have anything in common', async () => {
      const enc = 'A128GCM';
      const make = (): Promise<string> => jwe.encryptCompact({ alg, enc }, plaintext, open(enc), optionsFor(alg));
      const [first, second] = [await make(), await make()].map((token) => token.split('.'));
      const fixed = new Set(addedBy(alg).length === 0 ? [0] : []);
      if (isDirect(alg)) fixed.add(1);
      first?.forEach((part, index) => {
        expect([index, part === second?.[index]]).toEqual([index, fixed.has(index)]);
      });
    });
  });

  test.each([0, 1, 15, 16, 17, 255, 70_000])('a plaintext of %d octets', async (length) => {
    const octets = Buffer.alloc(length, 0xa5);
    for (const enc of encNames) {
      const secret = Buffer.alloc(sizeOf(enc), 3);
      const token = await jwe.encryptCompact({ alg: 'dir', enc }, octets, secret);
      expect(openCompact(token, secret).equals(octets)).toBe(true);
      expect((await jwe.decryptCompact(token, secret)).plaintext.equals(octets)).toBe(true);
    }
  });

  test('a string is its UTF-8 octets', async () => {
    const secret = Buffer.alloc(16, 1);
    for (const text of ['', 'latin é', 'wide ж 漢', 'lone \ud800 surrogate']) {
      const token = await jwe.encryptCompact({ alg: 'dir', enc: 'A128GCM' }, text, secret);
      expect((await jwe.decryptCompact(token, secret)).plaintext).toEqual(Buffer.from(text, 'utf8'));
    }
  });

  test.each([
    ['alg', { alg: 'A128CBC-HS256', enc: 'A128GCM' }],
    ['alg', { alg: 'DIR', enc: 'A128GCM' }],
    ['alg', { alg: 'HS256', enc: 'A128GCM' }],
    ['alg', { alg: '__proto__', enc: 'A128GCM' }],
    ['enc', { alg: 'dir', enc: 'a128gcm' }],
    ['enc', { alg: 'dir', enc: 'A128KW' }],
    ['enc', { alg: 'dir', enc: 'constructor' }],
  ])('an unknown %s: %j', async (_, header) => {
    const secret = Buffer.alloc(16, 1);
    await expectJoseError(() => jwe.encryptCompact(header, 'x', secret), 'ERR_JOSE_ALG_NOT_ALLOWED');
    const all = allowing(header.alg, header.enc);
    await expectJoseError(() => jwe.encryptCompact(header, 'x', secret, all), 'ERR_JOSE_ALG_NOT_ALLOWED');
  });

  test('a combination that never existed is refused with a hint', async () => {
    const header = { alg: 'dir', enc: 'A192CBC-HS256' };
    const error = await expectJoseError(
      () => jwe.encryptCompact(header, 'x', Buffer.alloc(40)),
      'ERR_JOSE_ALG_NOT_ALLOWED',
    );
    expect(error.message).toContain('A192CBC-HS384');
  });
});
