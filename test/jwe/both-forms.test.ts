/** The two forms of JWE: the same names, results and errors; and verbs that tell the serialization by its shape. */

import * as sync from '../../lib';
import * as promises from '../../lib/promises';
import { expectJoseError, expectTypeError, failureOf, forms, type JweFace } from '../support/both';
import { b64u } from '../support/forge';
import { forgeCompact, forgeDirect, openCompact } from '../support/forge-jwe';
import { jwks } from '../support/keys';
import { allowing, octJwk, password, secretOf } from '../support/jwe-keys';

const enc = 'A128GCM';
const secret = secretOf(16);
const dir = { alg: 'dir', enc };
const token = forgeDirect(dir, secret);

test('the two entry points have the same names', () => {
  expect(Object.keys(promises.jwe).sort()).toEqual(Object.keys(sync.jwe).sort());
  expect(promises.jwe.Registry).toBe(sync.jwe.Registry);
});

const failures: [string, (jwe: JweFace) => Promise<unknown>][] = [
  ['a failed decryption', (jwe) => jwe.decryptCompact(token, secretOf(16, 2))],
  ['a failed decryption with RSA', (jwe) => jwe.decryptCompact(forgeCompact({ header: { alg: 'RSA-OAEP', enc }, cek: secret, encryptedKey: secretOf(256, 0) }), jwks.rsa)], // prettier-ignore
  ['an algorithm that is not allowed', (jwe) => jwe.encryptCompact({ alg: 'RSA1_5', enc }, 'x', jwks.rsa)],
  ['a key of another type', (jwe) => jwe.encryptCompact({ alg: 'RSA-OAEP', enc }, 'x', jwks.p256)],
  ['a key of another size', (jwe) => jwe.encryptCompact(dir, 'x', secretOf(15))],
  ['a key for something else', (jwe) => jwe.decryptCompact(token, octJwk(16, { use: 'sig' }))],
  ['a malformed token', (jwe) => jwe.decryptCompact('a.b.c', secret)],
  ['a malformed part', (jwe) => jwe.decryptCompact(`${token}=`, secret)],
  ['malformed JSON', (jwe) => jwe.decryptJson('{', secret)],
  ['a malformed header', (jwe) => jwe.decryptCompact(forgeCompact({ header: '[]', cek: secret, enc }), secret)],
  ['an unregistered parameter', (jwe) => jwe.encryptCompact({ ...dir, own: 1 }, 'x', secret)],
  ['a set without the key', (jwe) => jwe.decryptCompact(token, sync.KeySet.importKeySet({ keys: [] }))],
  ['malformed compression', (jwe) => jwe.decryptCompact(forgeDirect({ ...dir, zip: 'DEF' }, secret), secret)],
  ['a missing ephemeral key', (jwe) => jwe.decryptCompact(forgeDirect({ ...dir, alg: 'ECDH-ES' }, secret), jwks.p256)],
  ['too many iterations', (jwe) => jwe.encryptCompact({ alg: 'PBES2-HS256+A128KW', enc }, 'x', password, { ...allowing('PBES2-HS256+A128KW'), p2c: 1e7 })], // prettier-ignore
  ['no recipients', (jwe) => jwe.encryptJson({ protected: dir, recipients: [] }, 'x')],
  ['an unknown option', (jwe) => jwe.decryptCompact(token, secret, { key: 1 })],
  ['a wrong argument', (jwe) => jwe.encryptCompact(dir, 1, secret)],
];

test.each(failures)('both fail alike: %s', async (_, run) => {
  const errors = await Promise.all(forms.map(({ jwe }) => failureOf(() => run(jwe))));
  const [first, second] = errors.map((error) => ({
    class: error.constructor,
    message: error.message,
    code: Reflect.get(error, 'code') as unknown,
  }));
  expect(second).toEqual(first);
});

test('an asynchronous key function is for promises', async () => {
  const later = async (): Promise<Buffer> => secret;
  const [synchronous, promised] = forms;
  await expectTypeError(() => synchronous?.jwe.decryptCompact(token, later));
  expect((await promised?.jwe.decryptCompact(token, later))?.plaintext.toString()).toBe('hello');
  const made = await promised?.jwe.encryptJson({ protected: dir, recipient: { key: later } }, 'x');
  expect((await promised?.jwe.decryptJson(made, later))?.plaintext.toString()).toBe('x');
  const rejected = await failureOf(() =>
    promised?.jwe.decryptCompact(token, async () => Promise.reject(new Error('mine'))),
  );
  expect(rejected.message).toBe('mine');
});

test('octets that change after the call are those of the call', async () => {
  const plaintext = Buffer.from('hello');
  const pending = promises.jwe.encryptCompact(dir, plaintext, secret);
  plaintext.fill(0);
  expect(openCompact(await pending, secret).toString()).toBe('hello');
  const [aad, apu] = [Buffer.from('aad'), Buffer.from('apu')];
  const key = jwks.p256;
  const shape = { protected: { alg: 'ECDH-ES+A128KW', enc }, aad, recipient: { key } };
  const made = promises.jwe.encryptJson(shape as never, 'x', { apu });
  aad.fill(0);
  apu.fill(0);
  const read = await promises.jwe.decryptJson(await made, key);
  expect([read.aad?.toString(), read.protected?.apu]).toEqual(['aad', b64u('apu')]);
});

test('many at once', async () => {
  const key = sync.OctKey.importKey(secretOf(32));
  const header = { alg: 'A256KW', enc: 'A256CBC-HS512' };
  const tokens = await Promise.all(
    Array.from({ length: 200 }, (_, index) => promises.jwe.encryptCompact(header, `text ${index}`, key)),
  );
  const read = await Promise.all(tokens.map((made) => promises.jwe.decryptCompact(made, key)));
  read.forEach(({ plaintext }, index) => expect(plaintext.toString()).toBe(`text ${index}`));
});

describe.each(forms)('by shape, $name', ({ jwe }) => {
  test('encrypt', async () => {
    expect(typeof (await jwe.encrypt(dir, 'x', secret))).toBe('string');
    const flattened = await jwe.encrypt({ protected: dir, recipient: { key: secret } }, 'x');
    expect(flattened).toHaveProperty('ciphertext');
    const general = await jwe.encrypt({ protected: dir, recipients: [{ key: secret }] }, 'x', allowing('dir'));
    expect(general).toHaveProperty('recipients');
    for (const value of [flattened, general, JSON.stringify(general)]) {
      expect((await jwe.decrypt(value, secret)).plaintext.toString()).toBe('x');
    }
    await expectTypeError(() => jwe.encrypt({ protected: dir, recipient: { key: secret } }, 'x', secret));
    await expectTypeError(() => jwe.encrypt({ protected: dir, recipient: { key: secret } }, 'x', undefined, {}));
    await expectTypeError(() => jwe.encrypt(undefined, 'x', secret));
    await expectJoseError(() => jwe.encrypt({}, 'x', secret), 'ERR_JOSE_HEADER_INVALID');
  });

  test('decrypt', async () => {
    const read = await jwe.decrypt(token, secret, allowing('dir'));
    expect(read.protected).toEqual(dir);
    expect(read).not.toHaveProperty('recipient');
    for (const value of ['', 'x', '[]', 'a.b.c']) {
      await expectJoseError(() => jwe.decrypt(value, secret), 'ERR_JWE_INVALID');
    }
    for (const value of [undefined, null, 1, []]) await expectTypeError(() => jwe.decrypt(value, secret));
    await expectTypeError(() => jwe.decrypt(token, secret, { p2c: 1000 }));
  });

  test('decodeUnverified', async () => {
    const compact = await jwe.decodeUnverified(token);
    expect(compact).toEqual({ protected: dir });
    const shape = {
      protected: { enc },
      unprotected: { cty: 'c' },
      recipients: [{ header: { alg: 'A128KW' }, key: secret }],
    };
    const made = await jwe.encryptJson(shape, 'x');
    const expected = {
      flattened: false,
      protected: { enc },
      unprotected: { cty: 'c' },
      recipients: [{ header: { alg: 'A128KW' } }],
    };
    expect(await jwe.decodeUnverified(made)).toEqual(expected);
    expect(await jwe.decodeUnverified(JSON.stringify(made))).toEqual(expected);
    const odd = forgeCompact({ header: { alg: 'X', enc: 1 }, enc, cek: secret });
    expect(await jwe.decodeUnverified(odd)).toEqual({ protected: { alg: 'X', enc: 1 } });
    for (const value of ['', 'a.b.c', '{}', 'é....']) {
      await expectJoseError(() => jwe.decodeUnverified(value), 'ERR_JWE_INVALID');
    }
    await expectJoseError(() => jwe.decodeUnverified(`${b64u('[]')}....`), 'ERR_JOSE_HEADER_INVALID');
    for (const value of [undefined, null, 1]) await expectTypeError(() => jwe.decodeUnverified(value));
  });

  test('headers that come again, with changes between', async () => {
    const header: Record<string, unknown> = { alg: 'dir', enc };
    for (const kid of ['a', 'b', 'a', undefined, 'c']) {
      if (kid === undefined) delete header['kid'];
      else header['kid'] = kid;
      const made = await jwe.encryptCompact(header, 'x', secret);
      expect((await jwe.decryptCompact(made, secret)).protected).toEqual(header);
    }
    const wider = { alg: 'dir', enc: 'A256GCM' };
    expect(
      (await jwe.decryptCompact(await jwe.encryptCompact(wider, 'x', secretOf(32)), secretOf(32))).protected,
    ).toEqual(wider);
  });

  test('a header that came before is judged by each registry', async () => {
    const header = { ...dir, zip: 'DEF' };
    const made = await jwe.encryptCompact(header, 'x', secret);
    const registry = new sync.jwe.Registry({ headers: { zip: { description: 'none', validate: () => false } } });
    await expectJoseError(() => jwe.decryptCompact(made, secret, { registry }), 'ERR_JOSE_HEADER_INVALID');
    expect((await jwe.decryptCompact(made, secret)).plaintext.toString()).toBe('x');
    await expectJoseError(() => jwe.decryptCompact(made, secret, allowing('A128KW')), 'ERR_JOSE_ALG_NOT_ALLOWED');
  });
});
