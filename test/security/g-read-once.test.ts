/**
 * What a caller gives is read once (threats row 82): what was checked is what is used, whatever a getter or a proxy would say
 * the next time. The first table counts the reads of every member of every argument of every verb; the others show what
 * a second reading would do.
 */

import * as library from '../../lib';
import * as promises from '../../lib/promises';
import { expectJoseError, expectTypeError, failureOf, forms } from '../support/both';
import { b64u, headerOf, hs256 } from '../support/forge';
import { octJwk } from '../support/jwe-keys';
import { jwtForms } from '../support/jwt';
import { jwks, publicJwk, secret } from '../support/keys';
import { changing, changingList, counted, Reads, withChanging } from '../support/read-once';

const api = { sync: library, promise: promises } as const;
type Library = (typeof api)[keyof typeof api];
type Callable = (...args: unknown[]) => unknown;

const sealing = octJwk(16);
const claims = { sub: 'a', aud: ['x', 'y'], exp: 2e9, deep: { list: [1, { b: 2 }] } };
const sender = { ...jwks.p256, kid: 's' };
const hs = { algorithms: ['HS256'] };
const dir = { algorithms: ['dir', 'A128GCM'] };
const dirHeader = { alg: 'dir', enc: 'A128GCM' };

const signed = library.jwt.encode({ alg: 'HS256' }, claims, secret);
const sealed = library.jwt.encode(dirHeader, claims, sealing);
const general = library.jws.serializeJson(
  [{ protected: { alg: 'HS256' }, header: { kid: 'k' } }, { protected: { alg: 'HS256' } }],
  'payload',
  secret,
);
const message = library.jwe.encryptJson(
  {
    protected: { enc: 'A128GCM' },
    unprotected: { cty: 'x' },
    recipients: [{ header: { alg: 'A128KW' }, key: sealing }],
  },
  'plaintext',
);
const layers = {
  sign: { header: { alg: 'ES256' }, key: sender, algorithms: ['ES256'] },
  encrypt: { header: dirHeader, key: sealing, algorithms: ['dir', 'A128GCM'] },
};
const nested = library.jwt.encodeNested(claims, layers);
const readers = {
  decrypt: { key: sealing, algorithms: ['dir', 'A128GCM'] },
  verify: { key: publicJwk('p256'), algorithms: ['ES256'] },
};
const asked = {
  algorithms: ['HS256', 'dir', 'A128GCM'],
  audience: ['x', 'z'],
  subject: 'a',
  leeway: 5,
  now: 1e9,
  required: ['exp'],
  collect: true,
  claims: { deep: { essential: true, value: { list: [1, { b: 2 }] }, values: [{ list: [1, { b: 2 }] }] } },
};
const { required, claims: rules } = asked;
const askedOfClaims = {
  audience: ['x', 'z'],
  subject: 'a',
  leeway: 5,
  now: 1e9,
  required,
  claims: rules,
  collect: true,
};
const written = { issuer: 'me', jwtid: '1', issuedAt: true, expiresIn: '1h' };
const detachedToken = library.jws.detach(library.jws.serializeCompact({ alg: 'HS256' }, 'payload', secret));

/** Each verb with arguments that it takes; those that are plain data are counted. */
const verbs: readonly [string, (from: Library) => unknown, readonly unknown[]][] = [
  ['jws.serializeCompact', ({ jws }) => jws.serializeCompact, [{ alg: 'HS256', kid: 'k' }, 'p', jwks.oct, hs]],
  ['jws.serializeCompact, with a header that is no flat one', ({ jws }) => jws.serializeCompact, [{ alg: 'ES256', jwk: publicJwk('p256'), crit: ['b64'], b64: false }, 'p', jwks.p256, { algorithms: ['ES256'] }]],
  ['jws.deserializeCompact', ({ jws }) => jws.deserializeCompact, [signed, jwks.oct, hs]],
  ['jws.deserializeCompact, detached', ({ jws }) => jws.deserializeCompact, [detachedToken, jwks.oct, { ...hs, payload: 'payload' }]],
  ['jws.deserializeCompactMany', ({ jws }) => jws.deserializeCompactMany, [[signed, signed], secret, hs]],
  ['jws.serializeJson', ({ jws }) => jws.serializeJson, [[{ protected: { alg: 'HS256' }, header: { kid: 'k' } }, { protected: { alg: 'ES256' } }], 'p', [jwks.oct, jwks.p256], { algorithms: ['HS256', 'ES256'] }]],
  ['jws.deserializeJson', ({ jws }) => jws.deserializeJson, [general, secret, { ...hs, verify: 'any' }]],
  ['jws.serialize', ({ jws }) => jws.serialize, [{ protected: { alg: 'HS256' } }, 'p', jwks.oct, hs]],
  ['jws.deserialize', ({ jws }) => jws.deserialize, [general, secret, { ...hs, verify: 'all' }]],
  ['jws.deserialize, compact', ({ jws }) => jws.deserialize, [signed, jwks.oct, { ...hs, verify: 'all' }]],
  ['jws.detach', ({ jws }) => jws.detach, [general]],
  ['jws.decodeUnverified', ({ jws }) => jws.decodeUnverified, [general]],
  ['jws.signStream', ({ jws }) => jws.signStream, [{ alg: 'HS256' }, new Set(['piece']), jwks.oct, hs]],
  ['jws.verifyStream', ({ jws }) => jws.verifyStream, [detachedToken, new Set(['pay', 'load']), jwks.oct, hs]],
  ['jwe.encryptCompact', ({ jwe }) => jwe.encryptCompact, [dirHeader, 'p', sealing, dir]],
  ['jwe.encryptCompact, with parameters', ({ jwe }) => jwe.encryptCompact, [{ alg: 'ECDH-ES', enc: 'A128GCM' }, 'p', publicJwk('p256'), { algorithms: ['ECDH-ES'], apu: 'a', apv: 'b' }]],
  ['jwe.decryptCompact', ({ jwe }) => jwe.decryptCompact, [sealed, sealing, dir]],
  ['jwe.encryptJson', ({ jwe }) => jwe.encryptJson, [{ protected: { enc: 'A128GCM' }, unprotected: { cty: 'x' }, aad: 'more', recipients: [{ header: { alg: 'A128KW' }, key: sealing }, { header: { alg: 'A128KW' }, key: octJwk(16, {}, 2) }] }, 'p', { algorithms: ['A128KW'] }]],
  ['jwe.decryptJson', ({ jwe }) => jwe.decryptJson, [message, sealing, { algorithms: ['A128KW'] }]],
  ['jwe.encrypt', ({ jwe }) => jwe.encrypt, [{ recipient: { header: { alg: 'A128KW', enc: 'A128GCM' }, key: sealing } }, 'p', { algorithms: ['A128KW'] }]],
  ['jwe.decrypt', ({ jwe }) => jwe.decrypt, [message, sealing, { algorithms: ['A128KW'] }]],
  ['jwe.decodeUnverified', ({ jwe }) => jwe.decodeUnverified, [message]],
  ['jwk.importKey', ({ jwk }) => jwk.importKey, [jwks.rsa, { kid: 'k', key_ops: ['sign'] }]],
  ['jwk.generateKey', ({ jwk }) => jwk.generateKey, ['EC', 'P-256', { use: 'sig', key_ops: ['sign', 'verify'], autoKid: true }]],
  ['jwk.thumbprint', ({ jwk }) => jwk.thumbprint, [publicJwk('rsa')]],
  ['jwt.encode', ({ jwt }) => jwt.encode, [{ alg: 'HS256', kid: 'k' }, { sub: 'a', aud: ['x'], nbf: 5, deep: { list: [1] } }, jwks.oct, { ...hs, ...written }]],
  ['jwt.encode, encrypted', ({ jwt }) => jwt.encode, [{ ...dirHeader, typ: 'x' }, claims, sealing, { ...dir, issuer: 'me', notBefore: 5 }]],
  ['jwt.decode', ({ jwt }) => jwt.decode, [signed, jwks.oct, asked]],
  ['jwt.decode, encrypted', ({ jwt }) => jwt.decode, [sealed, sealing, asked]],
  ['jwt.decode, with a marked key', ({ jwt }) => jwt.decode, [sealed, { ...sealing, use: 'enc', alg: 'dir' }]],
  ['jwt.decodeMany', ({ jwt }) => jwt.decodeMany, [[signed, sealed], secret, asked]],
  ['jwt.validate', ({ jwt }) => jwt.validate, [claims, askedOfClaims]],
  ['jwt.encodeNested', ({ jwt }) => jwt.encodeNested, [claims, layers, { issuer: 'me' }]],
  ['jwt.decodeNested', ({ jwt }) => jwt.decodeNested, [nested, readers, askedOfClaims]],
  ['sign', ({ sign }) => sign, [claims, { k: 'an example of a shared secret, 32+' }, { alg: 'HS256', header: { kid: 'k' } }]],
  ['verify', ({ verify }) => verify, [library.sign(claims, secret), secret, 'HS256', { validateClaims: true, expirySeconds: undefined }]],
  ['encrypt', ({ encrypt }) => encrypt, [claims, sealing, { alg: 'dir', enc: 'A128GCM', header: { kid: 'k' } }]],
  ['decrypt', ({ decrypt }) => decrypt, [library.deserializeCompact(sealed), sealing, { ...dir, validateClaims: false }]],
  ['serializeCompact', (small) => small.serializeCompact, [library.sign(claims, secret)]],
]; // prettier-ignore

/** What is made once and used again; the same in both forms. */
const makers: readonly [string, (...args: never[]) => unknown, readonly unknown[]][] = [
  ['KeySet.importKeySet', (set: never) => library.KeySet.importKeySet(set), [{ keys: [jwks.p256, jwks.rsa, { kty: 'new', kid: 'x' }] }]],
  ['new KeySet', (keys: never) => new library.KeySet(keys), [[library.jwk.generateKey('EC')]]],
  ['KeySet.generateKeySet', (parameters: never) => library.KeySet.generateKeySet('EC', 'P-256', parameters, 1), [{ use: 'sig', kid: 'k' }]],
  ['KeySet.find', (filter: never) => new library.KeySet([library.jwk.generateKey('EC')]).find(filter), [{ alg: 'ES256', use: 'sig', kty: 'EC' }]],
  ['toPEM', (options: never) => library.jwk.generateKey('EC').toPEM(options), [{ private: true, format: 'sec1' }]],
  ['toJWK', (options: never) => library.jwk.generateKey('EC').toJWK(options), [{ private: true }]],
  ['new jws.Registry', (options: never) => new library.jws.Registry(options), [{ algorithms: ['HS256'], headers: { a: { description: 'b', required: false } }, strict: true, strictHeaders: true, maxDepth: 5 }]],
  ['new jwe.Registry', (options: never) => new library.jwe.Registry(options), [{ algorithms: ['dir'], maxPBES2Count: 5 }]],
  ['new RemoteKeySet', (options: never) => new library.RemoteKeySet('https://a.example', options), [{ timeout: 5, cooldown: 5, maxAge: 5, maxBytes: 5, headers: { a: 'b' }, cache: { url: 'https://a.example/', jwks: { keys: [publicJwk('p256')] }, fetchedAt: 1, expiresAt: 2 } }]],
]; // prettier-ignore

/** The arguments, counted. */
function watched(args: readonly unknown[], reads: Reads): unknown[] {
  return args.map((arg, index) => counted(arg, reads, `argument ${index}`));
}

describe.each(forms)('$name', ({ name, jws }) => {
  const from = api[name];

  describe('row 82: every member that is given is read once', () => {
    test.each(verbs)('%s', async (_, verb, args) => {
      const run = verb(from) as Callable;
      // Twice: what was remembered of the first time must not cost a second look.
      for (let round = 0; round < 2; round++) {
        const reads = new Reads();
        await run(...watched(args, reads));
        expect(reads.repeated).toEqual([]);
        expect(args.some((arg) => typeof arg === 'object') && reads.total === 0).toBe(false);
      }
    });

    test.each([
      ['createSigner', [jwks.oct, { alg: 'HS256', kid: 'k' }, { ...hs, ...written }], { role: 'a' }],
      ['createVerifier', [jwks.oct, asked], signed],
      ['createVerifier', [jwks.oct, { ...asked, cache: { max: 5, ttl: '1m' } }], signed],
    ] as const)('jwt.%s', async (verb, args, argument) => {
      const reads = new Reads();
      const made = (from.jwt[verb] as Callable)(...watched(args, reads)) as Callable;
      await made(argument);
      await made(argument);
      expect(reads.repeated).toEqual([]);
    });

    test.each(makers)('%s', (_, make, args) => {
      const reads = new Reads();
      make(...(watched(args, reads) as never[]));
      expect(reads.repeated).toEqual([]);
    });
  });

  describe('row 82: a second answer has no effect', () => {
    test('the algorithms of a call', async () => {
      const none = `${b64u({ alg: 'none' })}.${b64u('p')}.`;
      const algorithms = changingList('HS256', 'none');
      await expectJoseError(() => jws.deserializeCompact(none, null, { algorithms }), 'ERR_JOSE_ALG_NOT_ALLOWED');
      const options = withChanging({}, 'algorithms', ['HS256'], ['none']);
      await expectJoseError(() => jws.deserializeCompact(none, null, options), 'ERR_JOSE_ALG_NOT_ALLOWED');
      const numbers = changingList(5, 'HS256');
      await expectTypeError(() => jws.deserializeCompact(none, null, { algorithms: numbers }));
    });

    test('the algorithms and limits of a registry', async () => {
      const registry = new library.jws.Registry({ algorithms: changingList('HS256', 'none') } as never);
      expect(registry.algorithms).toEqual(['HS256']);
      const limited = new library.jws.Registry(withChanging({}, 'maxDepth', 3, 'deep'));
      expect(limited.limits.maxDepth).toBe(3);
      // An imitation, whose limits may be other ones each time, is no registry.
      const token = hs256({ alg: 'HS256' }, 'p', secret);
      for (const imitation of [Object.create(registry) as object, new Proxy(registry, {})]) {
        await expectTypeError(() => jws.deserializeCompact(token, secret, { registry: imitation }));
      }
    });

    test('the number of signatures, and of their keys', async () => {
      const members = new Proxy([{ protected: { alg: 'HS256' } }], {
        get: (target, member): unknown =>
          member === Symbol.iterator
            ? function* (): Generator { for (let i = 0; i < 40; i++) yield target[0]; } // prettier-ignore
            : Reflect.get(target, member),
      });
      expect((await jws.serializeJson(members, 'p', secret)).signatures).toHaveLength(1);
      await expectJoseError(() => jws.serializeJson(new Array(2 ** 32 - 1), 'p', secret), 'ERR_JOSE_LIMIT_EXCEEDED');
      await expectTypeError(() => jws.serializeJson([{ protected: { alg: 'HS256' } }], 'p', new Array(2 ** 32 - 1)));
    });

    test('a member of a published set that turns private', () => {
      const hidden = withChanging({ ...publicJwk('p256') }, 'kty', 'EC', 'oct');
      Object.assign(hidden, { kid: 'a' });
      let asks = 0;
      const d = new Proxy(
        { ...jwks.p256 },
        {
          ownKeys: (target) => Reflect.ownKeys(target).filter((member) => member !== 'd' || asks++ > 0),
        },
      );
      const cache = { url: 'https://a.example/', jwks: { keys: [hidden, d] }, fetchedAt: 1, expiresAt: 2 };
      const remote = new library.RemoteKeySet('https://a.example/', { cache });
      expect(remote.current?.keys.map(({ kty, isPrivate }) => [kty, isPrivate])).toEqual([['EC', false], ['EC', false]]); // prettier-ignore
    });
  });
});

describe.each(jwtForms)('$name', ({ name, jwt, small }) => {
  describe('row 82: claims and headers are those that were checked', () => {
    test('the dates of claims that are written', async () => {
      for (const claim of ['exp', 'nbf', 'iat']) {
        const token = await jwt.encode({ alg: 'HS256' }, withChanging({ sub: 'a' }, claim, 2e9, 'never'), secret);
        expect(library.jwt.decodeUnverified(token).claims[claim]).toBe(2e9);
        const wrong = withChanging({ sub: 'a' }, claim, 'never', 2e9);
        await expectJoseError(() => jwt.encode({ alg: 'HS256' }, wrong, secret), 'ERR_JWT_CLAIM_VALIDATION_FAILED');
      }
      const absent = withChanging({ sub: 'a' }, 'exp', undefined, 'never');
      const token = await jwt.encode({ alg: 'HS256' }, absent, secret, { expiresIn: 60 });
      expect(Object.keys(library.jwt.decodeUnverified(token).claims).sort()).toEqual(['exp', 'iat', 'sub']);
      expect(typeof library.jwt.decodeUnverified(token).claims['exp']).toBe('number');
    });

    test('a toJSON that appears later', async () => {
      const toJSON = (): object => ({ exp: 'never' });
      const later = withChanging({ sub: 'a' }, 'toJSON', undefined, toJSON);
      const token = await jwt.encode({ alg: 'HS256' }, later, secret);
      expect(library.jwt.decodeUnverified(token).claims).toMatchObject({ sub: 'a' });
      expect(library.jwt.decodeUnverified(token).claims).not.toHaveProperty('exp');
      await expectTypeError(() => jwt.encode({ alg: 'HS256' }, { sub: 'a', toJSON }, secret));
      // What a toJSON function makes of a header is what decides.
      const header = { alg: 'HS256', typ: 'JWT', toJSON: () => dirHeader };
      const encrypted = await jwt.encode(header, { sub: 'a' }, sealing, dir);
      expect(encrypted.split('.')).toHaveLength(5);
    });

    test('claims that are validated', async () => {
      await expectJoseError(() => jwt.validate(withChanging({}, 'exp', 5, 2e9)), 'ERR_JWT_EXPIRED');
      await jwt.validate(withChanging({}, 'exp', 2e9, 5));
      await expectJoseError(() => jwt.validate(withChanging({}, 'exp', 'x', 2e9)), 'ERR_JWT_CLAIM_VALIDATION_FAILED');
      const options = { audience: 'api' };
      await expectJoseError(
        () => jwt.validate({ aud: changingList('other', 'api') }, options),
        'ERR_JWT_CLAIM_VALIDATION_FAILED',
      );
      await jwt.validate({ aud: changingList('api', 5) }, options);
      await expectJoseError(
        () => jwt.validate({ sub: 'a' }, withChanging({}, 'subject', 'b', 'a')),
        'ERR_JWT_CLAIM_VALIDATION_FAILED',
      );
      // Of what is not plain data the value itself is compared, and what contains itself has an end.
      const ring: Record<string, unknown> = { when: new Date(5) };
      ring['self'] = ring;
      await jwt.validate(ring, { claims: { when: { value: new Date(5) } } });
      expect(Object.isFrozen(ring)).toBe(false);
    });

    test('the parameters of a header that decide', async () => {
      const header = withChanging({ alg: 'HS256' }, 'typ', 'at+jwt', undefined);
      expect(headerOf(await jwt.encode(header, { sub: 'a' }, secret))).toEqual({ alg: 'HS256', typ: 'at+jwt' });
      const turning = withChanging({ alg: 'HS256' }, 'enc', undefined, 'A128GCM');
      expect(headerOf(await jwt.encode(turning, { sub: 'a' }, secret))).toEqual({ alg: 'HS256', typ: 'JWT' });
      const outer = withChanging({ ...dirHeader }, 'cty', undefined, 'text/plain');
      const token = await jwt.encodeNested(claims, { ...layers, encrypt: { ...layers.encrypt, header: outer } });
      expect(headerOf(token)['cty']).toBe('JWT');
      const inOption = withChanging({}, 'header', { kid: 'a' }, { kid: 'b' });
      const parts = await small.sign({ sub: 'a' }, { k: 'an example of a shared secret, 32+' }, inOption);
      expect(headerOf(`${parts['header'] ?? ''}..`)).toEqual({ alg: 'HS256', kid: 'a' });
    });

    test('a key that says only once what it is for', async () => {
      const marked = withChanging({ ...sealing }, 'use', undefined, 'enc');
      await expectJoseError(() => jwt.decode(sealed, marked), 'ERR_JWT_INVALID');
      const { claims: read } = await jwt.decode(sealed, withChanging({ ...sealing }, 'use', 'enc', undefined));
      expect(read['sub']).toBe('a');
    });

    test('a list of algorithms that turns to encryption', async () => {
      const algorithms = changingList('HS256', 'dir');
      await expectJoseError(() => jwt.decode(sealed, sealing, { algorithms }), 'ERR_JWT_INVALID');
      const layer = { ...readers.verify, algorithms: changingList('HS256', 'ES256') };
      await expectJoseError(() => jwt.decodeNested(nested, { ...readers, verify: layer }), 'ERR_JOSE_ALG_NOT_ALLOWED');
    });

    test('a RegExp whose flags are not what they say, or that is compiled anew', async () => {
      const sticky = Object.defineProperty(/^api$/g, 'global', { value: false });
      await expectTypeError(() => jwt.validate({ aud: 'api' }, { audience: sticky }));
      const expression = /^api$/;
      const verify = api[name].jwt.createVerifier(secret, { audience: expression }) as unknown as Callable;
      // eslint-disable-next-line @typescript-eslint/no-deprecated -- that is what is tested
      expression.compile('.*');
      const token = library.jwt.encode({ alg: 'HS256' }, { aud: 'other' }, secret);
      await expectJoseError(() => verify(token), 'ERR_JWT_CLAIM_VALIDATION_FAILED');
    });

    test('what a getter throws is the reason of the documented error', async () => {
      const broken = new RangeError('no');
      const throwing = (): object =>
        Object.defineProperty({ alg: 'HS256' }, 'kid', { enumerable: true, get: () => { throw broken; } }); // prettier-ignore
      const header = await failureOf(() => jwt.encode(throwing(), { sub: 'a' }, secret));
      expect(header).toMatchObject({ code: 'ERR_JOSE_HEADER_INVALID', cause: broken });
      const inClaims = await failureOf(() => jwt.encode({ alg: 'HS256' }, throwing(), secret));
      expect(inClaims).toMatchObject({ code: 'ERR_JWT_INVALID', cause: broken });
    });
  });
});

test('row 82: the descriptor of the tests changes its mind', () => {
  const { get } = changing(1, 2);
  expect([get?.(), get?.(), get?.()]).toEqual([1, 2, 2]);
});
