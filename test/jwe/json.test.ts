/** The JSON serializations: flattened and general. */

import * as library from '../../lib';
import { expectJoseError, expectTypeError, forms, snapshot, type JweMessage } from '../support/both';
import { b64u, fromB64u } from '../support/forge';
import { open, seal, unwrap, wrap } from '../support/forge-jwe';
import { jwks, publicHalf } from '../support/keys';
import { agreementKey, algorithmCases, allowing, octJwk, optionsFor, password, secretOf } from '../support/jwe-keys';

const failed = 'ERR_JWE_DECRYPTION_FAILED';
const invalid = 'ERR_JWE_INVALID';
const badHeader = 'ERR_JOSE_HEADER_INVALID';
const enc = 'A128GCM';
const secret = secretOf(16);
const kw = { alg: 'A128KW', enc };
const cek = secretOf(16, 9);
const wrapped = b64u(wrap(secret, cek));

interface Forged {
  readonly protected?: object | undefined;
  readonly aad?: string;
  readonly members?: object;
}

/** A message of one content key, made without the library. */
function forge({ protected: own, aad, members }: Forged): Record<string, unknown> {
  const text = own === undefined ? '' : b64u(own);
  const { iv, ciphertext, tag } = seal(enc, cek, aad === undefined ? text : `${text}.${aad}`, 'hello');
  return {
    ...(own === undefined ? {} : { protected: text }),
    ...(aad === undefined ? {} : { aad }),
    ...members,
    iv: b64u(iv),
    ciphertext: b64u(ciphertext),
    tag: b64u(tag),
  };
}

const flattened = forge({ protected: kw, members: { encrypted_key: wrapped } });
const other = { header: { alg: 'A128KW' }, encrypted_key: b64u(wrap(secretOf(16, 3), cek)) };
const mine = { header: { alg: 'A128KW', kid: 'mine' }, encrypted_key: wrapped };
const general = forge({ protected: { enc }, members: { recipients: [other, mine] } });

function openMessage(message: JweMessage, key: Buffer, encryptedKey: string | undefined): string {
  const aad = [message.protected ?? '', ...(message.aad === undefined ? [] : [message.aad])].join('.');
  const [iv, ciphertext, tag] = [message.iv, message.ciphertext, message.tag].map(fromB64u) as [Buffer, Buffer, Buffer];
  return open(enc, unwrap(key, fromB64u(encryptedKey ?? '')), aad, { iv, ciphertext, tag }).toString();
}

describe.each(forms)('JSON, $name', ({ jwe }) => {
  describe('flattened', () => {
    test('is read', async () => {
      const read = await jwe.decryptJson(flattened, secret);
      expect(read).toMatchObject({ flattened: true, protected: kw, recipient: { index: 0, joseHeader: kw } });
      expect(read.plaintext.toString()).toBe('hello');
      expect([read.unprotected, read.aad, read.recipient.header]).toEqual([undefined, undefined, undefined]);
      expect(read.key.kty).toBe('oct');
      for (const part of [read, read.protected, read.recipient, read.recipient.joseHeader]) {
        expect(Object.isFrozen(part)).toBe(true);
      }
    });

    test('is read from its text', async () => {
      const text = `\n ${JSON.stringify(flattened)}`;
      expect((await jwe.decryptJson(text, secret)).plaintext.toString()).toBe('hello');
    });

    test('is made for a recipient', async () => {
      const made = await jwe.encryptJson({ protected: kw, recipient: { key: secret } }, 'hello');
      expect(Object.keys(made).sort()).toEqual(['ciphertext', 'encrypted_key', 'iv', 'protected', 'tag']);
      expect(fromB64u(made.protected ?? '').toString()).toBe(JSON.stringify(kw));
      expect(openMessage(made, secret, made.encrypted_key)).toBe('hello');
      expect(Object.isFrozen(made)).toBe(true);
      expect((await jwe.decryptJson(made, secret)).plaintext.toString()).toBe('hello');
    });

    test.each(algorithmCases)('$name', async ({ alg, open: publicKey, secret: privateKey }) => {
      for (const shape of ['protected', 'unprotected', 'header']) {
        const headers = shape === 'header' ? {} : { [shape]: { alg, enc } };
        const own = shape === 'header' ? { header: { alg, enc } } : {};
        const recipient = { ...own, key: publicKey(enc) };
        const made = await jwe.encryptJson({ ...headers, recipient }, 'hello', optionsFor(alg));
        const read = await jwe.decryptJson(made, privateKey(enc), allowing(alg));
        expect(read.plaintext.toString()).toBe('hello');
        // What the algorithm adds is protected where something is.
        const place = shape === 'protected' ? read.protected : (read.recipient.header ?? {});
        const names = new Set(['alg', 'enc']);
        const added = Object.keys(read.recipient.joseHeader).filter((name) => !names.has(name));
        for (const name of added) expect(place).toHaveProperty([name]);
        expect(added.length > 0).toBe(/^(ECDH|PBES2)|GCMKW$/.test(alg));
      }
    });
  });

  describe('general', () => {
    test('is read: the recipients that fit are tried', async () => {
      const read = await jwe.decryptJson(general, secret);
      expect(read.flattened).toBe(false);
      expect(read.recipient).toEqual({ index: 1, header: mine.header, joseHeader: { enc, ...mine.header } });
      expect(read.protected).toEqual({ enc });
    });

    test('an array of one is general', async () => {
      const made = await jwe.encryptJson({ protected: kw, recipients: [{ key: secret }] }, 'hello');
      expect(Object.keys(made).sort()).toEqual(['ciphertext', 'iv', 'protected', 'recipients', 'tag']);
      const [recipient] = made.recipients;
      expect(Object.keys(recipient ?? {})).toEqual(['encrypted_key']);
      expect((await jwe.decryptJson(made, secret)).flattened).toBe(false);
    });

    test('recipients of all kinds', async () => {
      const cases = algorithmCases.filter(({ alg }) => alg !== 'dir' && alg !== 'ECDH-ES').slice(0, 16);
      const algorithms = [...new Set(cases.map(({ alg }) => alg))];
      const recipients = cases.map(({ alg, open: key }, index) => ({
        header: { alg, kid: String(index) },
        key: key(enc),
      }));
      const shape = { protected: { enc, typ: 'x' }, unprotected: { cty: 'y' }, aad: 'more', recipients };
      const made = await jwe.encryptJson(shape, 'hello', { algorithms, p2c: 1000 });
      expect(made.unprotected).toEqual({ cty: 'y' });
      expect(fromB64u(made.aad ?? '').toString()).toBe('more');
      expect(fromB64u(made.protected ?? '').toString()).toBe(JSON.stringify(shape.protected));
      const keys = new Set(made.recipients.map(({ encrypted_key: key }) => key));
      expect(keys.size).toBe(cases.length);
      for (const [index, { alg, secret: key }] of cases.entries()) {
        const choose = (header: Record<string, unknown>): unknown =>
          header['kid'] === String(index) ? key(enc) : undefined;
        const read = await jwe.decryptJson(made, choose, { algorithms });
        expect([read.recipient.index, read.recipient.header?.['alg']]).toEqual([index, alg]);
        expect(read.recipient.joseHeader).toEqual({ ...shape.protected, cty: 'y', ...made.recipients[index]?.header });
        expect([read.plaintext.toString(), read.aad?.toString()]).toEqual(['hello', 'more']);
      }
    });

    test('alg may be shared, what it adds is not', async () => {
      const key = octJwk(16);
      const header = { alg: 'A128GCMKW', enc };
      const recipients = [{ key: octJwk(16, {}, 4) }, { header: { kid: 'b' }, key }];
      const made = await jwe.encryptJson({ protected: header, recipients }, 'hello', allowing('A128GCMKW'));
      expect(made.recipients.map((recipient) => Object.keys(recipient.header ?? {}).sort())).toEqual([
        ['iv', 'tag'],
        ['iv', 'kid', 'tag'],
      ]);
      expect((await jwe.decryptJson(made, key, allowing('A128GCMKW'))).recipient.index).toBe(1);
    });

    test.each(['dir', 'ECDH-ES'])('%s is for one recipient alone', async (alg) => {
      const key = alg === 'dir' ? secret : jwks.p256;
      const recipients = [
        { header: { alg }, key },
        { header: { alg: 'A128KW' }, key: secret },
      ];
      await expectJoseError(() => jwe.encryptJson({ protected: { enc }, recipients }, 'x'), invalid);
      const epk = alg === 'dir' ? {} : { epk: publicHalf(jwks.p256) };
      const members = { recipients: [{ header: { alg, ...epk } }, mine] };
      await expectJoseError(() => jwe.decryptJson(forge({ protected: { enc }, members }), secret), invalid);
      const one = await jwe.encryptJson({ protected: { enc }, recipients: recipients.slice(0, 1) }, 'hello');
      expect(Object.keys(one.recipients[0] ?? {})).toEqual(['header']);
      expect((await jwe.decryptJson(one, key)).plaintext.toString()).toBe('hello');
    });

    test('a direct algorithm has no encrypted key', async () => {
      const message = forge({ protected: { alg: 'dir', enc }, members: { encrypted_key: wrapped } });
      await expectJoseError(() => jwe.decryptJson(message, cek), invalid);
      const empty = forge({ protected: { alg: 'dir', enc } });
      expect((await jwe.decryptJson(empty, cek)).plaintext.toString()).toBe('hello');
    });
  });

  describe('recipients that are passed over', () => {
    const rsa = { header: { alg: 'RSA-OAEP' }, encrypted_key: 'AAAA' };
    const messageFor = (...recipients: object[]): object => forge({ protected: { enc }, members: { recipients } });

    test.each([
      ['an unknown alg', { header: { alg: 'X' }, encrypted_key: 'AAAA' }],
      ['an alg that is not allowed', { header: { alg: 'RSA1_5' }, encrypted_key: 'AAAA' }],
      ['an alg for another type of key', rsa],
      ['an agreement without its ephemeral key', { header: { alg: 'ECDH-ES+A128KW' }, encrypted_key: 'AAAA' }],
      ['another key of the same kind', other],
    ])('%s', async (_, recipient) => {
      expect((await jwe.decryptJson(messageFor(recipient, mine), octJwk(16))).recipient.index).toBe(1);
      expect((await jwe.decryptJson(messageFor(recipient, mine), secret)).recipient.index).toBe(1);
      expect((await jwe.decryptJson(messageFor(mine, recipient), secret)).recipient.index).toBe(0);
    });

    test('none fits', async () => {
      const unknown = { header: { alg: 'X' }, encrypted_key: 'AAAA' };
      await expectJoseError(() => jwe.decryptJson(messageFor(rsa), octJwk(16)), 'ERR_KEY_TYPE_MISMATCH');
      await expectJoseError(() => jwe.decryptJson(messageFor(unknown, rsa), octJwk(16)), 'ERR_KEY_TYPE_MISMATCH');
      await expectJoseError(() => jwe.decryptJson(messageFor(unknown), octJwk(16)), 'ERR_JOSE_ALG_NOT_ALLOWED');
      await expectJoseError(() => jwe.decryptJson(messageFor(rsa), secret), 'ERR_JWK_INVALID');
      const set = library.KeySet.importKeySet({ keys: [octJwk(16)] });
      await expectJoseError(() => jwe.decryptJson(messageFor(rsa, unknown), set), 'ERR_JWKS_NO_MATCHING_KEY');
      const reserved = octJwk(16, { use: 'sig' });
      await expectJoseError(() => jwe.decryptJson(messageFor(mine), reserved), 'ERR_KEY_USE_MISMATCH');
    });

    test('some fit, but none decrypts', async () => {
      await expectJoseError(() => jwe.decryptJson(messageFor(rsa, other, other), secret), failed);
      await expectJoseError(
        () => jwe.decryptJson(messageFor({ header: { alg: 'A256KW' }, encrypted_key: wrapped }), secret),
        failed,
      );
    });

    test('a key function is asked for each, with its JOSE header and the headers apart', async () => {
      const asked: unknown[] = [];
      const unprotected = { cty: 'c' };
      const message = forge({ protected: { enc }, members: { unprotected, recipients: [other, mine] } });
      const read = await jwe.decryptJson(message, (header: { kid?: string }, parts: unknown) => {
        asked.push([header, parts]);
        return header.kid === 'mine' ? secret : undefined;
      });
      expect(read.recipient.index).toBe(1);
      expect(asked).toEqual(
        [other, mine].map(({ header }) => [
          { enc, ...unprotected, ...header },
          { protected: { enc }, unprotected, header },
        ]),
      );
    });
  });

  describe('additional data', () => {
    test('are protected', async () => {
      const octets = Buffer.from([0, 255, 128]);
      const made = await jwe.encryptJson({ protected: kw, aad: octets, recipient: { key: secret } }, 'hello');
      expect(made.aad).toBe(b64u(octets));
      expect((await jwe.decryptJson(made, secret)).aad).toEqual(octets);
      expect(openMessage(made, secret, made.encrypted_key)).toBe('hello');
      await expectJoseError(() => jwe.decryptJson({ ...made, aad: b64u('x') }, secret), failed);
      await expectJoseError(() => jwe.decryptJson({ ...made, aad: undefined }, secret), failed);
      await expectJoseError(() => jwe.decryptJson({ ...made, aad: `${b64u(octets)}=` }, secret), invalid);
      await expectJoseError(() => jwe.decryptJson({ ...flattened, aad: '' }, secret), failed);
    });

    test('that are empty are none', async () => {
      const made = await jwe.encryptJson({ protected: kw, aad: '', recipient: { key: secret } }, 'hello');
      expect(made).not.toHaveProperty('aad');
    });

    test('without a protected header', async () => {
      const made = await jwe.encryptJson({ unprotected: kw, aad: 'a', recipient: { key: secret } }, 'hello');
      expect(made).not.toHaveProperty('protected');
      expect(openMessage(made, secret, made.encrypted_key)).toBe('hello');
      const read = await jwe.decryptJson(made, secret);
      expect([read.protected, read.unprotected]).toEqual([undefined, kw]);
    });
  });

  test('an empty header is none', async () => {
    const shape = { protected: {}, unprotected: kw, recipient: { header: {}, key: secret } };
    const made = await jwe.encryptJson(shape, 'hello');
    expect(Object.keys(made).sort()).toEqual(['ciphertext', 'encrypted_key', 'iv', 'tag', 'unprotected']);
    const agreed = { protected: {}, unprotected: { alg: 'ECDH-ES', enc }, recipient: { key: jwks.p256 } };
    const withKey = await jwe.encryptJson(agreed, 'hello');
    expect(Object.keys(withKey.header ?? {})).toEqual(['epk']);
  });

  test('arguments are left as they were, results are their own', async () => {
    const header = { alg: 'A128GCMKW', kid: 'x' };
    const shape = { protected: { enc }, unprotected: { cty: 'c' }, recipients: [{ header, key: octJwk(16) }] };
    const before = snapshot(shape);
    const made = await jwe.encryptJson(shape, 'hello', allowing('A128GCMKW'));
    expect(shape).toEqual(before);
    expect(Object.isFrozen(shape.unprotected)).toBe(false);
    expect(made.unprotected).not.toBe(shape.unprotected);
    expect(Object.isFrozen(made.unprotected) && Object.isFrozen(made.recipients[0]?.header)).toBe(true);
  });

  test('apu and apv of the options stand beside what is added', async () => {
    const key = agreementKey('X25519');
    const options = { apu: 'Alice', apv: Buffer.from('Bob') };
    const alg = 'ECDH-ES+A128KW';
    const one = await jwe.encryptJson(
      { protected: { alg, enc }, recipient: { key: publicHalf(key) } },
      'hello',
      options,
    );
    const read = await jwe.decryptJson(one, key);
    expect(read.protected).toMatchObject({ apu: b64u('Alice'), apv: b64u('Bob') });
    const recipients = [{ key: publicHalf(key) }, { header: { kid: 'b' }, key: publicHalf(jwks.p256) }];
    const two = await jwe.encryptJson({ protected: { alg, enc }, recipients }, 'hello', options);
    for (const { header } of two.recipients) expect(header).toMatchObject({ apu: b64u('Alice'), apv: b64u('Bob') });
    expect((await jwe.decryptJson(two, jwks.p256)).recipient.index).toBe(1);
    const given = { protected: { alg, enc, apu: b64u('C') }, recipient: { key } };
    await expectTypeError(() => jwe.encryptJson(given, 'x', options));
    expect((await jwe.decryptJson(await jwe.encryptJson(given, 'x'), key)).protected).toMatchObject({ apu: b64u('C') });
  });

  test('zip is protected', async () => {
    const plaintext = 'a'.repeat(10_000);
    const made = await jwe.encryptJson({ protected: { ...kw, zip: 'DEF' }, recipient: { key: secret } }, plaintext);
    expect(made.ciphertext.length).toBeLessThan(200);
    expect((await jwe.decryptJson(made, secret)).plaintext.toString()).toBe(plaintext);
    for (const place of ['unprotected', 'header']) {
      await expectJoseError(() => jwe.decryptJson({ ...flattened, [place]: { zip: 'DEF' } }, secret), badHeader);
    }
    await expectJoseError(
      () => jwe.encryptJson({ unprotected: { ...kw, zip: 'DEF' }, recipient: { key: secret } }, 'x'),
      badHeader,
    );
  });

  describe('headers', () => {
    test.each([
      ['no alg', { protected: { enc } }],
      ['no enc', { protected: { alg: 'A128KW' } }],
      ['a name in two of them', { protected: kw, unprotected: { enc } }],
      ['a name in two of them', { protected: kw, header: { alg: 'A128KW' } }],
      ['a name in two of them', { unprotected: { ...kw, kid: 'a' }, header: { kid: 'a' } }],
      ['crit unprotected', { protected: kw, unprotected: { crit: ['x'], x: 1 } }],
      ['crit in the recipient’s', { protected: kw, header: { crit: ['x'], x: 1 } }],
      ['p2s too short', { protected: { enc }, header: { alg: 'PBES2-HS256+A128KW', p2s: 'AAAA', p2c: 1000 } }],
      ['kid no string', { protected: kw, unprotected: { kid: 1 } }],
    ])(
      '%s: %j',
      async (_, { protected: own, ...rest }: { protected?: object; header?: object; unprotected?: object }) => {
        const message = forge({ protected: own, members: { ...rest, encrypted_key: wrapped } });
        await expectJoseError(() => jwe.decryptJson(message, secret), badHeader);
        const { header, ...shared } = rest;
        const shape = {
          ...(own === undefined ? {} : { protected: own }),
          ...shared,
          recipient: { ...(header === undefined ? {} : { header }), key: secret },
        };
        await expectJoseError(() => jwe.encryptJson(shape, 'x', allowing('A128KW', 'PBES2-HS256+A128KW')), badHeader);
      },
    );

    test('enc is the same for all recipients', async () => {
      const headers = ['A128GCM', 'A256GCM'].map((name) => ({ alg: 'A128KW', enc: name }));
      const recipients = headers.map((header) => ({ header, encrypted_key: wrapped }));
      await expectJoseError(() => jwe.decryptJson(forge({ members: { recipients } }), secret), badHeader);
      const keyed = headers.map((header) => ({ header, key: secret }));
      await expectJoseError(() => jwe.encryptJson({ recipients: keyed }, 'x'), badHeader);
      const same = keyed.map(({ key }) => ({ header: headers[0], key }));
      const made = await jwe.encryptJson({ recipients: same }, 'hello');
      expect((await jwe.decryptJson(made, secret)).plaintext.toString()).toBe('hello');
    });

    test('the protected header is bound to the message', async () => {
      const changed = { ...flattened, protected: b64u({ ...kw, kid: 'x' }) };
      await expectJoseError(() => jwe.decryptJson(changed, secret), failed);
      const unprotected = { ...flattened, unprotected: { kid: 'x' } };
      expect((await jwe.decryptJson(unprotected, secret)).recipient.joseHeader['kid']).toBe('x');
    });
  });

  describe('shape', () => {
    const cases: [string, unknown][] = [
      ['an empty object', {}],
      ['no ciphertext', { ...flattened, ciphertext: undefined }],
      ['ciphertext no string', { ...flattened, ciphertext: 1 }],
      ['iv no string', { ...flattened, iv: null }],
      ['tag no string', { ...flattened, tag: [] }],
      ['protected an object', { ...flattened, protected: kw }],
      ['protected empty', { ...flattened, protected: '' }],
      ['unprotected a string', { ...flattened, unprotected: 'x' }],
      ['header an array', { ...flattened, header: [] }],
      ['encrypted_key no string', { ...flattened, encrypted_key: {} }],
      ['encrypted_key not base64url', { ...flattened, encrypted_key: `${wrapped}=` }],
      ['iv not base64url', { ...flattened, iv: `${String(flattened['iv'])}\n` }],
      ['ciphertext not base64url', { ...flattened, ciphertext: 'A' }],
      ['ciphertext not ASCII', { ...flattened, ciphertext: `${String(flattened['ciphertext'])}\u00e9` }],
      ['tag not base64url', { ...flattened, tag: '+///' }],
      ['aad no string', { ...flattened, aad: 1 }],
      ['no recipients', { ...general, recipients: [] }],
      ['recipients null', { ...general, recipients: null }],
      ['recipients an object', { ...general, recipients: { 0: mine } }],
      ['recipients of texts', { ...general, recipients: ['x'] }],
      ['both forms', { ...general, encrypted_key: wrapped }],
      ['both forms', { ...general, header: {} }],
      ['a JWS', { payload: 'AAAA', protected: b64u({ alg: 'HS256' }), signature: 'AAAA' }],
      ['malformed text', '{'],
      ['an array', '[]'],
      ['a repeated member', `{"ciphertext":"","ciphertext":""}`],
      ['a compact token', 'a.b.c.d.e'],
    ];
    test.each(cases)('%s', async (_, value) => {
      await expectJoseError(() => jwe.decryptJson(value, secret), invalid);
    });

    test.each([undefined, null, 1, [], Buffer.from('{}')])('%p is no message', async (value) => {
      await expectTypeError(() => jwe.decryptJson(value, secret));
    });

    test('unknown members are ignored', async () => {
      const message = { ...flattened, extra: 1, recipient: 'x' };
      expect((await jwe.decryptJson(message, secret)).plaintext.toString()).toBe('hello');
    });

    test('nesting is bounded', async () => {
      const deep = `{"ciphertext":"","x":${'['.repeat(100_000)}`;
      await expectJoseError(() => jwe.decryptJson(deep, secret), 'ERR_JOSE_LIMIT_EXCEEDED');
    });
  });

  test.each([
    ['neither recipients nor recipient', { protected: kw }],
    ['both', { protected: kw, recipient: { key: secret }, recipients: [{ key: secret }] }],
    ['recipients no array', { protected: kw, recipients: { key: secret } }],
    ['a hole', { protected: kw, recipients: [, { key: secret }] }], // eslint-disable-line no-sparse-arrays -- what is tested
    ['a recipient that is none', { protected: kw, recipient: 'x' }],
    ['a recipient without a key', { protected: kw, recipient: {} }],
    ['a recipient with another member', { protected: kw, recipient: { key: secret, kid: 'x' } }],
    ['another member', { protected: kw, recipient: { key: secret }, header: {} }],
    ['aad no octets', { protected: kw, recipient: { key: secret }, aad: 1 }],
    ['a header that is none', { protected: 'x', recipient: { key: secret } }],
    ['nothing', undefined],
    ['a text', 'x'],
  ])('TypeError: %s', async (_, shape) => {
    await expectTypeError(() => jwe.encryptJson(shape, 'x'));
  });

  test('no recipient at all', async () => {
    await expectJoseError(() => jwe.encryptJson({ protected: kw, recipients: [] }, 'x'), invalid);
  });

  test('PBES2 among others counts once for each that is tried', async () => {
    const alg = 'PBES2-HS256+A128KW';
    const recipients = ['a', 'b'].map((kid) => ({ header: { kid }, key: password }));
    const options = { algorithms: [alg], p2c: 2000 };
    const made = await jwe.encryptJson({ protected: { alg, enc }, recipients }, 'hello', options);
    const registry = (maxPBES2Count: number): object => ({
      registry: new library.jwe.Registry({ algorithms: [alg], maxPBES2Count }),
    });
    expect((await jwe.decryptJson(made, password, registry(4000))).recipient.index).toBe(0);
    await expectJoseError(() => jwe.decryptJson(made, password, registry(3999)), 'ERR_JOSE_LIMIT_EXCEEDED');
    const second = (header: { kid?: string }): unknown => (header.kid === 'b' ? password : undefined);
    expect((await jwe.decryptJson(made, second, registry(2000))).recipient.index).toBe(1);
  });
});
