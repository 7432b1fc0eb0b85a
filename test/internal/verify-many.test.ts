/** The step that verifies many tokens: what lib/ never asks of it, it must withstand. */

import { addon, BatchVerdict, native } from '../../lib/internal/native';
import { jwk } from '../../lib/index';
import { handleOf } from '../../lib/jwk/key';
import { b64u, hs256, withPart } from '../support/forge';
import { publicJwk, secret } from '../support/keys';

const keys = [jwk.importKey({ kty: 'oct', k: b64u(secret) }), jwk.importKey(publicJwk('rsa'))].map(handleOf);
const [hs, rs] = ['HS256', 'RS256'].map((name) => native.schemes().indexOf(name)) as [number, number];
const token = hs256({ alg: 'HS256' }, '{"a":"ü"}', secret);
const [first, second] = [token.indexOf('.'), token.lastIndexOf('.')];
const good = [0, hs, first, second, token.length];

type Ask = (rows: readonly (readonly number[])[], tokens: readonly unknown[], maxDepth?: number) => Promise<Buffer>;

const forms: readonly (readonly [string, Ask])[] = [
  ['verifyMany', async (rows, tokens, depth) => addon.verifyMany(keys, table(rows), tokens as string[], depth)],
  [
    'verifyManyAsync',
    async (rows, tokens, depth) => addon.verifyManyAsync(keys, table(rows), tokens as string[], depth),
  ],
];

const table = (rows: readonly (readonly number[])[]): Uint32Array => Uint32Array.from(rows.flat());

describe.each(forms)('%s', (_form, ask) => {
  test('verdicts, then payloads', async () => {
    const bad = withPart(token, 1, () => b64u('{"a":"ö"}'));
    const octets = await ask([good, good, good], [token, bad, token]);
    expect([...octets.subarray(0, 3)]).toEqual([BatchVerdict.good, BatchVerdict.bad, BatchVerdict.good]);
    expect(octets.subarray(3).toString()).toBe('{"a":"ü"}{"a":"ö"}{"a":"ü"}');
  });

  test('claims that are not ASCII, nested too deep, twice the same', async () => {
    const payloads = ['{"a":"ü"}', '{"a":"u"}', '{"a":[1]}', '{"a":1,"a":1}'];
    const tokens = payloads.map((payload) => hs256({ alg: 'HS256' }, payload, secret));
    const rows = tokens.map((one) => [0, hs, one.indexOf('.'), one.lastIndexOf('.'), one.length]);
    const { goodBeyondAscii, tooDeep, duplicateMember } = BatchVerdict;
    expect([...(await ask(rows, tokens, 1)).subarray(0, 4)]).toEqual([goodBeyondAscii, BatchVerdict.good, tooDeep, duplicateMember]); // prettier-ignore
  });

  test('a failure is that of its token alone', async () => {
    const octets = await ask([good, [1, hs, first, second, token.length], [0, rs, first, second, token.length], good], [token, token, token, token]); // prettier-ignore
    const { failed } = BatchVerdict;
    expect([...octets.subarray(0, 4)]).toEqual([BatchVerdict.good, failed, failed, BatchVerdict.good]);
  });

  test('dots that are none', async () => {
    const shifted = [0, hs, first + 1, second, token.length];
    const behind = [0, hs, first, second, token.length];
    const octets = await ask([shifted, behind], [token, token.slice(0, second)]);
    expect([...octets.subarray(0, 2)]).toEqual([BatchVerdict.malformedPayload, BatchVerdict.malformedPayload]);
  });

  test.each([
    ['a key that is not there', [[2, hs, first, second, token.length]], [token]],
    ['a scheme that is not there', [[0, 1000, first, second, token.length]], [token]],
    ['dots in the wrong order', [[0, hs, second, first, token.length]], [token]],
    ['one dot', [[0, hs, first, first, token.length]], [token]],
    ['a dot behind the end', [[0, hs, first, token.length, token.length]], [token]],
    ['numbers that would run over', [[0, hs, 2 ** 32 - 1, 0, 1]], [token]],
    ['fewer tokens', [good, good], [token]],
    ['more tokens', [good], [token, token]],
    ['what is no string', [good], [5]],
    ['a hole', [good], new Array(1)],
  ])('%s', async (_, rows, tokens) => {
    await expect(ask(rows, tokens)).rejects.toThrow();
  });

  test('nothing at all', async () => {
    expect(await ask([], [])).toHaveLength(0);
  });

  test('one, a few, many: each verdict and payload at its place', async () => {
    for (const count of [1, 2, 3, 7, 64, 301]) {
      const payloads = Array.from({ length: count }, (_, number) => `{"number":${number}}`);
      const tokens = payloads.map((payload) => hs256({ alg: 'HS256' }, payload, secret));
      const given = tokens.map((one, number) => (number % 5 === 3 ? `${one.slice(0, -4)}AAAA` : one));
      const rows = given.map((one) => [0, hs, one.indexOf('.'), one.lastIndexOf('.'), one.length]);
      const octets = await ask(rows, given);
      const verdicts = given.map((_, number) => (number % 5 === 3 ? BatchVerdict.bad : BatchVerdict.good));
      expect([...octets.subarray(0, count)]).toEqual(verdicts);
      expect(octets.toString('latin1', count)).toBe(payloads.join(''));
    }
  });
});

test('handles that are none', () => {
  expect(() => addon.verifyMany([{}] as never, new Uint32Array(0), [], undefined)).toThrow();
  expect(() => addon.verifyMany({} as never, new Uint32Array(0), [], undefined)).toThrow();
});
