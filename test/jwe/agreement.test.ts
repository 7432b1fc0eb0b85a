/** ECDH-ES: curves, ephemeral keys, and what both parties say of themselves. */

import * as library from '../../lib';
import { expectJoseError, expectTypeError, forms } from '../support/both';
import { b64u, headerOf } from '../support/forge';
import { agreedKey, contentKey, forgeCompact, joinCompact, openCompact, partsOf, wrap } from '../support/forge-jwe';
import { jwks, publicHalf } from '../support/keys';
import { agreementCurves, agreementKey, secretOf } from '../support/jwe-keys';
import { readAppendix } from '../support/vectors';

const failed = 'ERR_JWE_DECRYPTION_FAILED';
const badHeader = 'ERR_JOSE_HEADER_INVALID';
const direct = { alg: 'ECDH-ES', enc: 'A128GCM' };
const lengths: Record<string, number> = { 'P-256': 43, 'P-384': 64, 'P-521': 88, X25519: 43, X448: 75 };

describe.each(forms)('ECDH-ES, $name', ({ jwe }) => {
  describe.each(agreementCurves)('%s', (crv) => {
    const key = agreementKey(crv);

    test('the ephemeral key is a whole public key on it, new for each token', async () => {
      const tokens = await Promise.all([1, 2].map(() => jwe.encryptCompact(direct, 'x', publicHalf(key))));
      const [first, second] = tokens.map((token) => headerOf(token)['epk'] as Record<string, string>);
      expect(first).toMatchObject({ kty: key.kty, crv });
      expect(Object.keys(first ?? {}).sort()).toEqual(
        key.kty === 'EC' ? ['crv', 'kty', 'x', 'y'] : ['crv', 'kty', 'x'],
      );
      expect(first?.['x']).toHaveLength(lengths[crv] ?? 0);
      expect(first?.['x']).not.toBe(second?.['x']);
    });

    test('apu and apv', async () => {
      const [apu, apv] = ['Alice', Buffer.from([0, 1, 2])];
      for (const alg of ['ECDH-ES', 'ECDH-ES+A128KW', 'ECDH-ES+A256KW']) {
        const header = { ...direct, alg };
        const token = await jwe.encryptCompact(header, 'hello', publicHalf(key), { apu, apv });
        expect(headerOf(token)).toMatchObject({ ...header, apu: b64u(apu), apv: b64u(apv) });
        expect(openCompact(token, key).toString()).toBe('hello');
        expect((await jwe.decryptCompact(token, key)).plaintext.toString()).toBe('hello');
        const given = { ...header, apu: b64u(apu), apv: b64u(apv) };
        const same = await jwe.encryptCompact(given, 'hello', publicHalf(key));
        expect(openCompact(same, key).toString()).toBe('hello');
        const one = await jwe.encryptCompact({ ...header, apu: b64u(apu) }, 'hello', key, { apv });
        expect(openCompact(one, key).toString()).toBe('hello');
      }
    });

    test('an ephemeral key on another curve', async () => {
      for (const other of agreementCurves.filter((name) => name !== crv)) {
        const epk = publicHalf(agreementKey(other));
        for (const alg of ['ECDH-ES', 'ECDH-ES+A128KW']) {
          const encryptedKey = alg === 'ECDH-ES' ? '' : wrap(secretOf(16), secretOf(16));
          const token = forgeCompact({ header: { ...direct, alg, epk }, cek: secretOf(16), encryptedKey });
          await expectJoseError(() => jwe.decryptCompact(token, key), failed);
        }
      }
    });

    test('another recipient', async () => {
      const token = await jwe.encryptCompact(direct, 'x', library.jwk.generateKey(key.kty as 'EC', crv as 'P-256'));
      await expectJoseError(() => jwe.decryptCompact(token, key), failed);
    });

    test('a public key does not decrypt', async () => {
      const token = await jwe.encryptCompact(direct, 'x', key);
      await expectJoseError(() => jwe.decryptCompact(token, publicHalf(key)), 'ERR_KEY_TYPE_MISMATCH');
    });
  });

  test.each(['ed25519', 'secp256k1', 'rsa', 'oct'] as const)('%s is no key for it', async (name) => {
    const code = 'ERR_KEY_TYPE_MISMATCH';
    await expectJoseError(() => jwe.encryptCompact(direct, 'x', jwks[name]), code);
    const token = await jwe.encryptCompact(direct, 'x', jwks.p256);
    await expectJoseError(() => jwe.decryptCompact(token, jwks[name]), code);
  });

  const good = publicHalf(jwks.p256);
  const okp = publicHalf(agreementKey('X25519'));
  const misshapen: [string, unknown][] = [
    ['a text', 'x'],
    ['null', null],
    ['an array', [good]],
    ['empty', {}],
    ['without kty', { crv: 'P-256', x: good['x'], y: good['y'] }],
    ['RSA', publicHalf(jwks.rsa)],
    ['oct', { kty: 'oct' }],
    ['a private key', jwks.p256],
    ['without crv', { kty: 'EC', x: good['x'], y: good['y'] }],
    ['crv no text', { ...good, crv: 1 }],
    ['an unknown curve', { ...good, crv: 'P-257' }],
    ['a curve that only signs', { ...good, crv: 'secp256k1' }],
    ['a curve of the other type', { ...good, crv: 'X25519' }],
    ['another type of the curve', { ...okp, kty: 'EC' }],
    ['Ed25519', publicHalf(jwks.ed25519)],
    ['without x', { kty: 'EC', crv: 'P-256', y: good['y'] }],
    ['without y', { kty: 'EC', crv: 'P-256', x: good['x'] }],
    ['x no text', { ...good, x: 1 }],
    ['x not base64url', { ...good, x: `${String(good['x'])}=` }],
    ['y not base64url', { ...good, y: ' ' }],
    ['__proto__ for crv', JSON.parse(`{"kty":"EC","__proto__":{"crv":"P-256"},"x":"AA","y":"AA"}`)],
  ];
  test.each(misshapen)('epk is %s', async (_, epk) => {
    const token = forgeCompact({ header: { ...direct, epk }, cek: secretOf(16) });
    await expectJoseError(() => jwe.decryptCompact(token, jwks.p256), badHeader);
  });

  const zero = (length: number): string => b64u(Buffer.alloc(length));
  const unsound: [string, object][] = [
    ['the point zero', { ...good, x: zero(32), y: zero(32) }],
    ['off the curve', { ...good, y: good['x'] }],
    ['too short', { ...good, x: zero(31) }],
    ['too long', { ...good, x: zero(33) }],
    ['empty', { ...good, x: '', y: '' }],
    ['not below p', { ...good, x: b64u(Buffer.alloc(32, 255)) }],
  ];
  test.each(unsound)('epk is unsound: %s', async (_, epk) => {
    const token = forgeCompact({ header: { ...direct, epk }, cek: secretOf(16) });
    await expectJoseError(() => jwe.decryptCompact(token, jwks.p256), failed);
  });

  test.each([
    ['zero', Buffer.alloc(32)],
    ['one', Buffer.from([1, ...Buffer.alloc(31)])],
    ['p', Buffer.from('edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f', 'hex')],
    ['order 8', Buffer.from('e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800', 'hex')],
    ['order 8, the other', Buffer.from('5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157', 'hex')],
  ])('X25519 with an ephemeral key of low order: %s', async (_, x) => {
    const header = { ...direct, epk: { kty: 'OKP', crv: 'X25519', x: b64u(x) } };
    // What an attacker would send who knows that the secret comes out as zero.
    const token = forgeCompact({ header, cek: agreedKey(header, Buffer.alloc(32)) });
    await expectJoseError(() => jwe.decryptCompact(token, agreementKey('X25519')), failed);
  });

  test.each([
    ['zero', Buffer.alloc(56)],
    ['one', Buffer.from([1, ...Buffer.alloc(55)])],
    ['p - 1', Buffer.from([0xfe, ...Buffer.alloc(27, 0xff), 0xfe, ...Buffer.alloc(27, 0xff)])],
  ])('X448 with an ephemeral key of low order: %s', async (_, x) => {
    const header = { ...direct, epk: { kty: 'OKP', crv: 'X448', x: b64u(x) } };
    const token = forgeCompact({ header, cek: agreedKey(header, Buffer.alloc(56)) });
    await expectJoseError(() => jwe.decryptCompact(token, agreementKey('X448')), failed);
  });

  test('other members of epk are ignored', async () => {
    const { header, text, sealed } = partsOf(await jwe.encryptCompact(direct, 'hello', jwks.p256));
    const cek = contentKey(header, Buffer.alloc(0), jwks.p256);
    expect(openCompact(joinCompact(text, '', sealed), jwks.p256).toString()).toBe('hello');
    const marked = { ...header, epk: { ...(header['epk'] as object), kid: 'x', use: 'sig', alg: 'ES256' } };
    const token = forgeCompact({ header: marked, cek });
    expect((await jwe.decryptCompact(token, jwks.p256)).plaintext.toString()).toBe('hello');
  });

  test('apu and apv that are not base64url, or given twice', async () => {
    for (const name of ['apu', 'apv']) {
      for (const value of [1, null, 'A', 'AA==', '+/+/']) {
        await expectJoseError(() => jwe.encryptCompact({ ...direct, [name]: value }, 'x', jwks.p256), badHeader);
      }
      const twice = { ...direct, [name]: 'AAAA' };
      await expectTypeError(() => jwe.encryptCompact(twice, 'x', jwks.p256, { [name]: 'x' }));
    }
  });

  test('an empty party is none', async () => {
    const token = await jwe.encryptCompact(direct, 'x', jwks.p256, { apu: '', apv: Buffer.alloc(0) });
    expect(Object.keys(headerOf(token)).sort()).toEqual(['alg', 'enc', 'epk']);
    const given = await jwe.encryptCompact({ ...direct, apu: '' }, 'x', jwks.p256);
    expect((await jwe.decryptCompact(given, jwks.p256)).plaintext.toString()).toBe('x');
  });

  test('a long apu', async () => {
    const token = await jwe.encryptCompact(direct, 'hello', jwks.p256, { apu: 'a'.repeat(30_000) });
    expect(openCompact(token, jwks.p256).toString()).toBe('hello');
    expect((await jwe.decryptCompact(token, jwks.p256)).plaintext.toString()).toBe('hello');
    const longer = { apu: 'a'.repeat(40_000) };
    await expectJoseError(() => jwe.encryptCompact(direct, 'x', jwks.p256, longer), 'ERR_JOSE_LIMIT_EXCEEDED');
  });

  test('a polluted prototype gives no party', async () => {
    const token = await jwe.encryptCompact(direct, 'hello', jwks.p256);
    const polluted = Object.prototype as { apu?: string };
    let made: string;
    try {
      polluted.apu = 'AAAA';
      expect((await jwe.decryptCompact(token, jwks.p256)).plaintext.toString()).toBe('hello');
      made = await jwe.encryptCompact(direct, 'hello', jwks.p256);
    } finally {
      delete polluted.apu;
    }
    expect(openCompact(made, jwks.p256).toString()).toBe('hello');
  });

  test('RFC 7518 appendix C', async () => {
    const vector = readAppendix('rfc7518-C') as unknown as Record<'alice_epk' | 'bob', Record<string, string>> & Record<'apu' | 'apv' | 'enc' | 'derived_b64u', string>; // prettier-ignore
    const header = {
      alg: 'ECDH-ES',
      enc: vector.enc,
      apu: vector.apu,
      apv: vector.apv,
      epk: publicHalf(vector.alice_epk),
    };
    const cek = Buffer.from(vector.derived_b64u, 'base64url');
    const token = forgeCompact({ header, cek });
    expect((await jwe.decryptCompact(token, vector.bob)).plaintext.toString()).toBe('hello');
  });
});
