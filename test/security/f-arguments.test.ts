/** Threats, part f: the arguments of a native addon, row 64. */

import * as library from '../../lib';
import { expectRefusal, expectTypeError, failureOf, forms, type Form } from '../support/both';
import { b64u, flattenedHs256, hs256 } from '../support/forge';
import { jwks, publicJwk, secret } from '../support/keys';

const token = hs256({ alg: 'HS256' }, 'hello', secret);
const flattened = flattenedHs256('{"alg":"HS256"}', 'hello', secret);
const header = { alg: 'HS256' };

function detached(): Uint8Array {
  const array = new Uint8Array(16).fill(1);
  structuredClone(array.buffer, { transfer: [array.buffer] });
  return array;
}

function resizable(length: number): { array: Uint8Array; resize(to: number): void } {
  // ES2024; the types this repository compiles with end at ES2022.
  const Resizable = ArrayBuffer as unknown as new (length: number, options: object) => ArrayBuffer;
  const buffer = new Resizable(length, { maxByteLength: 4096 });
  const array = new Uint8Array(buffer);
  array.fill(7);
  return { array, resize: (to) => Reflect.apply(Reflect.get(buffer, 'resize') as () => void, buffer, [to]) };
}

function outOfBounds(): Uint8Array {
  const { array, resize } = resizable(64);
  const view = new Uint8Array(array.buffer, 32, 32);
  resize(8);
  return view;
}

/** Values that no caller should pass, and some who do. Functions, so that each use has its own. */
const odd: [string, () => unknown][] = [
  ['undefined', () => undefined],
  ['null', () => null],
  ['true', () => true],
  ['0', () => 0],
  ['-1', () => -1],
  ['NaN', () => NaN],
  ['2^53', () => 2 ** 53],
  ['a bigint', () => 10n],
  ['empty text', () => ''],
  ['text', () => 'x'],
  ['a lone surrogate', () => '\ud800'],
  ['long text', () => 'x'.repeat(100_000)],
  ['a String object', () => Object('x') as unknown],
  ['a symbol', () => Symbol('s')],
  ['a function', () => () => undefined],
  ['a class', () => class {}],
  ['an empty array', () => []],
  ['an array with a hole', () => new Array(3)],
  ['an empty object', () => ({})],
  ['an object without prototype', () => Object.create(null) as unknown],
  ['a proxy', () => new Proxy({}, { get: () => 1, has: () => true, ownKeys: () => ['kty'] })],
  ['a proxy of an array of bytes', () => new Proxy(new Uint8Array(4), {})],
  ['a date', () => new Date()],
  ['a map', () => new Map([['kty', 'oct']])],
  ['a regular expression', () => /x/],
  ['an error', () => new Error('x')],
  ['a thenable', () => ({ then: 1 })],
  ['an ArrayBuffer', () => new ArrayBuffer(8)],
  ['a SharedArrayBuffer', () => new SharedArrayBuffer(8)],
  ['shared bytes', () => new Uint8Array(new SharedArrayBuffer(32))],
  ['detached bytes', detached],
  ['bytes out of bounds', outOfBounds],
  ['a DataView', () => new DataView(new ArrayBuffer(8))],
  ['floats', () => new Float64Array(4)],
  ['clamped bytes', () => new Uint8ClampedArray(32)],
  ['a global symbol’s object', () => Object(Symbol.iterator) as unknown],
];

/** Good arguments for each verb; one at a time is replaced. */
const verbs: [keyof Form['jws'], unknown[]][] = [
  ['serializeCompact', [header, 'hello', secret, {}]],
  ['deserializeCompact', [token, secret, {}]],
  ['serializeJson', [{ protected: header }, 'hello', secret, {}]],
  ['deserializeJson', [flattened, secret, {}]],
  ['serialize', [header, 'hello', secret, {}]],
  ['deserialize', [token, secret, {}]],
  ['detach', [token]],
  ['decodeUnverified', [token]],
];

async function expectCalm(run: () => unknown): Promise<void> {
  const succeeded = Symbol('succeeded');
  const outcome = await Promise.resolve()
    .then(run)
    .then(
      () => succeeded,
      (error: unknown) => error,
    );
  if (outcome === succeeded) return;
  await expectRefusal(() => {
    throw outcome;
  });
}

describe.each(forms)('$name', ({ jws, jwk, name }) => {
  describe('row 64: argument types', () => {
    const positions = verbs.flatMap(([verb, args]) => args.map((_, index) => ({ verb, args, index })));
    test.each(positions)('$verb, argument $index', async ({ verb, args, index }) => {
      for (const [, make] of odd) {
        const given = args.map((value, at) => (at === index ? make() : value));
        await expectCalm(() => Reflect.apply(jws[verb], jws, given));
      }
    });

    test.each(['importKey', 'thumbprint'] as const)('jwk.%s', async (verb) => {
      for (const [, make] of odd) {
        await expectCalm(() => jwk[verb](make()));
        await expectCalm(() => Reflect.apply(jwk[verb], jwk, [jwks.oct, make()]));
      }
    });

    test('jwk.generateKey', async () => {
      for (const [, make] of odd) {
        await expectCalm(() => jwk.generateKey(make(), 256));
        await expectCalm(() => jwk.generateKey('EC', make()));
        await expectCalm(() => jwk.generateKey('OKP', 'Ed25519', make()));
      }
    });

    test('classes', () => {
      const { KeySet, OctKey, RSAKey, ECKey, OKPKey } = library;
      const makers: ((value: never) => unknown)[] = [
        (value) => OctKey.importKey(value),
        (value) => RSAKey.importKey(value),
        (value) => ECKey.importKey(value),
        (value) => OKPKey.importKey(value),
        (value) => new KeySet(value),
        (value) => KeySet.importKeySet(value),
        (value) => new library.jws.Registry(value),
        (value) => OctKey.importKey(jwks.oct).toJWK(value),
        (value) => ECKey.importKey(jwks.p256).toPEM(value),
        (value) => ECKey.importKey(jwks.p256).toDER(value),
        (value) => ECKey.importKey(jwks.p256).thumbprint(value),
      ];
      return Promise.all(makers.flatMap((make) => odd.map(([, value]) => expectCalm(() => make(value() as never)))));
    });

    test.each([
      ['shared', (): unknown => new Uint8Array(new SharedArrayBuffer(32))],
      ['detached', detached],
      ['out of bounds', outOfBounds],
    ])('%s bytes are a TypeError wherever bytes go', async (_, make) => {
      await expectTypeError(() => jws.serializeCompact(header, make(), secret));
      await expectTypeError(() => jws.serializeJson({ protected: header }, make(), secret));
      await expectTypeError(() =>
        jws.deserializeCompact(token.replace(b64u('hello'), ''), secret, { payload: make() }),
      );
      await expectTypeError(() => jws.serializeCompact(header, 'hello', make()));
      await expectTypeError(() => jws.deserializeCompact(token, make()));
    });

    test('a payload that its key function shrinks, detaches or overwrites', async () => {
      const changes: ((bytes: ReturnType<typeof resizable>) => void)[] = [
        ({ resize }) => resize(0),
        ({ resize }) => resize(1000),
        ({ array }) => void structuredClone(array.buffer, { transfer: [array.buffer as ArrayBuffer] }),
        ({ array }) => void array.fill(9),
      ];
      for (const change of changes) {
        const bytes = resizable(4096);
        const signing = jws.serializeCompact(header, bytes.array, () => {
          change(bytes);
          return secret;
        });
        const made = await signing.catch((error: unknown) => error);
        if (typeof made === 'string') {
          // Whatever was signed is what the token says.
          expect((await jws.deserializeCompact(made, secret)).payload).toBeDefined();
        } else {
          await expectRefusal(() => signing);
        }
      }
    });

    test('detached content that an asynchronous step could still change: what is returned is what was verified', async () => {
      const detachedToken = token.replace(b64u('hello'), '');
      const payload = Buffer.from('hello');
      const reading = jws.deserializeCompact(detachedToken, () => secret, { payload });
      payload.fill(0);
      expect((await reading).payload.toString()).toBe('hello');
      const detachedFlattened = { protected: flattened.protected, signature: flattened.signature };
      const content = Buffer.from('hello');
      const readingJson = jws.deserializeJson(detachedFlattened, () => secret, { payload: content });
      content.fill(0);
      expect((await readingJson).payload.toString()).toBe('hello');
    });

    test('bytes changed right after the call', async () => {
      const payload = Buffer.from('hello');
      const key = Buffer.from(secret);
      const making = jws.serializeCompact(header, payload, key);
      payload.fill(0);
      key.fill(0);
      expect(await making).toBe(token);

      const content = Buffer.from('hello');
      const other = Buffer.from(secret);
      const detachedToken = token.replace(b64u('hello'), '');
      const reading = jws.deserializeCompact(detachedToken, other, { payload: content });
      content.fill(0);
      other.fill(0);
      expect((await reading).payload.toString()).toBe('hello');
    });

    test('objects changed right after the call', async () => {
      const changing: Record<string, unknown> = { alg: 'HS256' };
      const key: Record<string, unknown> = { ...jwks.oct };
      const options: { algorithms: string[] } = { algorithms: ['HS256'] };
      const making = jws.serializeCompact(changing, 'hello', key, options);
      changing['alg'] = 'none';
      key['k'] = 'AA';
      options.algorithms[0] = 'none';
      expect(await making).toBe(token);
    });

    test('getters run as they please', async () => {
      const own = new RangeError('from a getter');
      const failing = Object.defineProperty({}, 'kty', {
        enumerable: true,
        get: () => {
          throw own;
        },
      });
      expect(await failureOf(() => jws.deserializeCompact(token, failing))).toBe(own);
      let reads = 0;
      const fickle = Object.defineProperty({ k: b64u(secret) }, 'kty', {
        enumerable: true,
        get: () => (reads++ === 0 ? 'oct' : 'RSA'),
      });
      await expectCalm(() => jws.deserializeCompact(token, fickle));
    });
  });

  test('many operations at once give each its own result', async () => {
    const count = name === 'sync' ? 50 : 400;
    const tokens = await Promise.all(
      Array.from({ length: count }, (_, index) => {
        const [alg, key] = index % 2 === 0 ? (['HS256', jwks.oct] as const) : (['ES256', jwks.p256] as const);
        return jws.serializeCompact({ alg, kid: String(index) }, `payload ${index}`, key);
      }),
    );
    const results = await Promise.all(
      tokens.map((made, index) => jws.deserializeCompact(made, index % 2 === 0 ? jwks.oct : publicJwk('p256'))),
    );
    expect(results.map(({ payload }) => payload.toString())).toEqual(tokens.map((_, index) => `payload ${index}`));
    expect(results.map(({ protected: { kid } }) => kid)).toEqual(tokens.map((_, index) => String(index)));
  });
});

describe('row 64: bytes that change while an asynchronous key function is awaited', () => {
  const promise = forms.find(({ name }) => name === 'promise');

  test('are signed as they were given', async () => {
    const payload = Buffer.from('hello');
    const making = promise?.jws.serializeCompact(header, payload, async () => {
      await Promise.resolve();
      payload.fill(0);
      return secret;
    });
    expect(await making).toBe(token);
  });

  test('are verified as they were given', async () => {
    const payload = Buffer.from('jello');
    const reading = promise?.jws.deserializeJson(
      { protected: flattened.protected, signature: flattened.signature },
      async () => {
        await Promise.resolve();
        payload.write('hello');
        return secret;
      },
      { payload },
    );
    await expect(reading).rejects.toMatchObject({ code: 'ERR_JWS_SIGNATURE_VERIFICATION_FAILED' });
  });
});
