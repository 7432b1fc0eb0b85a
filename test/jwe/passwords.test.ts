/** PBES2: passwords, salts and counts. */

import { expectJoseError, expectTypeError, forms } from '../support/both';
import { b64u, fromB64u, headerOf } from '../support/forge';
import { contentKey, forgeCompact, openCompact, passwordKey, wrap } from '../support/forge-jwe';
import { allowing, octJwk, password, secretOf } from '../support/jwe-keys';

const exceeded = 'ERR_JOSE_LIMIT_EXCEEDED';
const badHeader = 'ERR_JOSE_HEADER_INVALID';
const names = ['PBES2-HS256+A128KW', 'PBES2-HS384+A192KW', 'PBES2-HS512+A256KW'] as const;
const [alg] = names;
const enc = 'A128GCM';
const cek = secretOf(16, 9);
const salt = b64u(secretOf(16));

function forge(parameters: object): string {
  return forgeCompact({ header: { alg, enc, ...parameters }, cek, encryptedKey: Buffer.alloc(24) });
}

describe.each(forms)('PBES2, $name', ({ jwe }) => {
  test.each([
    [names[0], 600_000],
    [names[1], 210_000],
    [names[2], 210_000],
  ])('%s: %d iterations where none are given', async (name, count) => {
    const token = await jwe.encryptCompact({ alg: name, enc }, 'hello', password, allowing(name));
    const header = headerOf(token);
    expect(header['p2c']).toBe(count);
    expect(fromB64u(String(header['p2s']))).toHaveLength(16);
    expect(openCompact(token, password).toString()).toBe('hello');
    expect((await jwe.decryptCompact(token, password, allowing(name))).plaintext.toString()).toBe('hello');
  });

  test('as many as are asked for', async () => {
    const token = await jwe.encryptCompact({ alg, enc }, 'hello', password, { algorithms: [alg], p2c: 4096 });
    expect(headerOf(token)['p2c']).toBe(4096);
    expect(openCompact(token, password).toString()).toBe('hello');
  });

  test.each([
    ['text', 'Thus from my lips, by yours, my sin is purged.'],
    ['one letter', 'x'],
    ['text beyond ASCII', 'Пароль'],
    ['octets', Buffer.from([0, 1, 255])],
    ['a JWK of any size', octJwk(5)],
    ['a JWK for it', octJwk(300, { alg })],
  ])('a password may be %s', async (_, key) => {
    const options = { algorithms: [alg], p2c: 1000 };
    const token = await jwe.encryptCompact({ alg, enc }, 'hello', key, options);
    const octets = typeof key === 'object' && 'kty' in key ? key : Buffer.from(key);
    expect(openCompact(token, octets).toString()).toBe('hello');
    expect((await jwe.decryptCompact(token, key, allowing(alg))).plaintext.toString()).toBe('hello');
  });

  test('an empty password is refused', async () => {
    await expectJoseError(
      () => jwe.encryptCompact({ alg, enc }, 'x', '', { algorithms: [alg], p2c: 1000 }),
      'ERR_KEY_TOO_SHORT',
    );
  });

  test('another password', async () => {
    const token = await jwe.encryptCompact({ alg, enc }, 'x', password, { algorithms: [alg], p2c: 1000 });
    await expectJoseError(() => jwe.decryptCompact(token, 'another', allowing(alg)), 'ERR_JWE_DECRYPTION_FAILED');
  });

  test('what others made, with a salt of eight octets', async () => {
    const header = { alg, enc, p2s: b64u(secretOf(8)), p2c: 1000 };
    const made = forgeCompact({ header, cek, encryptedKey: wrap(passwordKey(header, password), cek) });
    expect(contentKey(header, wrap(passwordKey(header, password), cek), password).equals(cek)).toBe(true);
    expect((await jwe.decryptCompact(made, password, allowing(alg))).plaintext.toString()).toBe('hello');
  });

  test.each([1_000_001, 2e7, 2 ** 31 - 1, 2 ** 31, 2 ** 32, 2 ** 32 + 1, 2 ** 53, 1e18, 1e308])(
    'p2c %d is refused before any work',
    async (p2c) => {
      const token = forge({ p2s: salt, p2c });
      const started = process.hrtime.bigint();
      await expectJoseError(() => jwe.decryptCompact(token, password, allowing(alg)), exceeded);
      expect(Number(process.hrtime.bigint() - started) / 1e6).toBeLessThan(50);
    },
  );

  test.each([0, -1, 999, 1000.5, '4096', null, true, [], {}])('p2c %p is none', async (p2c) => {
    await expectJoseError(() => jwe.decryptCompact(forge({ p2s: salt, p2c }), password, allowing(alg)), badHeader);
  });

  test.each([undefined, '', b64u(secretOf(7)), `${salt}=`, 1, null])('p2s %p is none', async (p2s) => {
    await expectJoseError(() => jwe.decryptCompact(forge({ p2s, p2c: 1000 }), password, allowing(alg)), badHeader);
  });

  test('the option p2c', async () => {
    const make = (p2c: unknown): Promise<string> =>
      jwe.encryptCompact({ alg, enc }, 'x', password, { algorithms: [alg], p2c });
    for (const value of ['1000', 1000.5, NaN, Infinity, null]) await expectTypeError(() => make(value));
    for (const value of [999, 0, -1]) await expectJoseError(() => make(value), badHeader);
    for (const value of [1_000_001, 2 ** 40]) await expectJoseError(() => make(value), exceeded);
    expect(headerOf(await make(1000))['p2c']).toBe(1000);
  });

  test('the option p2c has no meaning for others', async () => {
    const secret = secretOf(16);
    const token = await jwe.encryptCompact({ alg: 'dir', enc }, 'x', secret, { p2c: 4096 });
    expect(headerOf(token)).toEqual({ alg: 'dir', enc });
  });
});
