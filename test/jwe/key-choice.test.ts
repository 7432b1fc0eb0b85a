/** How a verb finds its key, and what keys say they are for. */

import * as crypto from 'node:crypto';
import * as library from '../../lib';
import { expectJoseError, expectTypeError, failureOf, forms } from '../support/both';
import { forgeCompact, wrap } from '../support/forge-jwe';
import { jwks, privateObject, publicHalf, publicJwk, publicObject } from '../support/keys';
import { allowing, octJwk, password, secretOf } from '../support/jwe-keys';

const failed = 'ERR_JWE_DECRYPTION_FAILED';
const noKey = 'ERR_JWKS_NO_MATCHING_KEY';
const useMismatch = 'ERR_KEY_USE_MISMATCH';
const typeMismatch = 'ERR_KEY_TYPE_MISMATCH';
const enc = 'A128GCM';
const kw = { alg: 'A128KW', enc };
const cek = secretOf(16, 9);

function tokenFor(first: number, header: object = {}): string {
  return forgeCompact({ header: { ...kw, ...header }, cek, encryptedKey: wrap(secretOf(16, first), cek) });
}

function setOf(...keys: object[]): library.KeySet {
  return library.KeySet.importKeySet({ keys: keys as never });
}

describe.each(forms)('key choice, $name', ({ jwe }) => {
  describe('KeySet', () => {
    const set = setOf(
      octJwk(16, { kid: 'one' }, 1),
      octJwk(16, { kid: 'two' }, 2),
      { ...jwks.rsa, kid: 'rsa' },
      octJwk(32, { kid: 'long' }),
    );

    test('by kid', async () => {
      expect((await jwe.decryptCompact(tokenFor(2, { kid: 'two' }), set)).key.kid).toBe('two');
      await expectJoseError(() => jwe.decryptCompact(tokenFor(2, { kid: 'one' }), set), failed);
      await expectJoseError(() => jwe.decryptCompact(tokenFor(2, { kid: 'three' }), set), noKey);
      await expectJoseError(() => jwe.decryptCompact(tokenFor(2, { kid: 'rsa' }), set), noKey);
    });

    test('without kid every fitting member is tried in order', async () => {
      expect((await jwe.decryptCompact(tokenFor(2), set)).key.kid).toBe('two');
      await expectJoseError(() => jwe.decryptCompact(tokenFor(7), set), failed);
    });

    test('a member of another size comes into question last', async () => {
      await expectJoseError(() => jwe.decryptCompact(tokenFor(1, { kid: 'long' }), set), failed);
      await expectJoseError(() => jwe.encryptCompact({ ...kw, kid: 'long' }, 'x', set), typeMismatch);
    });

    test('in making, the first that fits', async () => {
      const made = await jwe.encryptCompact(kw, 'x', set);
      expect((await jwe.decryptCompact(made, secretOf(16, 1))).plaintext.toString()).toBe('x');
      const rsa = await jwe.encryptCompact({ alg: 'RSA-OAEP', enc }, 'x', set);
      expect((await jwe.decryptCompact(rsa, set)).key.kid).toBe('rsa');
      const two = await jwe.encryptCompact({ ...kw, kid: 'two' }, 'x', set);
      expect((await jwe.decryptCompact(two, secretOf(16, 2))).plaintext.toString()).toBe('x');
      await expectJoseError(() => jwe.encryptCompact({ ...kw, kid: 'three' }, 'x', set), noKey);
    });

    test('use, alg and key_ops choose among members', async () => {
      const marked = setOf(
        octJwk(16, { use: 'sig' }),
        octJwk(16, { alg: 'A128GCMKW' }),
        octJwk(16, { key_ops: ['wrapKey'] }),
        octJwk(16, { key_ops: ['unwrapKey'], kid: 'x' }),
      );
      expect((await jwe.decryptCompact(tokenFor(1), marked)).key.kid).toBe('x');
    });

    test('an empty one', async () => {
      await expectJoseError(() => jwe.decryptCompact(tokenFor(1), setOf()), noKey);
    });
  });

  describe('functions', () => {
    test('are given the JOSE header and the message', async () => {
      const asked: unknown[][] = [];
      const token = tokenFor(1, { kid: 'a' });
      const read = await jwe.decryptCompact(token, (...args: unknown[]) => {
        asked.push(args);
        return octJwk(16);
      });
      expect(read.plaintext.toString()).toBe('hello');
      expect(asked).toEqual([[{ ...kw, kid: 'a' }, { protected: { ...kw, kid: 'a' } }]]);
      const made = await jwe.encryptCompact(kw, 'x', () => setOf(octJwk(16)));
      expect((await jwe.decryptCompact(made, () => () => secretOf(16))).plaintext.toString()).toBe('x');
    });

    test.each([undefined, null])('that give %p know no key', async (nothing) => {
      await expectJoseError(() => jwe.decryptCompact(tokenFor(1), () => nothing), noKey);
      await expectJoseError(() => jwe.encryptCompact(kw, 'x', () => nothing), noKey);
    });

    test('what they throw is theirs', async () => {
      const own = new Error('mine');
      const error = await failureOf(() =>
        jwe.decryptCompact(tokenFor(1), () => {
          throw own;
        }),
      );
      expect(error).toBe(own);
    });

    test('are not asked for an algorithm that is not allowed', async () => {
      const asked = jest.fn(() => octJwk(16));
      await expectJoseError(() => jwe.decryptCompact(tokenFor(1), asked, allowing('dir')), 'ERR_JOSE_ALG_NOT_ALLOWED');
      expect(asked).not.toHaveBeenCalled();
    });
  });

  describe('bare secrets', () => {
    test.each([
      ['dir', 16],
      ['A128KW', 16],
      ['A192KW', 24],
      ['A256KW', 32],
      ['A128GCMKW', 16],
      ['A192GCMKW', 24],
      ['A256GCMKW', 32],
      ['PBES2-HS256+A128KW', 20],
    ])('serve %s, as octets and as text', async (alg, length) => {
      for (const secret of [secretOf(length), 'k'.repeat(length), crypto.createSecretKey(secretOf(length))]) {
        const made = await jwe.encryptCompact({ alg, enc }, 'x', secret, { algorithms: [alg], p2c: 1000 });
        expect((await jwe.decryptCompact(made, secret, allowing(alg))).plaintext.toString()).toBe('x');
      }
    });

    test.each(['RSA-OAEP', 'ECDH-ES'])('do not serve %s', async (alg) => {
      await expectJoseError(() => jwe.encryptCompact({ alg, enc }, 'x', 'a text'), 'ERR_JWK_INVALID');
      await expectJoseError(() => jwe.encryptCompact({ alg, enc }, 'x', secretOf(32)), 'ERR_JWK_INVALID');
    });

    test('are never an asymmetric key', async () => {
      const pem = library.jwk.importKey(publicJwk('rsa')).toPEM();
      const header = { alg: 'PBES2-HS256+A128KW', enc };
      for (const key of [pem, Buffer.from(pem), ` \n${pem}`]) {
        const error = await failureOf(() => jwe.encryptCompact(header, 'x', key, allowing(header.alg)));
        expect(Reflect.get(error, 'code')).toMatch(/^ERR_(KEY_TYPE_MISMATCH|JWK_INVALID)$/);
      }
    });
  });

  describe('sizes', () => {
    test.each([
      ['dir', 'A128GCM', 16],
      ['dir', 'A256GCM', 32],
      ['dir', 'A128CBC-HS256', 32],
      ['dir', 'A256CBC-HS512', 64],
      ['A128KW', enc, 16],
      ['A256KW', enc, 32],
      ['A192GCMKW', enc, 24],
    ])('%s with %s takes %d octets and no other number', async (alg, name, length) => {
      const header = { alg, enc: name };
      const options = allowing(alg);
      const made = await jwe.encryptCompact(header, 'x', secretOf(length), options);
      for (const other of [1, length - 8, length - 1, length + 1, length * 2]) {
        const code = other < length ? 'ERR_KEY_TOO_SHORT' : typeMismatch;
        for (const key of [secretOf(other), octJwk(other)]) {
          const error = await expectJoseError(() => jwe.encryptCompact(header, 'x', key, options), code);
          expect(error.message).toContain(`${length} bytes`);
          // The token names the algorithm: with a key of another size its decryption fails like any other.
          await expectJoseError(() => jwe.decryptCompact(made, key, options), failed);
        }
      }
    });
  });

  describe('what a key says it is for', () => {
    const rsa = { alg: 'RSA-OAEP', enc };
    const agree = { alg: 'ECDH-ES', enc };
    const dir = { alg: 'dir', enc };
    type Row = [string, object, object, object, string | undefined, string | undefined];
    const p256 = jwks.p256;
    const rows: Row[] = [
      ['RSA, use enc', rsa, jwks.rsa, { use: 'enc' }, undefined, undefined],
      ['RSA, use sig', rsa, jwks.rsa, { use: 'sig' }, useMismatch, useMismatch],
      ['RSA, wrapKey', rsa, jwks.rsa, { key_ops: ['wrapKey'] }, undefined, useMismatch],
      ['RSA, encrypt', rsa, jwks.rsa, { key_ops: ['encrypt'] }, undefined, useMismatch],
      ['RSA, unwrapKey', rsa, jwks.rsa, { key_ops: ['unwrapKey'] }, useMismatch, undefined],
      ['RSA, decrypt', rsa, jwks.rsa, { key_ops: ['decrypt'] }, useMismatch, undefined],
      ['RSA, sign', rsa, jwks.rsa, { key_ops: ['sign', 'verify'] }, useMismatch, useMismatch],
      ['RSA, deriveKey', rsa, jwks.rsa, { key_ops: ['deriveKey'] }, useMismatch, useMismatch],
      ['RSA, its alg', rsa, jwks.rsa, { alg: 'RSA-OAEP' }, undefined, undefined],
      ['RSA, another alg', rsa, jwks.rsa, { alg: 'RSA-OAEP-256' }, useMismatch, useMismatch],
      ['RSA, alg of JWS', rsa, jwks.rsa, { alg: 'RS256' }, useMismatch, useMismatch],
      ['RSA, enc as alg', rsa, jwks.rsa, { alg: 'RSA1_5' }, useMismatch, useMismatch],
      ['A128KW, wrapKey', kw, octJwk(16), { key_ops: ['wrapKey'] }, undefined, useMismatch],
      ['A128KW, unwrapKey', kw, octJwk(16), { key_ops: ['unwrapKey'] }, useMismatch, undefined],
      ['A128KW, encrypt', kw, octJwk(16), { key_ops: ['encrypt'] }, undefined, useMismatch],
      ['A128KW, decrypt', kw, octJwk(16), { key_ops: ['decrypt'] }, useMismatch, undefined],
      ['A128KW, its enc as alg', kw, octJwk(16), { alg: enc }, useMismatch, useMismatch],
      ['A128KW, sign', kw, octJwk(16), { key_ops: ['sign'] }, useMismatch, useMismatch],
      ['dir, encrypt', dir, octJwk(16), { key_ops: ['encrypt'] }, undefined, useMismatch],
      ['dir, decrypt', dir, octJwk(16), { key_ops: ['decrypt'] }, useMismatch, undefined],
      ['dir, wrapKey and unwrapKey', dir, octJwk(16), { key_ops: ['wrapKey', 'unwrapKey'] }, useMismatch, useMismatch],
      ['dir, alg dir', dir, octJwk(16), { alg: 'dir' }, undefined, undefined],
      ['dir, alg the enc', dir, octJwk(16), { alg: enc }, undefined, undefined],
      ['dir, alg another enc', dir, octJwk(16), { alg: 'A256GCM' }, useMismatch, useMismatch],
      ['dir, alg A128KW', dir, octJwk(16), { alg: 'A128KW' }, useMismatch, useMismatch],
      ['ECDH-ES, deriveKey', agree, p256, { key_ops: ['deriveKey'] }, undefined, undefined],
      ['ECDH-ES, deriveBits', agree, p256, { key_ops: ['deriveBits'] }, undefined, undefined],
      ['ECDH-ES, none', agree, p256, { key_ops: [] }, useMismatch, useMismatch],
      ['ECDH-ES, encrypt', agree, p256, { key_ops: ['encrypt', 'decrypt'] }, useMismatch, useMismatch],
      ['ECDH-ES, its alg', agree, p256, { alg: 'ECDH-ES' }, undefined, undefined],
      ['ECDH-ES, with key wrapping', agree, p256, { alg: 'ECDH-ES+A128KW' }, useMismatch, useMismatch],
    ];
    test.each(rows)('%s', async (_, header, jwk, members, encrypting, decrypting) => {
      const key = { ...jwk, ...members };
      const made = await jwe.encryptCompact(header, 'x', jwk);
      if (encrypting === undefined) expect(await jwe.encryptCompact(header, 'x', key)).toMatch(/^eyJ/);
      else await expectJoseError(() => jwe.encryptCompact(header, 'x', key), encrypting);
      if (decrypting === undefined) expect((await jwe.decryptCompact(made, key)).plaintext.toString()).toBe('x');
      else await expectJoseError(() => jwe.decryptCompact(made, key), decrypting);
    });

    test('the public half of a key encrypts to it', async () => {
      const cases: [object, object, string[]][] = [
        [rsa, jwks.rsa, ['decrypt']],
        [rsa, jwks.rsa, ['unwrapKey']],
        [agree, p256, ['deriveKey']],
        [agree, p256, ['deriveBits']],
      ];
      for (const [header, jwk, keyOps] of cases) {
        const key = library.jwk.importKey({ ...jwk, key_ops: keyOps });
        const made = await jwe.encryptCompact(header, 'x', key.publicKey());
        expect((await jwe.decryptCompact(made, key)).plaintext.toString()).toBe('x');
        await expectJoseError(() => jwe.decryptCompact(made, key.publicKey()), typeMismatch);
      }
    });

    test('a JWK whose alg needs another type of key is no key', async () => {
      for (const [jwk, alg] of [
        [jwks.rsa, 'A128KW'],
        [octJwk(16), 'RSA-OAEP'],
        [jwks.rsa, 'A128GCM'],
        [jwks.ed25519, 'ECDH-ES'],
      ] as const) {
        await expectJoseError(() => jwe.encryptCompact(rsa, 'x', { ...jwk, alg }), 'ERR_JWK_INVALID');
      }
    });
  });

  test('keys of all forms', async () => {
    const header = { alg: 'RSA-OAEP-256', enc };
    const key = library.jwk.importKey(jwks.rsa);
    const publics = [
      publicObject('rsa'),
      publicJwk('rsa'),
      key.publicKey(),
      key.toPEM(),
      key.toDER(),
      privateObject('rsa'),
    ];
    const privates = [privateObject('rsa'), jwks.rsa, key, key.toPEM({ private: true }), key.toDER({ private: true })];
    for (const encrypting of publics) {
      const made = await jwe.encryptCompact(header, 'x', encrypting);
      for (const decrypting of privates)
        expect((await jwe.decryptCompact(made, decrypting)).plaintext.toString()).toBe('x');
    }
  });

  test.each([
    ['RSA', { alg: 'RSA-OAEP', enc }, publicHalf(jwks.p256)],
    ['oct', kw, publicHalf(jwks.rsa)],
    ['ECDH', { alg: 'ECDH-ES', enc }, publicHalf(jwks.rsa)],
  ])('a key of another type than %s', async (_, header, key) => {
    const error = await expectJoseError(() => jwe.encryptCompact(header, 'x', key), typeMismatch);
    expect(error.message).toContain(header.alg);
  });

  test('a disposed key', async () => {
    const key = library.OctKey.importKey(secretOf(16));
    key.dispose();
    await expectJoseError(() => jwe.decryptCompact(tokenFor(1), key), 'ERR_JWK_INVALID');
    await expectJoseError(() => jwe.encryptCompact(kw, 'x', key), 'ERR_JWK_INVALID');
  });

  test('what is no key', async () => {
    for (const key of [undefined, null, 1, true, [], Symbol('x')]) {
      await expectTypeError(() => jwe.decryptCompact(tokenFor(1), key));
    }
  });

  test('a header does not give the key', async () => {
    const header = { alg: 'ECDH-ES', enc, jwk: publicHalf(jwks.otherP256) };
    const made = await jwe.encryptCompact(header, 'x', publicHalf(jwks.p256));
    expect((await jwe.decryptCompact(made, jwks.p256)).plaintext.toString()).toBe('x');
    await expectJoseError(() => jwe.decryptCompact(made, jwks.otherP256), failed);
  });

  test('PBES2 takes any password, but its key_ops count', async () => {
    const alg = 'PBES2-HS256+A128KW';
    const key = { kty: 'oct', k: password.toString('base64url'), key_ops: ['wrapKey'] };
    const made = await jwe.encryptCompact({ alg, enc }, 'x', key, { algorithms: [alg], p2c: 1000 });
    await expectJoseError(() => jwe.decryptCompact(made, key, allowing(alg)), useMismatch);
  });
});
