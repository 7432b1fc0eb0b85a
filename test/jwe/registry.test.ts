/** Which algorithms are allowed, and the limits. */

import * as library from '../../lib';
import { expectJoseError, forms } from '../support/both';
import { forgeCompact, forgeDirect, wrap } from '../support/forge-jwe';
import { jwks } from '../support/keys';
import { allowing, octJwk, password, secretOf } from '../support/jwe-keys';

const notAllowed = 'ERR_JOSE_ALG_NOT_ALLOWED';
const exceeded = 'ERR_JOSE_LIMIT_EXCEEDED';
const { Registry } = library.jwe;
const secret = secretOf(16);
const cek = secretOf(16, 9);
const dir = { alg: 'dir', enc: 'A128GCM' };
const kw = { alg: 'A128KW', enc: 'A128GCM' };
const direct = forgeDirect(dir, secret);
const wrapped = forgeCompact({ header: kw, cek, encryptedKey: wrap(secret, cek) });

describe.each(forms)('registry, $name', ({ jwe }) => {
  describe('algorithms', () => {
    const allowed: [string, readonly string[], boolean][] = [
      ['the alg alone: every enc', ['dir'], true],
      ['alg and enc', ['dir', 'A128GCM'], true],
      ['alg and another enc', ['dir', 'A256GCM'], false],
      ['another alg', ['A128KW'], false],
      ['another alg and the enc', ['A128KW', 'A128GCM'], false],
      ['the enc alone', ['A128GCM'], false],
      ['nothing', [], false],
      ['names of JWS beside it', ['HS256', 'dir'], true],
      ['unknown names beside it', ['dir', 'X'], true],
    ];
    test.each(allowed)('%s: %j', async (_, algorithms, isAllowed) => {
      for (const options of [{ algorithms }, { registry: new Registry({ algorithms }) }]) {
        if (isAllowed) {
          expect((await jwe.decryptCompact(direct, secret, options)).plaintext.toString()).toBe('hello');
          const made = await jwe.encryptJson({ protected: dir, recipient: { key: secret } }, 'x', options);
          expect((await jwe.decryptJson(made, secret, options)).plaintext.toString()).toBe('x');
        } else {
          await expectJoseError(() => jwe.decryptCompact(direct, secret, options), notAllowed);
          await expectJoseError(() => jwe.encryptCompact(dir, 'x', secret, options), notAllowed);
          await expectJoseError(
            () => jwe.encryptJson({ protected: dir, recipient: { key: secret } }, 'x', options),
            notAllowed,
          );
        }
      }
    });

    test('a list is exact: a key does not widen it', async () => {
      const key = octJwk(16, { alg: 'A128KW' });
      await expectJoseError(() => jwe.decryptCompact(wrapped, key, allowing('dir')), notAllowed);
    });

    test.each(['A192KW', 'A192GCMKW', 'RSA-OAEP-512', 'ECDH-ES+A192KW'])(
      'by default a key adds its %s',
      async (alg) => {
        const key = alg.startsWith('A') ? octJwk(24) : alg.startsWith('R') ? jwks.rsa : jwks.p256;
        const header = { alg, enc: 'A128GCM' };
        await expectJoseError(() => jwe.encryptCompact(header, 'x', key), notAllowed);
        const made = await jwe.encryptCompact(header, 'x', { ...key, alg });
        expect((await jwe.decryptCompact(made, { ...key, alg })).plaintext.toString()).toBe('x');
        expect((await jwe.decryptCompact(made, () => ({ ...key, alg }))).plaintext.toString()).toBe('x');
        const set = library.KeySet.importKeySet({ keys: [{ ...key, alg }] });
        expect((await jwe.decryptCompact(made, set, { registry: new Registry() })).plaintext.toString()).toBe('x');
        const error = await expectJoseError(() => jwe.decryptCompact(made, key), notAllowed);
        expect(error.message).toContain(`{ algorithms: ["${alg}"] }`);
      },
    );

    test.each([
      ['RSA1_5', jwks.rsa],
      ['PBES2-HS256+A128KW', octJwk(16)],
      ['PBES2-HS512+A256KW', octJwk(16)],
    ])('%s must be named, whatever the key says', async (alg, jwk) => {
      const key = { ...jwk, alg };
      const header = { alg, enc: 'A128GCM' };
      await expectJoseError(() => jwe.encryptCompact(header, 'x', key), notAllowed);
      await expectJoseError(() => jwe.encryptCompact(header, 'x', key, { registry: new Registry() }), notAllowed);
      const made = await jwe.encryptCompact(header, 'x', key, { algorithms: [alg], p2c: 1000 });
      await expectJoseError(() => jwe.decryptCompact(made, key), notAllowed);
      expect((await jwe.decryptCompact(made, key, allowing(alg))).plaintext.toString()).toBe('x');
    });

    test('a list that is changed afterwards is the list that was given', async () => {
      const algorithms = ['dir'];
      const registry = new Registry({ algorithms });
      algorithms[0] = 'A128KW';
      expect(registry.algorithms).toEqual(['dir']);
      expect((await jwe.decryptCompact(direct, secret, { registry })).plaintext.toString()).toBe('hello');
    });
  });

  describe('limits', () => {
    const json = (registry: object): Promise<unknown> =>
      jwe.encryptJson({ protected: kw, recipients: [{ key: secret }, { key: secret }] }, 'x', { registry });

    test('maxTokenLength', async () => {
      const registry = new Registry({ maxTokenLength: wrapped.length });
      expect((await jwe.decryptCompact(wrapped, secret, { registry })).plaintext.toString()).toBe('hello');
      await expectJoseError(() => jwe.decryptCompact(`${wrapped}A`, secret, { registry }), exceeded);
      await expectJoseError(() => jwe.decryptJson(' '.repeat(wrapped.length + 1), secret, { registry }), exceeded);
    });

    test('maxHeaderLength', async () => {
      const registry = new Registry({ maxHeaderLength: 45 });
      await expectJoseError(
        () => jwe.decryptCompact(forgeDirect({ ...dir, kid: 'longer than that' }, secret), secret, { registry }),
        exceeded,
      );
      const header = { ...dir, kid: 'longer than that, too' };
      await expectJoseError(() => jwe.encryptCompact(header, 'x', secret, { registry }), exceeded);
      const shape = { protected: header, recipient: { key: secret } };
      await expectJoseError(() => jwe.encryptJson(shape, 'x', { registry }), exceeded);
      const big = { registry: new Registry({ maxHeaderLength: 200 }), apu: 'a'.repeat(200) };
      await expectJoseError(() => jwe.encryptCompact({ ...dir, alg: 'ECDH-ES' }, 'x', jwks.p256, big), exceeded);
    });

    test('maxDepth', async () => {
      const registry = new Registry({ maxDepth: 3, strictHeaders: false });
      const deep = { ...dir, x: [[[[]]]] };
      await expectJoseError(() => jwe.encryptCompact(deep, 'x', secret, { registry }), exceeded);
      await expectJoseError(() => jwe.decryptCompact(forgeDirect(deep, secret), secret, { registry }), exceeded);
    });

    test('maxRecipients', async () => {
      const message = await json(new Registry({ maxRecipients: 2 }));
      const registry = new Registry({ maxRecipients: 1 });
      await expectJoseError(() => json(registry), exceeded);
      await expectJoseError(() => jwe.decryptJson(message, secret, { registry }), exceeded);
      const recipients = Array.from({ length: 17 }, () => ({ key: secret }));
      await expectJoseError(() => jwe.encryptJson({ protected: kw, recipients }, 'x'), exceeded);
    });

    test('maxKeyCandidates', async () => {
      const keys = [1, 2, 3].map((first) => octJwk(16, {}, first));
      const set = library.KeySet.importKeySet({ keys });
      const registry = (maxKeyCandidates: number): object => ({ registry: new Registry({ maxKeyCandidates }) });
      expect((await jwe.decryptCompact(wrapped, set, registry(3))).plaintext.toString()).toBe('hello');
      await expectJoseError(() => jwe.decryptCompact(wrapped, set, registry(2)), exceeded);
      expect(await jwe.encryptCompact(kw, 'x', set, registry(1))).toMatch(/^eyJ/);
    });

    test('maxPBES2Count', async () => {
      const alg = 'PBES2-HS256+A128KW';
      const header = { alg, enc: 'A128GCM' };
      const options = { registry: new Registry({ algorithms: [alg], maxPBES2Count: 2000 }) };
      const made = await jwe.encryptCompact(header, 'x', password, { ...options, p2c: 2000 });
      expect((await jwe.decryptCompact(made, password, options)).plaintext.toString()).toBe('x');
      await expectJoseError(() => jwe.encryptCompact(header, 'x', password, { ...options, p2c: 2001 }), exceeded);
      await expectJoseError(() => jwe.encryptCompact(header, 'x', password, options), exceeded);
      const less = { registry: new Registry({ algorithms: [alg], maxPBES2Count: 1999 }) };
      await expectJoseError(() => jwe.decryptCompact(made, password, less), exceeded);
    });

    test.each([-1, 1.5, NaN, Infinity, '16', null, {}, 2n])('%p is no limit', (value) => {
      const names = ['maxTokenLength', 'maxHeaderLength', 'maxDepth', 'maxKeyCandidates', 'maxRecipients', 'maxPBES2Count', 'maxDecompressedLength']; // prettier-ignore
      for (const name of names) expect(() => new Registry({ [name]: value })).toThrow(TypeError);
    });
  });
});

test('the limits and their defaults', () => {
  expect(new Registry().limits).toEqual({
    maxTokenLength: 67_108_864,
    maxHeaderLength: 65_536,
    maxDepth: 64,
    maxKeyCandidates: 16,
    maxRecipients: 16,
    maxPBES2Count: 1_000_000,
    maxDecompressedLength: 250_000,
  });
});

test('a registry is frozen and takes no unknown option', () => {
  expect(Object.isFrozen(new Registry({ algorithms: ['dir'] }))).toBe(true);
  expect(() => new Registry({ algorithm: ['dir'] } as never)).toThrow(/unknown option "algorithm"/);
  expect(() => new Registry({ algorithms: 'dir' } as never)).toThrow(TypeError);
  expect(() => new Registry({ strict: 1 } as never)).toThrow(/^strict must be true or false, found a number$/);
  expect(() => new Registry({ headers: [] } as never)).toThrow(TypeError);
});

test('is another class than that of JWS', () => {
  expect(new Registry()).not.toBeInstanceOf(library.jws.Registry);
  const registry = new Registry() as never;
  expect(() => library.jws.serializeCompact({ alg: 'HS256' }, 'x', 'secret', { registry })).toThrow(/a jws\.Registry/);
});
