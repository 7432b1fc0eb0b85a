/** Threats, part d: passwords, rows 41 and 42. */

import * as crypto from 'node:crypto';
import { jwe as library } from '../../lib';
import { expectJoseError, expectTypeError, forms } from '../support/both';
import { b64u } from '../support/forge';
import { forgeCompact, passwordKey, wrap } from '../support/forge-jwe';
import { expectDecryptionFailed } from '../support/jwe-extra';
import { password } from '../support/jwe-keys';
import type { Json } from '../support/vectors';
import { withinASecond } from '../support/timed';

const alg = 'PBES2-HS256+A128KW';
const options = { algorithms: [alg] };
const cek = crypto.randomBytes(16);

/** A token with these parameters; its key is really derived where that costs little. */
function forged(members: Json): string {
  const header = { alg, enc: 'A128GCM', p2s: b64u(Buffer.alloc(16, 7)), p2c: 1000, ...members };
  const { p2c, p2s } = header;
  const derivable = typeof p2c === 'number' && p2c >= 1 && p2c <= 10_000 && Number.isInteger(p2c) && typeof p2s === 'string'; // prettier-ignore
  const kek = derivable ? passwordKey(header, password) : crypto.randomBytes(16);
  return forgeCompact({ header, cek, encryptedKey: wrap(kek, cek) });
}

/** The header's own text, for numbers that JSON.stringify cannot write. */
function forgedText(p2c: string): string {
  const header = `{"alg":"${alg}","enc":"A128GCM","p2s":"${b64u(Buffer.alloc(16, 7))}","p2c":${p2c}}`;
  return forgeCompact({ header, enc: 'A128GCM', cek, encryptedKey: wrap(crypto.randomBytes(16), cek) });
}

/** A general JWE whose recipients ask for so many iterations each. */
function general(counts: readonly number[]): Json {
  const [header = '', encryptedKey = '', iv, ciphertext, tag] = forgeCompact({
    header: { enc: 'A128GCM' },
    cek,
    encryptedKey: wrap(crypto.randomBytes(16), cek),
  }).split('.');
  const recipients = counts.map((p2c) => ({
    header: { alg, p2s: b64u(Buffer.alloc(16, 7)), p2c },
    encrypted_key: encryptedKey,
  }));
  return { protected: header, recipients, iv, ciphertext, tag };
}

const limit = 'ERR_JOSE_LIMIT_EXCEEDED';
const invalid = 'ERR_JOSE_HEADER_INVALID';

describe.each(forms)('$name', ({ jwe }) => {
  test('what these tests forge decrypts', async () => {
    expect((await jwe.decryptCompact(forged({}), password, options)).plaintext.toString()).toBe('hello');
    expect((await jwe.decryptCompact(forged({ p2c: 4096 }), password, options)).plaintext.toString()).toBe('hello');
    expect((await jwe.decryptCompact(forged({ p2s: b64u('12345678') }), password, options)).protected['p2c']).toBe(
      1000,
    );
  });

  describe('row 41: as many iterations as the sender likes', () => {
    test.each(['1000001', '20000000', '2147483647', '2147483648', '4294967297', '9007199254740991'])(
      'p2c %s exceeds the limit',
      async (p2c) => {
        const token = forgedText(p2c);
        await withinASecond(() => expectJoseError(() => jwe.decryptCompact(token, password, options), limit));
      },
    );

    test.each(['1e18', '1e308', '1e309', '9007199254740992', '18446744073709551617'])(
      'p2c %s is refused one way or the other',
      async (p2c) => {
        const token = forgedText(p2c);
        await withinASecond(() =>
          expectJoseError(() => jwe.decryptCompact(token, password, options), [limit, invalid]),
        );
      },
    );

    test.each(['0', '-1', '-0', '1.5', '1000.5', '-1e308', '"4096"', 'null', 'true', '[4096]', '{}'])(
      'p2c %s is no count',
      async (p2c) => {
        const token = forgedText(p2c);
        await withinASecond(() => expectJoseError(() => jwe.decryptCompact(token, password, options), invalid));
      },
    );

    test('p2c absent', async () => {
      await expectJoseError(() => jwe.decryptCompact(forged({ p2c: undefined }), password, options), invalid);
      await expectJoseError(() => jwe.decryptCompact(forged({ p2s: undefined }), password, options), invalid);
    });

    test('a registry sets the limit, for both directions', async () => {
      const registry = new library.Registry({ algorithms: [alg], maxPBES2Count: 2000 });
      const own = { registry };
      expect((await jwe.decryptCompact(forged({ p2c: 2000 }), password, own)).plaintext.toString()).toBe('hello');
      await expectJoseError(() => jwe.decryptCompact(forged({ p2c: 2001 }), password, own), limit);
      const header = { alg, enc: 'A128GCM' };
      await expectJoseError(() => jwe.encryptCompact(header, 'x', password, own), limit);
      await expectJoseError(() => jwe.encryptCompact(header, 'x', password, { ...own, p2c: 2001 }), limit);
      const token = await jwe.encryptCompact(header, 'x', password, { ...own, p2c: 2000 });
      expect((await jwe.decryptCompact(token, password, own)).plaintext.toString()).toBe('x');
      await withinASecond(() =>
        expectJoseError(() => jwe.encryptCompact(header, 'x', password, { ...options, p2c: 1e9 }), limit),
      );
    });

    test('even the largest registry counts no further than 32 bits go', async () => {
      const registry = new library.Registry({ algorithms: [alg], maxPBES2Count: Number.MAX_SAFE_INTEGER });
      for (const p2c of ['4294967297', '4294968296', '9007199254740991']) {
        await withinASecond(() =>
          expectJoseError(() => jwe.decryptCompact(forgedText(p2c), password, { registry }), limit),
        );
      }
    });

    test('the limit is for the sum over the recipients', async () => {
      const over = general([250_000, 250_000, 250_000, 250_001]);
      await withinASecond(() => expectJoseError(() => jwe.decryptJson(over, password, options), limit));
      const registry = new library.Registry({ algorithms: [alg], maxPBES2Count: 3000 });
      await expectDecryptionFailed(() => jwe.decryptJson(general([1000, 1000, 1000]), password, { registry }));
      await expectJoseError(() => jwe.decryptJson(general([1000, 1000, 1001]), password, { registry }), limit);
    });

    test('recipients that are not tried do not count', async () => {
      const mixed = general([1000]) as { recipients: Json[] };
      const other = { header: { alg: 'PBES2-HS512+A256KW', p2s: b64u(Buffer.alloc(16)), p2c: 3000 }, encrypted_key: 'AAAA' }; // prettier-ignore
      const registry = new library.Registry({ algorithms: [alg], maxPBES2Count: 1500 });
      const value = { ...mixed, recipients: [other, ...mixed.recipients] };
      await expectDecryptionFailed(() => jwe.decryptJson(value, password, { registry }));
    });

    test('5,000 recipients', async () => {
      const many = general(Array<number>(5000).fill(1000));
      await withinASecond(() => expectJoseError(() => jwe.decryptJson(many, password, options), limit));
    });

    test('a wrong password costs what a right one does, and no more', async () => {
      const registry = new library.Registry({ algorithms: [alg], maxPBES2Count: 1_000_000 });
      await expectDecryptionFailed(() => jwe.decryptCompact(forgedText('1000000'), password, { registry }));
    });

    test('PBES2 is off unless it is named, whatever the key says', async () => {
      for (const given of [undefined, { algorithms: [] }, { algorithms: ['A128KW'] }, { algorithms: ['A128GCM'] }]) {
        await expectJoseError(() => jwe.decryptCompact(forged({}), password, given), 'ERR_JOSE_ALG_NOT_ALLOWED');
      }
      const key = { kty: 'oct', alg, k: b64u(password) };
      await expectJoseError(() => jwe.decryptCompact(forged({}), key), 'ERR_JOSE_ALG_NOT_ALLOWED');
      await expectJoseError(() => jwe.encryptCompact({ alg, enc: 'A128GCM' }, 'x', key), 'ERR_JOSE_ALG_NOT_ALLOWED');
      expect((await jwe.decryptCompact(forged({}), key, options)).plaintext.toString()).toBe('hello');
    });
  });

  describe('row 42: too few iterations, too short a salt', () => {
    test.each([1, 2, 100, 999])('p2c %d', async (p2c) => {
      await expectJoseError(() => jwe.decryptCompact(forged({ p2c }), password, options), invalid);
      const header = { alg, enc: 'A128GCM' };
      await expectJoseError(() => jwe.encryptCompact(header, 'x', password, { ...options, p2c }), invalid);
    });

    test.each([0, 1, 7])('p2s of %d octets', async (length) => {
      const p2s = b64u(Buffer.alloc(length, 7));
      await expectJoseError(() => jwe.decryptCompact(forged({ p2s }), password, options), invalid);
    });

    test.each([1, null, [], 'a b', 'AAAA=', 'A'])('p2s %j', async (p2s) => {
      await expectJoseError(() => jwe.decryptCompact(forged({ p2s }), password, options), invalid);
    });

    test.each([1.5, '4096', null, NaN, Infinity, 2 ** 53])('the option p2c: %p', async (p2c) => {
      const header = { alg, enc: 'A128GCM' };
      await expectTypeError(() => jwe.encryptCompact(header, 'x', password, { ...options, p2c }));
    });

    test('the parameters are not for the caller to give in the header', async () => {
      for (const members of [{ p2c: 4096 }, { p2s: b64u(Buffer.alloc(16)) }]) {
        await expectJoseError(() => jwe.encryptCompact({ alg, enc: 'A128GCM', ...members }, 'x', password, options), invalid); // prettier-ignore
      }
    });
  });
});
