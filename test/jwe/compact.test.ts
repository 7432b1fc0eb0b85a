/** The compact serialization: what is made, what is read, and everything that is refused. */

import * as library from '../../lib';
import { expectJoseError, expectTypeError, failureOf, forms, snapshot } from '../support/both';
import { b64u, withTrailingBit } from '../support/forge';
import { forgeCompact, forgeDirect, joinCompact, partsOf, rsaEncrypt, seal, wrap } from '../support/forge-jwe';
import { jwks, publicHalf } from '../support/keys';
import { algorithmCases, allowing, octJwk, optionsFor, secretOf } from '../support/jwe-keys';

const failed = 'ERR_JWE_DECRYPTION_FAILED';
const invalid = 'ERR_JWE_INVALID';
const badHeader = 'ERR_JOSE_HEADER_INVALID';
const header = { alg: 'dir', enc: 'A128GCM' };
const secret = secretOf(16);
const token = forgeDirect(header, secret);
const wrappedHeader = { alg: 'A128KW', enc: 'A128CBC-HS256' };
const cek = secretOf(32, 9);
const wrapped = forgeCompact({ header: wrappedHeader, cek, encryptedKey: wrap(secret, cek) });

function withPart(index: number, change: (part: string) => string, of = wrapped): string {
  return of
    .split('.')
    .map((part, at) => (at === index ? change(part) : part))
    .join('.');
}

describe.each(forms)('compact, $name', ({ jwe }) => {
  test('reads what others made', async () => {
    const read = await jwe.decryptCompact(token, secret);
    expect(read.plaintext).toEqual(Buffer.from('hello'));
    expect(read.protected).toEqual(header);
    expect(read.key.kty).toBe('oct');
    expect(Object.keys(read).sort()).toEqual(['key', 'plaintext', 'protected']);
    expect((await jwe.decryptCompact(wrapped, secret)).plaintext.toString()).toBe('hello');
  });

  test('results are frozen, but for the plaintext, and the same header is the same object', async () => {
    const [first, second] = [await jwe.decryptCompact(token, secret), await jwe.decryptCompact(token, secret)];
    expect(Object.isFrozen(first) && Object.isFrozen(first.protected)).toBe(true);
    first.plaintext.fill(0);
    expect(second.plaintext.toString()).toBe('hello');
  });

  test('arguments are left as they were', async () => {
    const given = { alg: 'A128KW', enc: 'A128GCM', crit: ['x'], x: { y: [1] } };
    const rules = { x: { description: 'x', validate: () => true } };
    const registry = new library.jwe.Registry({ headers: rules });
    const [before, octets] = [snapshot(given), Buffer.from(secret)];
    const made = await jwe.encryptCompact(given, octets, octJwk(16), { registry });
    expect(given).toEqual(before);
    expect(octets.equals(secret)).toBe(true);
    expect(Object.isFrozen(given) || Object.isFrozen(given.x)).toBe(false);
    expect((await jwe.decryptCompact(made, octJwk(16), { registry })).protected).toEqual(before);
  });

  test('a token is as long as what it is made of', async () => {
    const made = await jwe.encryptCompact(header, Buffer.alloc(256), secret);
    expect(made.split('.').map((part) => part.length)).toEqual([b64u(header).length, 0, 16, 342, 22]);
  });

  describe('structure', () => {
    test.each([
      ['no part', ''],
      ['one part', 'a'],
      ['three parts', token.split('.').slice(0, 3).join('.')],
      ['four parts', token.split('.').slice(0, 4).join('.')],
      ['six parts', `${token}.`],
      ['six parts, the last not empty', `${token}.AAAA`],
      ['six empty parts', '.....'],
      ['many parts', '.'.repeat(100_000)],
      ['JSON', JSON.stringify({ protected: '' })],
    ])('%s', async (_, text) => {
      await expectJoseError(() => jwe.decryptCompact(text, secret), invalid);
    });

    test.each([undefined, null, 1, {}, [], Buffer.from(token)])('%p is no token', async (value) => {
      await expectTypeError(() => jwe.decryptCompact(value, secret));
    });

    test.each([0, 1, 2, 3, 4])('part %d must be strict base64url', async (index) => {
      const changes: ((part: string) => string)[] = [
        (part) => `${part}=`,
        (part) => `${part} `,
        (part) => `\n${part}`,
        (part) => `+${part.slice(1)}`,
        (part) => `/${part.slice(1)}`,
        (part) => `${part.slice(0, 3)}\u00a0${part.slice(4)}`,
        (part) => `${part.slice(0, 3)}\0${part.slice(4)}`,
        (part) => `${part.slice(0, 3)}\u0141${part.slice(4)}`,
        (part) => 'A'.repeat(part.length - (part.length % 4) + 5),
      ];
      for (const change of changes)
        await expectJoseError(() => jwe.decryptCompact(withPart(index, change), secret), invalid);
    });

    test.each([1, 2, 3, 4])('part %d must have no bits left over', async (index) => {
      const part = wrapped.split('.')[index] ?? '';
      if (part.length % 4 === 0) return;
      await expectJoseError(() => jwe.decryptCompact(withPart(index, withTrailingBit), secret), invalid);
    });

    test('a direct algorithm has no encrypted key', async () => {
      await expectJoseError(
        () =>
          jwe.decryptCompact(
            withPart(1, () => 'AAAA', token),
            secret,
          ),
        invalid,
      );
      const agreed = await jwe.encryptCompact({ alg: 'ECDH-ES', enc: 'A128GCM' }, 'x', jwks.p256);
      await expectJoseError(
        () =>
          jwe.decryptCompact(
            withPart(1, () => 'AAAA', agreed),
            jwks.p256,
          ),
        invalid,
      );
    });

    test('any other has one', async () => {
      await expectJoseError(
        () =>
          jwe.decryptCompact(
            withPart(1, () => ''),
            secret,
          ),
        failed,
      );
    });
  });

  describe('headers', () => {
    test.each([
      ['no alg', { enc: 'A128GCM' }],
      ['no enc', { alg: 'dir' }],
      ['alg no string', { alg: 1, enc: 'A128GCM' }],
      ['enc no string', { alg: 'dir', enc: ['A128GCM'] }],
      ['an unknown zip', { ...header, zip: 'GZIP' }],
      ['zip in lower case', { ...header, zip: 'def' }],
      ['zip no string', { ...header, zip: true }],
      ['an empty crit', { ...header, crit: [] }],
      ['crit of a registered name', { ...header, crit: ['enc'] }],
      ['crit of an absent name', { ...header, crit: ['x'] }],
      ['a private jwk', { ...header, jwk: jwks.p256 }],
    ])('%s', async (_, given) => {
      await expectJoseError(() => jwe.encryptCompact(given, 'x', secret), badHeader);
      const made = forgeCompact({ header: given, cek: secret, enc: 'A128GCM' });
      await expectJoseError(() => jwe.decryptCompact(made, secret), badHeader);
    });

    test.each([
      '[]',
      '"x"',
      'null',
      '{',
      '{"alg":"dir","enc":"A128GCM",}',
      '{"alg":"dir","alg":"dir","enc":"A128GCM"}',
    ])('%s is none', async (text) => {
      const made = forgeCompact({ header: text, cek: secret, enc: 'A128GCM' });
      await expectJoseError(() => jwe.decryptCompact(made, secret), badHeader);
    });

    test('crit must be understood', async () => {
      const given = { ...header, crit: ['x'], x: 1 };
      const made = forgeCompact({ header: given, cek: secret });
      await expectJoseError(() => jwe.decryptCompact(made, secret), 'ERR_JOSE_CRIT_UNSUPPORTED');
      const b64 = forgeCompact({ header: { ...header, crit: ['b64'], b64: false }, cek: secret });
      await expectJoseError(() => jwe.decryptCompact(b64, secret), 'ERR_JOSE_CRIT_UNSUPPORTED');
      const rules = { x: { description: 'x', validate: (value: unknown) => value === 1 } };
      const registry = new library.jwe.Registry({ headers: rules });
      expect((await jwe.decryptCompact(made, secret, { registry })).protected).toEqual(given);
    });

    test('unregistered names are refused in making and ignored in reading', async () => {
      const given = { ...header, tenant: 'a' };
      await expectJoseError(() => jwe.encryptCompact(given, 'x', secret), 'ERR_JOSE_HEADER_UNSUPPORTED');
      expect((await jwe.decryptCompact(forgeCompact({ header: given, cek: secret }), secret)).protected).toEqual(given);
      const lax = new library.jwe.Registry({ strictHeaders: false });
      expect(await jwe.encryptCompact(given, 'x', secret, { registry: lax })).toMatch(/^eyJ/);
      const strict = new library.jwe.Registry({ strictHeaders: true });
      const made = forgeCompact({ header: given, cek: secret });
      await expectJoseError(
        () => jwe.decryptCompact(made, secret, { registry: strict }),
        'ERR_JOSE_HEADER_UNSUPPORTED',
      );
    });

    test.each([
      ['ECDH-ES', 'epk', publicHalf(jwks.p256)],
      ['A128GCMKW', 'iv', 'AAAAAAAAAAAAAAAA'],
      ['A128GCMKW', 'tag', 'AAAA'],
      ['PBES2-HS256+A128KW', 'p2s', 'AAAAAAAAAAAAAAAA'],
      ['PBES2-HS256+A128KW', 'p2c', 4096],
    ])('what %s adds cannot be given: %s', async (alg, name, value) => {
      const found = algorithmCases.find((entry) => entry.alg === alg);
      const given = { alg, enc: 'A128GCM', [name]: value };
      const error = await expectJoseError(
        () => jwe.encryptCompact(given, 'x', found?.open('A128GCM'), optionsFor(alg)),
        badHeader,
      );
      expect(error.message).toContain(`"${name}"`);
    });

    test.each([
      ['ECDH-ES', ['epk']],
      ['ECDH-ES+A128KW', ['epk']],
      ['A128GCMKW', ['iv', 'tag']],
      ['PBES2-HS256+A128KW', ['p2s', 'p2c']],
    ])('what %s needs must be there: %j', async (alg, names) => {
      const found = algorithmCases.find((entry) => entry.alg === alg)!;
      const made = await jwe.encryptCompact({ alg, enc: 'A128GCM' }, 'x', found.open('A128GCM'), optionsFor(alg));
      const parts = partsOf(made);
      for (const name of names) {
        const without = Object.fromEntries(Object.entries(parts.header).filter(([other]) => other !== name));
        const broken = joinCompact(b64u(without), parts.encryptedKey, parts.sealed);
        const error = await expectJoseError(
          () => jwe.decryptCompact(broken, found.secret('A128GCM'), allowing(alg)),
          badHeader,
        );
        expect(error.message).toContain(`"${name}"`);
      }
    });
  });

  test('all failures of decryption are alike', async () => {
    const { sealed, encryptedKey, text } = partsOf(wrapped);
    const flip = (octets: Buffer, index = 0): Buffer => {
      const copy = Buffer.from(octets);
      copy[index] = (copy[index] ?? 0) ^ 1;
      return copy;
    };
    const other = b64u({ ...wrappedHeader, kid: 'x' });
    const oaep = { alg: 'RSA-OAEP', enc: 'A128GCM' };
    const rsa = (octets: Buffer): string =>
      forgeCompact({ header: oaep, cek: secret, encryptedKey: rsaEncrypt('RSA-OAEP', publicHalf(jwks.rsa), octets) });
    const cases: [string, string, unknown][] = [
      ['another key', wrapped, secretOf(16, 2)],
      ['a key of another size', wrapped, secretOf(32)],
      ['another header', joinCompact(other, encryptedKey, sealed), secret],
      ['another encrypted key', joinCompact(text, flip(encryptedKey), sealed), secret],
      ['no encrypted key', joinCompact(text, '', sealed), secret],
      ['a short encrypted key', joinCompact(text, encryptedKey.subarray(8), sealed), secret],
      ['a content key of another size', joinCompact(text, wrap(secret, secretOf(16)), sealed), secret],
      ['a long content key', joinCompact(text, wrap(secret, secretOf(4096)), sealed), secret],
      ['another IV', joinCompact(text, encryptedKey, { ...sealed, iv: flip(sealed.iv) }), secret],
      ['no IV', joinCompact(text, encryptedKey, { ...sealed, iv: Buffer.alloc(0) }), secret],
      ['a short IV', joinCompact(text, encryptedKey, { ...sealed, iv: sealed.iv.subarray(4) }), secret],
      ['another ciphertext', joinCompact(text, encryptedKey, { ...sealed, ciphertext: flip(sealed.ciphertext) }), secret],
      ['no ciphertext', joinCompact(text, encryptedKey, { ...sealed, ciphertext: Buffer.alloc(0) }), secret],
      ['a cut ciphertext', joinCompact(text, encryptedKey, { ...sealed, ciphertext: sealed.ciphertext.subarray(1) }), secret],
      ['another tag', joinCompact(text, encryptedKey, { ...sealed, tag: flip(sealed.tag) }), secret],
      ['no tag', joinCompact(text, encryptedKey, { ...sealed, tag: Buffer.alloc(0) }), secret],
      ['a short tag', joinCompact(text, encryptedKey, { ...sealed, tag: sealed.tag.subarray(8) }), secret],
      ['a long tag', joinCompact(text, encryptedKey, { ...sealed, tag: Buffer.concat([sealed.tag, sealed.tag]) }), secret],
      ['dir, another key', token, secretOf(16, 2)],
      ['dir, a key of another size', token, secretOf(32)],
      ['RSA, an encrypted key that is none', forgeCompact({ header: oaep, cek: secret, encryptedKey: secretOf(256, 0) }), jwks.rsa],
      ['RSA, a short encrypted key', forgeCompact({ header: oaep, cek: secret, encryptedKey: secretOf(255) }), jwks.rsa],
      ['RSA, a content key of another size', rsa(secretOf(32)), jwks.rsa],
      ['RSA, another key', rsa(secret), jwks.otherRsa],
      ['malformed compressed text', forgeCompact({ header: { ...header, zip: 'DEF' }, cek: secret }), secret],
    ]; // prettier-ignore
    const seen = new Set<string>();
    for (const [name, made, key] of cases) {
      const error = await failureOf(() => jwe.decryptCompact(made, key));
      expect([name, error]).toEqual([name, expect.any(library.errors.DecryptionError)]);
      const { message, ...rest } = error;
      seen.add(JSON.stringify({ message: error.message, own: Object.getOwnPropertyNames(error).sort(), rest, message2: message })); // prettier-ignore
      expect(error.cause).toBeUndefined();
      expect(Reflect.get(error, 'openssl')).toBeUndefined();
    }
    expect([...seen]).toHaveLength(1);
  });

  test('an empty plaintext has an empty ciphertext in GCM, which needs its tag all the same', async () => {
    const empty = forgeDirect(header, secret, '');
    expect((await jwe.decryptCompact(empty, secret)).plaintext).toHaveLength(0);
    const zero = withPart(4, () => b64u(Buffer.alloc(16)), empty);
    await expectJoseError(() => jwe.decryptCompact(zero, secret), failed);
  });

  test('the ciphertext is bound to the header as it was received', async () => {
    const spaced = '{ "enc": "A128GCM", "alg": "dir" }';
    const made = joinCompact(b64u(spaced), '', seal('A128GCM', secret, b64u(spaced), 'x'));
    expect((await jwe.decryptCompact(made, secret)).protected).toEqual(header);
    await expectJoseError(
      () =>
        jwe.decryptCompact(
          withPart(0, () => b64u(header), made),
          secret,
        ),
      failed,
    );
  });

  test.each([
    ['a plaintext that is no octets', () => jwe.encryptCompact(header, { a: 1 }, secret)],
    ['no plaintext', () => jwe.encryptCompact(header, undefined, secret)],
    ['shared octets', () => jwe.encryptCompact(header, new Uint8Array(new SharedArrayBuffer(1)), secret)],
    ['no header', () => jwe.encryptCompact(undefined, 'x', secret)],
    ['a header that is a text', () => jwe.encryptCompact('{}', 'x', secret)],
    ['no key', () => jwe.encryptCompact(header, 'x', undefined)],
    ['no key for reading', () => jwe.decryptCompact(token, null)],
    ['an unknown option', () => jwe.encryptCompact(header, 'x', secret, { algorithm: 'dir' })],
    ['an unknown option for reading', () => jwe.decryptCompact(token, secret, { p2c: 1000 })],
    ['algorithms no array', () => jwe.decryptCompact(token, secret, { algorithms: 'dir' })],
    ['a registry of JWS', () => jwe.decryptCompact(token, secret, { registry: new library.jws.Registry() })],
    ['both', () => jwe.decryptCompact(token, secret, { registry: new library.jwe.Registry(), algorithms: ['dir'] })],
    ['apu no octets', () => jwe.encryptCompact(header, 'x', secret, { apu: 1 })],
    ['p2c no integer', () => jwe.encryptCompact(header, 'x', secret, { p2c: '4096' })],
  ])('TypeError: %s', async (_, run) => {
    await expectTypeError(run);
  });
});
