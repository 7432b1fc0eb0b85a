/** Threats, part c, as far as encryption goes: the texts and shapes of a JWE, of rows 25 to 29 and 36. */

import { jwe as library } from '../../lib';
import { expectJoseError, forms, outcomeOf } from '../support/both';
import { b64u, fromB64u, withTrailingBit } from '../support/forge';
import { forgeCompact, joinCompact, seal, wrap } from '../support/forge-jwe';
import { octJwk, secretOf } from '../support/jwe-keys';
import type { Json } from '../support/vectors';
import { withinASecond } from '../support/timed';

const kek = secretOf(16);
const cek = secretOf(32, 2);
const key = octJwk(16);
const enc = 'A128CBC-HS256';
const invalidHeader = 'ERR_JOSE_HEADER_INVALID';
const invalidToken = 'ERR_JWE_INVALID';

/** A good token but for its header, whose text may be anything. */
function withHeader(header: Json | string): string {
  return forgeCompact({ header, enc, cek, encryptedKey: wrap(kek, cek), plaintext: 'hello' });
}

/** A good token but for its header's own encoding. */
function withHeaderText(text: string): string {
  return joinCompact(text, wrap(kek, cek), seal(enc, cek, text, 'hello'));
}

const names = ['protected', 'encrypted_key', 'iv', 'ciphertext', 'tag'] as const;

function partsOf(token: string): Record<(typeof names)[number], string> {
  const parts = token.split('.');
  return Object.fromEntries(names.map((name, index) => [name, parts[index] ?? ''])) as ReturnType<typeof partsOf>;
}

const header = { alg: 'A128KW', enc };
const token = withHeader(header);
const flattened = partsOf(token);
const { encrypted_key: encryptedKey, ...shared } = flattened;
const general = { ...shared, recipients: [{ encrypted_key: encryptedKey }] };

describe.each(forms)('$name', ({ jwe }) => {
  async function refused(value: unknown, code: string | string[], options?: object): Promise<void> {
    await expectJoseError(() => jwe.decrypt(value, key, options), code);
  }

  test('what these tests forge decrypts', async () => {
    for (const value of [token, flattened, general, JSON.stringify(general)]) {
      expect((await jwe.decrypt(value, key)).plaintext.toString()).toBe('hello');
    }
  });

  describe('row 25: crit in a JWE', () => {
    test.each(['unknown', 'cnf', '__proto__', 'constructor', 'b64'])('not understood: %s', async (name) => {
      await refused(withHeader(`{"alg":"A128KW","enc":"${enc}","crit":["${name}"],"${name}":true}`), 'ERR_JOSE_CRIT_UNSUPPORTED'); // prettier-ignore
    });

    test.each([
      [[]],
      ['x'],
      [null],
      [{}],
      [['x', 'x']],
      [[1]],
      [['alg']],
      [['enc']],
      [['zip']],
      [['epk']],
      [['p2c']],
      [['absent']],
    ])(
      // prettier-ignore
      'malformed: %j',
      async (crit) => {
        await refused(withHeader({ ...header, crit, x: 1 }), [invalidHeader]);
      },
    );

    test('unprotected', async () => {
      for (const place of ['header', 'unprotected']) {
        await refused({ ...flattened, [place]: { crit: ['x'], x: 1 } }, invalidHeader);
      }
      await refused({ ...shared, recipients: [{ encrypted_key: encryptedKey, header: { crit: ['x'], x: 1 } }] }, invalidHeader); // prettier-ignore
    });

    test('understood, if the registry says so', async () => {
      const registry = new library.Registry({ headers: { x: { description: 'x', validate: (value) => value === 1 } } });
      const good = withHeader({ ...header, crit: ['x'], x: 1 });
      expect((await jwe.decryptCompact(good, key, { registry })).plaintext.toString()).toBe('hello');
      await refused(withHeader({ ...header, crit: ['x'], x: 2 }), invalidHeader, { registry });
    });
  });

  describe('row 26: b64 says nothing of a JWE', () => {
    test('it neither changes the content nor makes it readable', async () => {
      for (const b64 of [true, false]) {
        const plain = withHeader({ ...header, b64 });
        const outcome = await outcomeOf(() => jwe.decryptCompact(plain, key));
        expect([undefined, invalidHeader]).toContain(outcome);
        if (outcome === undefined) expect((await jwe.decryptCompact(plain, key)).plaintext.toString()).toBe('hello');
        await refused(withHeader({ ...header, b64, crit: ['b64'] }), ['ERR_JOSE_CRIT_UNSUPPORTED', invalidHeader]);
      }
    });
  });

  describe('row 27: base64url is strict in all five parts', () => {
    const intruders = [' ', '\n', '\t', '\r', '=', '==', '+', '/', '?', '*', '\0', '\u00a0', '\ufeff', '\u2028', 'é', '\u0141', '\u{1f596}']; // prettier-ignore
    const changes = intruders.flatMap((character) => [
      [`${JSON.stringify(character)} before`, (part: string) => character + part] as const,
      [`${JSON.stringify(character)} after`, (part: string) => part + character] as const,
      [`${JSON.stringify(character)} inside`, (part: string) => part.slice(0, 4) + character + part.slice(4)] as const,
    ]);
    const lengths = [['a length of 1 mod 4', (part: string) => `${part.slice(0, 4 * Math.floor(part.length / 4))}A`], ['one character', () => 'A']] as const; // prettier-ignore

    test.each([...changes, ...lengths])('%s', async (_, change) => {
      for (const name of names) {
        const changed = { ...flattened, [name]: change(flattened[name]) };
        await refused(names.map((part) => changed[part]).join('.'), invalidToken);
        await refused(changed, invalidToken);
      }
      // The header's own text, sealed as it stands.
      await refused(withHeaderText(change(flattened.protected)), invalidToken);
      await refused({ ...flattened, aad: change(b64u('additional')) }, invalidToken);
    });

    test.each(['apu', 'apv', 'iv', 'tag', 'p2s', 'x5t'])('in the header parameter %s', async (name) => {
      for (const value of ['AAAAAAAAAAA=', 'AAAA AAAA', '++++++++++++', 'AAAAA', 'AB']) {
        await refused(withHeader({ ...header, [name]: value }), invalidHeader);
      }
    });

    test('standard base64 instead', async () => {
      const ciphertext = fromB64u(flattened.ciphertext).toString('base64');
      await refused({ ...flattened, ciphertext }, invalidToken);
      await refused({ ...flattened, tag: fromB64u(flattened.tag).toString('base64') }, invalidToken);
    });
  });

  describe('row 28: unused bits of the last character of a JWE', () => {
    const padding = (4 - (JSON.stringify(header).length % 3)) % 3 || 3;
    const wide = withHeader(`{"alg":"A128KW","enc":"${enc}"}${' '.repeat(padding)}`);
    const parts = partsOf(wide);
    const loose = names.filter((name) => parts[name].length % 4 !== 0);

    test('all five parts have some', () => {
      expect(loose).toEqual([...names]);
    });

    test.each(loose)('%s', async (name) => {
      const changed = { ...parts, [name]: withTrailingBit(parts[name]) };
      expect(fromB64u(changed[name])).toEqual(fromB64u(parts[name]));
      await refused(names.map((part) => changed[part]).join('.'), invalidToken);
      await refused(changed, invalidToken);
    });

    test('the header, sealed as it stands, and the additional data', async () => {
      await refused(withHeaderText(withTrailingBit(parts.protected)), invalidToken);
      await refused({ ...flattened, aad: withTrailingBit(b64u('a')) }, invalidToken);
    });
  });

  describe('row 29: members twice in the header of a JWE', () => {
    test.each([
      `{"alg":"A128KW","alg":"A128KW","enc":"${enc}"}`,
      `{"alg":"dir","\\u0061lg":"A128KW","enc":"${enc}"}`,
      `{"alg":"A128KW","enc":"A128GCM","enc":"${enc}"}`,
      `{"alg":"A128KW","enc":"${enc}","jwk":{"kty":"oct","kty":"RSA"}}`,
    ])('%s', async (text) => {
      await refused(withHeader(text), invalidHeader);
    });

    test('in the message', async () => {
      const text = JSON.stringify(flattened);
      await refused(`${text.slice(0, -1)},"tag":"AAAA"}`, invalidToken);
    });
  });

  describe('row 36: the shapes of the JSON serialization of a JWE', () => {
    test.each([
      ['no recipients', { ...shared, recipients: [] }],
      ['recipients null', { ...shared, recipients: null }],
      ['recipients an object', { ...shared, recipients: { encrypted_key: encryptedKey } }],
      ['recipients a string', { ...shared, recipients: encryptedKey }],
      ['a recipient null', { ...shared, recipients: [null] }],
      ['a recipient a string', { ...shared, recipients: [encryptedKey] }],
      ['both forms', { ...flattened, recipients: general.recipients }],
      ['both forms by header', { ...general, header: { kid: '1' } }],
      ['a header that is a string', { ...flattened, header: 'x' }],
      ['a header that is an array', { ...flattened, header: [] }],
      ['unprotected null', { ...flattened, unprotected: null }],
      ['encrypted_key a number', { ...flattened, encrypted_key: 1 }],
      ['protected an object', { ...flattened, protected: header }],
      ['ciphertext missing', { ...flattened, ciphertext: undefined }],
      ['ciphertext null', { ...flattened, ciphertext: null }],
      ['tag an array', { ...flattened, tag: [flattened.tag] }],
      ['iv a number', { ...flattened, iv: 1 }],
      ['aad an object', { ...flattened, aad: {} }],
      ['nothing', {}],
    ])('%s', async (_, value) => {
      await refused(value, [invalidToken, invalidHeader]);
      await refused(JSON.stringify(value), [invalidToken, invalidHeader]);
    });

    test.each([
      ['protected and header', { ...flattened, header: { alg: 'A128KW' } }],
      ['protected and unprotected', { ...flattened, unprotected: { enc } }],
      ['header and unprotected', { ...flattened, header: { kid: '1' }, unprotected: { kid: '1' } }],
      ['in one recipient of two', { ...general, recipients: [...general.recipients, { header: { alg: 'A128KW' }, encrypted_key: encryptedKey }] }], // prettier-ignore
    ])('a parameter in two places: %s', async (_, value) => {
      await refused(value, invalidHeader);
    });

    test('another "enc" for another recipient', async () => {
      const own = b64u({ alg: 'A128KW' });
      const recipients = ['A128GCM', enc].map((name) => ({ header: { enc: name }, encrypted_key: encryptedKey }));
      await refused({ ...shared, protected: own, recipients }, invalidHeader);
    });

    test('10,000 recipients, at once', async () => {
      const many = { ...shared, recipients: Array.from({ length: 10_000 }, () => general.recipients[0]) };
      const text = JSON.stringify(many);
      await withinASecond(() => refused(many, 'ERR_JOSE_LIMIT_EXCEEDED'));
      await withinASecond(() => refused(text, 'ERR_JOSE_LIMIT_EXCEEDED'));
      const seventeen = { ...shared, recipients: many.recipients.slice(0, 17) };
      await refused(seventeen, 'ERR_JOSE_LIMIT_EXCEEDED');
      const registry = new library.Registry({ maxRecipients: 17 });
      expect((await jwe.decryptJson(seventeen, key, { registry })).recipient.index).toBe(0);
    });
  });
});
