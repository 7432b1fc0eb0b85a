/** Signatures over streams: what is made and read in pieces is what is made and read as a whole. */

import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { PassThrough, Readable } from 'node:stream';

import { jws as sync, KeySet } from '../../lib';
import { jws as promises } from '../../lib/promises';
import { expectJoseError, expectTypeError, failureOf } from '../support/both';
import { algorithms, jwks, publicJwk, secret } from '../support/keys';
import { isUnderAddressSanitizer } from '../support/sanitizer';

const unencoded = { b64: false, crit: ['b64'] };
const hs256 = { alg: 'HS256', ...unencoded };
const octets = randomBytes(300_007);

/** Pieces of these sizes, over and over. */
function* cut(payload: Buffer, ...lengths: readonly number[]): Generator<Buffer, void, undefined> {
  for (let [at, turn] = [0, 0]; at < payload.length; turn++) {
    const length = lengths[turn % lengths.length] ?? 1;
    yield payload.subarray(at, at + length);
    at += length;
  }
}

async function* later<T>(pieces: Iterable<T>): AsyncGenerator<T, void, undefined> {
  for (const piece of pieces) {
    await new Promise((done) => setImmediate(done));
    yield piece;
  }
}

const cannot = ['EdDSA', 'Ed25519', 'Ed448', 'ML-DSA-44', 'ML-DSA-65', 'ML-DSA-87', 'none'];
const streamable = algorithms.filter(({ alg }) => !cannot.includes(alg));

describe.each([
  { name: 'jose-openssl', jws: sync },
  { name: 'jose-openssl/promises', jws: promises },
])('streams, $name', ({ jws }) => {
  test.each(streamable)('$alg with $key, both ways, encoded and not', async ({ alg, key }) => {
    const options = { algorithms: [alg] };
    const readersKey = key === 'oct' ? jwks.oct : publicJwk(key);
    for (const header of [{ alg }, { alg, ...unencoded }]) {
      const token = await jws.signStream(header, Readable.from(cut(octets, 1, 2, 70_000, 5)), jwks[key], options);
      expect(token).toMatch(/^[\w-]+\.\.[\w-]+$/);
      const read = await promises.deserializeCompact(token, readersKey, { ...options, payload: octets });
      expect(read.protected).toEqual(header);

      const whole = await promises.serializeCompact(header, octets, jwks[key], options);
      const detached = sync.detach(whole);
      const result = await jws.verifyStream(detached, later(cut(octets, 40_000, 3)), readersKey, options);
      expect(Object.keys(result).sort()).toEqual(['key', 'protected']);
      expect(result.protected).toEqual(header);
      expect(Object.isFrozen(result)).toBe(true);

      const changed = Buffer.from(octets);
      changed[250_000] = (changed[250_000] ?? 0) ^ 1;
      await expectJoseError(
        () => jws.verifyStream(detached, cut(changed, 4096), readersKey, options),
        'ERR_JWS_SIGNATURE_VERIFICATION_FAILED',
      );
    }
  });

  test.each(cannot)('%s cannot, and says so', async (alg) => {
    const options = { algorithms: [alg] };
    await expectJoseError(() => jws.signStream({ alg }, [octets], secret, options), 'ERR_JOSE_NOT_SUPPORTED');
    const token = `${Buffer.from(JSON.stringify({ alg })).toString('base64url')}..AAAA`;
    await expectJoseError(() => jws.verifyStream(token, [octets], secret, options), 'ERR_JOSE_NOT_SUPPORTED');
  });

  test('every way to cut it is the same message', async () => {
    for (const header of [{ alg: 'HS256' }, hs256]) {
      for (const size of [0, 1, 2, 3, 4, 5, 16_383, 16_384, 49_151, 49_152, 49_153, 150_001]) {
        const payload = octets.subarray(0, size);
        const expected = sync.serializeCompact(header, payload, secret).replace(/\..*\./, '..');
        for (const lengths of [[1], [2], [3], [1, 2], [49_152], [49_153, 1], [0, 7], [16_384, 1, 1], [size + 1]]) {
          if (size > 10_000 && Math.max(...lengths) < 10) continue;
          expect(await jws.signStream(header, cut(payload, ...lengths.filter((n) => n > 0)), secret)).toBe(expected);
        }
      }
    }
  });

  test('pieces of more than the core takes at once', async () => {
    const large = randomBytes(3 * 2 ** 20 + 1);
    const token = await jws.signStream({ alg: 'HS256' }, [large, large], secret);
    const payload = Buffer.concat([large, large]);
    expect(sync.deserializeCompact(token, secret, { payload }).protected.alg).toBe('HS256');
  });

  test('text, arrays, empty pieces, web streams, what decodes itself', async () => {
    const text = 'zwölf Boxkämpfer \u{1f94a}';
    const expected = sync.serializeCompact(hs256, text, secret);
    const sources = [
      [text],
      ['', 'zwölf ', Buffer.alloc(0), Buffer.from('Boxkämpfer '), '\u{1f94a}'],
      Readable.from([Buffer.from(text)]).setEncoding('utf8'),
      new Blob([text]).stream() as unknown as AsyncIterable<Uint8Array>,
    ];
    for (const source of sources) expect(await jws.signStream(hs256, source, secret)).toBe(expected);
    const empty = await jws.signStream(hs256, [], secret);
    expect(sync.deserializeCompact(empty, secret, { payload: '' }).payload.length).toBe(0);
  });

  test('keys: functions, sets with and without kid', async () => {
    const keys = KeySet.generateKeySet('EC', 'P-256', { autoKid: true }, 3);
    const last = keys.keys[2];
    if (last === undefined) throw new Error('no third key');
    const anonymous = await jws.signStream({ alg: 'ES256' }, [octets], last);
    const named = await jws.signStream({ alg: 'ES256', kid: last.kid ?? '' }, [octets], keys);
    const published = KeySet.importKeySet(keys.toJWKS());
    for (const token of [anonymous, named]) {
      const { key } = await jws.verifyStream(token, cut(octets, 60_000), published);
      expect(key.kid).toBe(last.kid);
    }
    const seen: unknown[] = [];
    const asked = await jws.verifyStream(named, [octets], async (header: object, message: object) => {
      seen.push(header, message);
      return Promise.resolve(published);
    });
    expect(asked.key.kid).toBe(last.kid);
    expect(seen).toEqual([{ alg: 'ES256', kid: last.kid }, { protected: { alg: 'ES256', kid: last.kid } }]);
    const others = KeySet.generateKeySet('EC', 'P-256', {}, 2);
    const bad = 'ERR_JWS_SIGNATURE_VERIFICATION_FAILED';
    await expectJoseError(() => jws.verifyStream(anonymous, [octets], others), bad);
  });

  test('what is refused before anything is read', async () => {
    const token = await jws.signStream(hs256, [octets], secret);
    const untouched = {
      [Symbol.iterator]: (): Iterator<Uint8Array> => {
        throw new Error('read');
      },
    };
    const refusals: readonly [() => Promise<unknown>, string][] = [
      [() => jws.signStream({ alg: 'HS512' }, untouched, secret), 'ERR_JOSE_ALG_NOT_ALLOWED'],
      [() => jws.signStream({ alg: 'HS256', b64: false }, untouched, secret), 'ERR_JOSE_HEADER_INVALID'],
      [() => jws.signStream({ alg: 'RS256' }, untouched, publicJwk('rsa')), 'ERR_KEY_TYPE_MISMATCH'],
      [() => jws.verifyStream(token, untouched, publicJwk('rsa')), 'ERR_KEY_TYPE_MISMATCH'],
      [() => jws.verifyStream(token, untouched, secret, { algorithms: [] }), 'ERR_JOSE_ALG_NOT_ALLOWED'],
      [() => jws.verifyStream(token.replace('..', '.AAAA.'), untouched, secret), 'ERR_JWS_INVALID'],
      [() => jws.verifyStream('a.b', untouched, secret), 'ERR_JWS_INVALID'],
      [() => jws.verifyStream(`${token}=`, untouched, secret), 'ERR_JWS_INVALID'],
      [() => jws.verifyStream(token, untouched, new KeySet([])), 'ERR_JWKS_NO_MATCHING_KEY'],
    ];
    for (const [run, code] of refusals) await expectJoseError(run, code);
    for (const payload of ['text', octets, 1, null, undefined, {}, () => octets] as unknown[]) {
      await expectTypeError(() => jws.signStream(hs256, payload as never, secret));
      await expectTypeError(() => jws.verifyStream(token, payload as never, secret));
    }
    await expectTypeError(() => jws.signStream(hs256, [], secret, { signal: {} } as never));
    await expectTypeError(() => jws.signStream(hs256, [], secret, { payload: '' } as never));
  });

  describe('failures on the way', () => {
    test('of the source are passed on, and its end is that of a Readable', async () => {
      const broken = new Error('the disk is gone');
      const source = new Readable({
        read() {
          this.push(octets);
          this.destroy(broken);
        },
      });
      expect(await failureOf(() => jws.signStream(hs256, source, secret))).toBe(broken);
      async function* failing(): AsyncGenerator<Buffer> {
        yield await Promise.resolve(octets);
        throw broken;
      }
      expect(await failureOf(() => jws.signStream(hs256, failing(), secret))).toBe(broken);
    });

    test('a piece that is none closes the source', async () => {
      let isClosed = false;
      async function* wrong(): AsyncGenerator {
        try {
          yield await Promise.resolve(octets);
          yield 17;
        } finally {
          isClosed = true;
        }
      }
      await expectTypeError(() => jws.signStream(hs256, wrong() as never, secret));
      expect(isClosed).toBe(true);
      const objects = Readable.from([octets, 17, octets]);
      await expectTypeError(() => jws.signStream(hs256, objects, secret));
      expect(objects.destroyed).toBe(true);
    });

    test('a signal ends it, while it waits for the source too', async () => {
      const reason = new Error('enough');
      const gone = AbortSignal.abort(reason);
      expect(await failureOf(() => jws.signStream(hs256, [octets], secret, { signal: gone }))).toBe(reason);

      const controller = new AbortController();
      const { signal } = controller;
      const silent = new PassThrough();
      silent.write(octets);
      const waiting = failureOf(() => jws.signStream(hs256, silent, secret, { signal }));
      setTimeout(() => controller.abort(reason), 20);
      expect(await waiting).toBe(reason);
      expect(silent.destroyed).toBe(true);

      const late = new AbortController();
      const never = (): Promise<never> => new Promise<never>(() => undefined);
      const keyless = failureOf(() => jws.signStream(hs256, [octets], never, { signal: late.signal }));
      late.abort(reason);
      expect(await keyless).toBe(reason);

      const other = new AbortController();
      let given = 0;
      function* endless(): Generator<Buffer> {
        for (;;) {
          if (++given === 50) other.abort(reason);
          yield octets;
        }
      }
      expect(await failureOf(() => jws.signStream(hs256, endless(), secret, { signal: other.signal }))).toBe(reason);
      expect(given).toBeLessThan(53);
    });

    test('no more is asked for than is needed', async () => {
      let [asked, most, busy] = [0, 0, 0];
      const source: AsyncIterable<Buffer> = {
        [Symbol.asyncIterator]: () => ({
          async next() {
            most = Math.max(most, ++busy);
            await new Promise((done) => setImmediate(done));
            busy--;
            return asked++ < 20 ? { done: false, value: octets } : { done: true, value: undefined };
          },
        }),
      };
      await jws.signStream(hs256, source, secret);
      expect([asked, most]).toEqual([21, 1]);
    });
  });
});

test('many streams at once do not mix', async () => {
  const payloads = Array.from({ length: 40 }, (_, index) => Buffer.alloc(100_000 + index, index));
  const tokens = await Promise.all(
    payloads.map((payload) => promises.signStream(hs256, cut(payload, 20_000, 7), secret)),
  );
  const key = { kty: 'oct', k: secret.toString('base64url') };
  await Promise.all(tokens.map((token, index) => promises.verifyStream(token, [payloads[index] as Buffer], key)));
});

test('memory does not grow with the payload', () => {
  if (isUnderAddressSanitizer) {
    process.stdout.write('memory of streams: not run: AddressSanitizer keeps freed memory back and doubles it\n');
    return;
  }
  const script = join(__dirname, '..', '..', 'bench', 'peak-memory.mjs');
  const result = spawnSync(process.execPath, [script, '--only', 'stream', '--megabytes', '64', '--json'], {
    encoding: 'utf8',
  });
  expect(result.stderr).toBe('');
  const rows = JSON.parse(result.stdout) as { name: string; above: number }[];
  expect(rows.map(({ name }) => name)).toEqual(['signStream HS256', 'verifyStream ES256']);
  // As much as the payload would be held by whoever collects it; what is measured is 10 to 25 MB.
  for (const { above } of rows) expect(above).toBeLessThan(60 * 2 ** 20);
});
