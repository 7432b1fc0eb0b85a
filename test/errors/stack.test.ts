/** The stack of every error that a public function throws begins at the line that called it. */

import { readFileSync } from 'node:fs';

import * as sync from '../../lib';
import * as promises from '../../lib/promises';

/** The API without its types: every case here passes what they forbid. */
type Loose = (...args: unknown[]) => unknown;
type LooseApi = { readonly [Name in keyof typeof sync]: Readonly<Record<keyof (typeof sync)[Name], Loose>> };
type Small = Readonly<
  Record<'sign' | 'verify' | 'encrypt' | 'decrypt' | 'serializeCompact' | 'deserializeCompact', Loose>
>;

const secret = 'a secret of thirty-two octets ok';
const hs256 = { alg: 'HS256' };
const direct = { alg: 'dir', enc: 'A128GCM' };
const parts = { header: 'e30', payload: '', signature: '' };
const encrypted = { header: 'e30', cek: '', iv: '', ciphertext: '', tag: '' };
const layers = { sign: { header: hs256, key: secret }, encrypt: { header: direct, key: secret } };
const secretKey = sync.OctKey.importKey(secret);
const disposed = sync.jwk.generateKey('EC');
disposed.dispose();
const token = sync.jwt.encode({ alg: 'HS256' }, { sub: 'a' }, secret);

type Case = readonly [name: string, typeError: () => unknown, joseError: (() => unknown) | undefined];

/** Of each verb one call with an argument of the wrong type and one that is refused as a JoseError. */
function casesOf(api: typeof sync | typeof promises): readonly Case[] {
  const { jws, jwe, jwt, jwk } = api as unknown as LooseApi;
  const top = api as unknown as Small;
  return [
    ['jws.serializeCompact', () => jws.serializeCompact(hs256, 1, secret), () => jws.serializeCompact({}, '', secret)],
    ['jws.deserializeCompact', () => jws.deserializeCompact(1, secret), () => jws.deserializeCompact('x', secret)],
    ['jws.serializeCompact', () => jws.serializeCompact(hs256, '', 1), () => jws.serializeCompact(hs256, '', '')],
    ['jws.deserializeCompactMany', () => jws.deserializeCompactMany(1, secret), undefined],
    ['jws.serializeJson', () => jws.serializeJson(1, '', secret), () => jws.serializeJson({}, '', secret)],
    ['jws.deserializeJson', () => jws.deserializeJson(1, secret), () => jws.deserializeJson({}, secret)],
    ['jws.serialize', () => jws.serialize(hs256, 1, secret), () => jws.serialize({ alg: 'x' }, '', secret)],
    ['jws.deserialize', () => jws.deserialize(1, secret), () => jws.deserialize('x', secret)],
    ['jws.detach', () => jws.detach(1), () => jws.detach('x')],
    ['jws.signStream', () => jws.signStream(hs256, 1, secret), () => jws.signStream({}, [], secret)],
    ['jws.verifyStream', () => jws.verifyStream(1, [], secret), () => jws.verifyStream('x', [], secret)],
    ['jws.decodeUnverified', () => jws.decodeUnverified(1), () => jws.decodeUnverified('x')],
    ['jwe.encryptCompact', () => jwe.encryptCompact(direct, 1, secret), () => jwe.encryptCompact({}, '', secret)],
    ['jwe.decryptCompact', () => jwe.decryptCompact(1, secret), () => jwe.decryptCompact('x', secret)],
    ['jwe.encryptJson', () => jwe.encryptJson(1, ''), () => jwe.encryptJson({ recipient: { key: secret } }, '')],
    ['jwe.decryptJson', () => jwe.decryptJson(1, secret), () => jwe.decryptJson({}, secret)],
    ['jwe.encrypt', () => jwe.encrypt(direct, 1, secret), () => jwe.encrypt({}, '', secret)],
    ['jwe.decrypt', () => jwe.decrypt(1, secret), () => jwe.decrypt('x', secret)],
    ['jwe.decodeUnverified', () => jwe.decodeUnverified(1), () => jwe.decodeUnverified('x')],
    ['jwt.encode', () => jwt.encode(hs256, 1, secret), () => jwt.encode(hs256, { exp: 'x' }, secret)],
    ['jwt.decode', () => jwt.decode(1, secret), () => jwt.decode('x', secret)],
    ['jwt.decodeMany', () => jwt.decodeMany(1, secret), undefined],
    ['jwt.validate', () => jwt.validate(1), () => jwt.validate({ exp: 1 })],
    ['jwt.decodeUnverified', () => jwt.decodeUnverified(1), () => jwt.decodeUnverified('x')],
    ['jwt.encodeNested', () => jwt.encodeNested({}, 1), () => jwt.encodeNested({ exp: 'x' }, layers)],
    [
      'jwt.decodeNested',
      () => jwt.decodeNested(1, {}),
      () => jwt.decodeNested('x', { decrypt: secret, verify: secret }),
    ],
    ['jwk.importKey', () => jwk.importKey(1), () => jwk.importKey('no key')],
    ['jwk.generateKey', () => jwk.generateKey(1), () => jwk.generateKey('x')],
    ['jwk.thumbprint', () => jwk.thumbprint(secretKey, 1), () => jwk.thumbprint(disposed)],
    ['jwk.thumbprint', () => jwk.thumbprint(1), () => jwk.thumbprint({})],
    ['jwk.thumbprintUri', () => jwk.thumbprintUri(1), () => jwk.thumbprintUri({})],
    ['sign', () => top.sign(1, secret), () => top.sign({ exp: 'x' }, secret)],
    ['verify', () => top.verify(1, secret, 'HS256'), () => top.verify(parts, secret, 'HS256')],
    ['encrypt', () => top.encrypt(1, secret), () => top.encrypt({ exp: 'x' }, secret)],
    ['decrypt', () => top.decrypt(1, secret), () => top.decrypt(encrypted, secret)],
    ['serializeCompact', () => top.serializeCompact(1), undefined],
    ['deserializeCompact', () => top.deserializeCompact(1), () => top.deserializeCompact('x')],
    ['signal of jws.serializeCompact', () => jws.serializeCompact(hs256, '', secret, { signal: 1 }), undefined],
  ];
}

/** What gives the verbs of a form, but is no verb that fails by itself. */
const factories = ['jwt.createSigner', 'jwt.createVerifier'];

const source = readFileSync(__filename, 'utf8').split('\n');

/** The line that a stack begins with, where it is one of this file. */
function firstLine(error: unknown): string {
  const { stack = '' } = error as Error;
  const frame = stack.split('\n').find((line) => /^ +at /.test(line)) ?? '';
  const line = frame.includes(__filename) ? /:(\d+):\d+\)?$/.exec(frame)?.[1] : undefined;
  return line === undefined ? stack : (source[Number(line) - 1] ?? '');
}

async function errorOf(call: () => unknown): Promise<unknown> {
  try {
    await call();
  } catch (error) {
    return error;
  }
  throw new Error('expected an error, found none');
}

const forms = [
  ['sync', sync],
  ['promise', promises],
] as const;

describe.each(forms)('the stack begins at the caller of a verb: %s', (_, api) => {
  const cases = casesOf(api);

  test.each(cases)('%s: TypeError', async (name, typeError) => {
    const error = await errorOf(typeError);
    expect(error).toBeInstanceOf(TypeError);
    expect(firstLine(error)).toContain(`.${name.replace(/.*[. ]/, '')}(`);
    expect((error as Error).stack).toContain(`TypeError: ${(error as Error).message}\n`);
  });

  test.each(cases.filter(([, , joseError]) => joseError !== undefined))(
    '%s: JoseError',
    async (name, __, joseError) => {
      const error = await errorOf(joseError ?? (() => undefined));
      expect(error).toBeInstanceOf(sync.errors.JoseError);
      expect(firstLine(error)).toContain(`.${name.replace(/.*[. ]/, '')}(`);
      expect((error as Error).stack).toContain(`${(error as Error).name}: ${(error as Error).message}\n`);
    },
  );

  test('each verb has its name, and its cases here', () => {
    const verbs = (['jws', 'jwe', 'jwt', 'jwk'] as const).flatMap((namespace) =>
      Object.entries(api[namespace]).map(([name, value]) => [`${namespace}.${name}`, name, value] as const),
    );
    const all = [...verbs, ...Object.entries(api).map(([name, value]) => [name, name, value] as const)]
      .filter(
        ([, , value]) => typeof value === 'function' && !Function.prototype.toString.call(value).startsWith('class '),
      )
      .filter(([path]) => !['features', 'opensslVersion'].includes(path));
    for (const [, name, value] of all) expect((value as unknown as Loose).name).toBe(name);
    const names = [...cases.map(([name]) => name), ...factories];
    expect(all.map(([path]) => path).filter((path) => !names.includes(path))).toEqual([]);
  });

  test('a signer and a verifier: where they are made and where they are called', async () => {
    const { jwt } = api as unknown as LooseApi;
    expect(firstLine(await errorOf(() => jwt.createSigner(secret, 1)))).toContain('createSigner(');
    expect(firstLine(await errorOf(() => jwt.createVerifier(secret, 1)))).toContain('createVerifier(');
    const sign = jwt.createSigner(secret, hs256) as Loose;
    const plain = jwt.createVerifier(secret) as Loose;
    const cached = jwt.createVerifier(secret, { cache: {} }) as Loose;
    expect(firstLine(await errorOf(() => sign(1)))).toContain('sign(1)');
    for (const verify of [plain, cached]) {
      expect(firstLine(await errorOf(() => verify(1)))).toContain('verify(1)');
      expect(firstLine(await errorOf(() => verify('x')))).toContain("verify('x')");
    }
  });

  test('with a signal', async () => {
    const decode = api.jwt.decode as Loose;
    const options = api === promises ? { signal: new AbortController().signal } : {};
    expect(firstLine(await errorOf(() => decode('x', secret, options)))).toContain("decode('x'");
  });

  test("the errors of a caller's key function keep their stacks", async () => {
    const decode = api.jwt.decode as Loose;
    const throwing = [
      () => { throw new Error('made here'); }, // prettier-ignore
      () => { throw new TypeError('made here'); }, // prettier-ignore
      () => { throw new sync.errors.InvalidJWKError('made here'); }, // prettier-ignore
      () => sync.jwk.importKey('made here'),
      () => sync.OctKey.importKey('', 'made here' as never),
    ];
    for (const key of throwing) {
      const error = await errorOf(() => decode(token, key));
      expect(firstLine(error)).toContain('made here');
    }
  });

  test("the errors of a caller's validate functions keep their stacks", async () => {
    const validate = (): never => { throw new sync.errors.InvalidClaimError('made here', { claim: '', reason: '', claims: [] } as never); }; // prettier-ignore
    const error = (await errorOf(() => (api.jwt.decode as Loose)(token, secret, { claims: { sub: { validate } } }))) as Error; // prettier-ignore
    expect(firstLine(error)).toContain('api.jwt.decode');
    expect(firstLine(error.cause)).toContain('made here');
  });
});

test('the stack begins at the caller of a method or a constructor', async () => {
  const { jwk, jws, jwe, KeySet, RemoteKeySet, OctKey, Key } = sync;
  const oct = OctKey.importKey(secret);
  const set = new KeySet([oct]);
  const wrong = 1 as never;
  const calls: readonly (readonly [string, () => unknown])[] = [
    ['toJWK(', () => oct.toJWK(wrong)],
    ['toPEM(', () => oct.toPEM(wrong)],
    ['toDER(', () => oct.toDER(wrong)],
    ['thumbprint(', () => oct.thumbprint(wrong)],
    ['thumbprintUri(', () => oct.thumbprintUri(wrong)],
    ['publicKey(', () => oct.publicKey()],
    ...[jwk.OctKey, jwk.RSAKey, jwk.ECKey, jwk.OKPKey, jwk.AKPKey].map(
      (keyClass) => ['importKey(', () => keyClass.importKey(wrong)] as const,
    ),
    ['new OctKey(', () => new (OctKey as never as new () => unknown)()],
    ['new KeySet(', () => new KeySet(wrong)],
    ['importKeySet(', () => KeySet.importKeySet(wrong)],
    ['generateKeySet(', () => KeySet.generateKeySet(wrong)],
    ['set.get(', () => set.get(wrong)],
    ['set.find(', () => set.find(wrong)],
    ['set.toJWKS(', () => set.toJWKS(wrong)],
    ['toJWKS()', () => new KeySet([disposed]).toJWKS()],
    ['toJSON()', () => disposed.toJSON()],
    ['new RemoteKeySet(', () => new RemoteKeySet(wrong)],
    ['new jws.Registry(', () => new jws.Registry(wrong)],
    ['new jwe.Registry(', () => new jwe.Registry(wrong)],
  ];
  for (const [text, call] of calls) expect(firstLine(await errorOf(call))).toContain(text);
  expect(Key.prototype.toPEM.name).toBe('toPEM');
});
