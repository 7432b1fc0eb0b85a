/** What the options ask of claims. */

import { errors } from '../../lib';
import { expectJoseError, expectTypeError, failureOf, outcomeOf } from '../support/both';
import { jwtForms } from '../support/jwt';

const failed = 'ERR_JWT_CLAIM_VALIDATION_FAILED';

/** claims, options, and the claim that is refused. */
type Case = [claims: object, options: object, refused: string | undefined];

const cases: Case[] = [
  [{ iss: 'a' }, { issuer: 'a' }, undefined],
  [{ iss: 'a' }, { issuer: ['b', 'a'] }, undefined],
  [{ iss: 'A' }, { issuer: 'a' }, 'iss'],
  [{ iss: 'a' }, { issuer: 'ab' }, 'iss'],
  [{ iss: 'ab' }, { issuer: 'a' }, 'iss'],
  [{ iss: 'a' }, { issuer: [] }, 'iss'],
  [{ iss: ['a'] }, { issuer: 'a' }, 'iss'],
  [{ iss: null }, { issuer: 'a' }, 'iss'],
  [{}, { issuer: 'a' }, 'iss'],
  [{ sub: 'a' }, { subject: 'a' }, undefined],
  [{ sub: 'b' }, { subject: 'a' }, 'sub'],
  [{ sub: ['a'] }, { subject: 'a' }, 'sub'],
  [{}, { subject: 'a' }, 'sub'],
  [{ sub: 42 }, {}, undefined],
  [{ jti: 'a' }, { id: 'a' }, undefined],
  [{ jti: 'b' }, { id: 'a' }, 'jti'],
  [{}, { id: 'a' }, 'jti'],
  [{ nonce: 'a' }, { nonce: 'a' }, undefined],
  [{ nonce: 'b' }, { nonce: 'a' }, 'nonce'],
  [{}, { nonce: 'a' }, 'nonce'],
  [{ aud: 'a' }, { audience: 'a' }, undefined],
  [{ aud: ['b', 'a'] }, { audience: 'a' }, undefined],
  [{ aud: ['b', 'a'] }, { audience: ['c', 'a'] }, undefined],
  [{ aud: 'b' }, { audience: ['c', 'a'] }, 'aud'],
  [{ aud: [] }, { audience: 'a' }, 'aud'],
  [{ aud: [['a']] }, { audience: 'a' }, 'aud'],
  [{ aud: ['a', 1] }, { audience: 'a' }, 'aud'],
  [{ aud: { a: 'a' } }, { audience: 'a' }, 'aud'],
  [{}, { audience: 'a' }, 'aud'],
  [{ aud: 'api.example' }, { audience: /^api\./ }, undefined],
  [{ aud: ['x', 'API.example'] }, { audience: /^api\./i }, undefined],
  [{ aud: 'web.example' }, { audience: /^api\./ }, 'aud'],
  [{ aud: 'a'.repeat(1024) }, { audience: /^a+$/ }, undefined],
  [{ aud: 'a'.repeat(1025) }, { audience: /^a+$/ }, 'aud'],
  [{ a: 1, b: '' }, { required: ['a', 'b'] }, undefined],
  [{ a: 1 }, { required: ['a', 'b'] }, 'b'],
  [{ a: null }, { required: ['a'] }, 'a'],
  [{}, { required: ['__proto__'] }, '__proto__'],
  [{}, { required: ['toString'] }, 'toString'],
  [{}, { claims: { a: { value: 1 } } }, undefined],
  [{}, { claims: { a: { essential: true } } }, 'a'],
  [{ a: null }, { claims: { a: { essential: true } } }, 'a'],
  [{ a: null }, { claims: { a: { value: null } } }, undefined],
  [{ a: null }, { claims: { a: { value: 1 } } }, 'a'],
  [{ a: 1 }, { claims: { a: { value: 1 } } }, undefined],
  [{ a: '1' }, { claims: { a: { value: 1 } } }, 'a'],
  [{ a: { b: [1] } }, { claims: { a: { value: { b: [1] } } } }, undefined],
  [{ a: { b: [2] } }, { claims: { a: { value: { b: [1] } } } }, 'a'],
  [{ a: 2 }, { claims: { a: { values: [1, 2] } } }, undefined],
  [{ a: 3 }, { claims: { a: { values: [1, 2] } } }, 'a'],
  [{ a: 3 }, { claims: { a: { values: [] } } }, 'a'],
  [{ a: 3 }, { claims: { a: { validate: (value: unknown) => value === 3 } } }, undefined],
  [{ a: 3 }, { claims: { a: { validate: () => undefined } } }, undefined],
  [{ a: 3 }, { claims: { a: { validate: () => false } } }, 'a'],
  [{ a: 3, b: 4 }, { claims: { a: { validate: (v: number, all: { b: number }) => all.b === v + 1 } } }, undefined],
  [{ a: 1 }, { claims: { a: { value: 1 }, b: { essential: true } } }, 'b'],
];

describe.each(jwtForms)('$name', ({ jwt }) => {
  test.each(cases)('%j with %j', async (claims, options, refused) => {
    if (refused === undefined) return jwt.validate(claims, options);
    const error = await expectJoseError(() => jwt.validate(claims, options), failed);
    const isMissing = !Object.hasOwn(claims, refused) || error.name === 'MissingClaimError';
    expect(error).toBeInstanceOf(isMissing ? errors.MissingClaimError : errors.InvalidClaimError);
    expect(error).toMatchObject({ claim: refused, reason: expect.stringMatching(/.{10}/) as string });
  });

  test('collect lists every violation, and the error is that of the first', async () => {
    const claims = { exp: 1, nbf: 'x', iss: 'a', aud: ['b'], role: 'guest' };
    const options = { issuer: 'b', audience: 'c', id: 'd', required: ['sub'], claims: { role: { value: 'admin' } } };
    const error = await failureOf(() => jwt.validate(claims, { ...options, collect: true }));
    expect(error).toBeInstanceOf(errors.ExpiredTokenError);
    const violations = Reflect.get(error, 'violations') as errors.ClaimViolation[];
    expect(violations.map(({ claim, code }) => [claim, code])).toEqual([
      ['exp', 'ERR_JWT_EXPIRED'],
      ['nbf', failed],
      ['iss', failed],
      ['aud', failed],
      ['jti', failed],
      ['sub', failed],
      ['role', failed],
    ]);
    expect(Object.isFrozen(violations)).toBe(true);
    const first = await failureOf(() => jwt.validate(claims, options));
    expect(Reflect.get(first, 'violations')).toHaveLength(1);
    await jwt.validate({ sub: 'a' }, { collect: true });
  });

  test('messages show nothing of the claims', async () => {
    const text = 'a very private value';
    const options: object[] = [
      { issuer: 'b' },
      { audience: /x/ },
      { subject: 'x' },
      { claims: { role: { value: 1 } } },
    ];
    for (const option of options) {
      await expectJoseError(() => jwt.validate({ iss: text, aud: text, sub: text, role: text }, option), failed, [
        text,
      ]);
    }
  });

  test('what a validate function throws is the cause', async () => {
    const cause = new Error('mine');
    const validate = (): never => {
      throw cause;
    };
    const error = await expectJoseError(() => jwt.validate({ a: 1 }, { claims: { a: { validate } } }), failed);
    expect(error.cause).toBe(cause);
  });

  test('a validate function must not be asynchronous', async () => {
    const validate = (): Promise<never> => Promise.reject(new Error('later'));
    await expectTypeError(() => jwt.validate({ a: 1 }, { claims: { a: { validate } } }));
  });

  test.each([
    { issuer: 1 },
    { issuer: null },
    { issuer: [1] },
    { issuer: /a/ },
    { audience: 1 },
    { audience: [/a/] },
    { audience: /a/g },
    { audience: /a/y },
    { audience: /a/giu },
    { subject: ['a'] },
    { id: 1 },
    { nonce: null },
    { required: 'a' },
    { required: [1] },
    { required: new Array(1) },
    { claims: [] },
    { claims: null },
    { claims: { a: undefined } },
    { claims: { a: 1 } },
    { claims: { a: { essential: 1 } } },
    { claims: { a: { values: 'a' } } },
    { claims: { a: { validate: 'a' } } },
    { claims: { a: { requried: true } } },
    { collect: 1 },
    { audiance: 'a' },
    { algorithms: ['HS256'] },
    { typ: 'JWT' },
    [],
    null,
    'x',
  ])('options %p', async (options) => {
    await expectTypeError(() => jwt.validate({ iat: 1 }, options));
  });

  test('claims that are no object', async () => {
    for (const claims of [undefined, null, 1, 'a', [], true]) await expectTypeError(() => jwt.validate(claims));
  });

  test('options count only where they are own', async () => {
    await jwt.validate({}, Object.create({ issuer: 'a' }));
    expect(await outcomeOf(() => jwt.validate(Object.create({ iss: 'a' }), { issuer: 'a' }))).toBe(failed);
  });

  test('a RegExp is asked for each token anew', async () => {
    const audience = /^a/;
    for (let time = 0; time < 3; time++) await jwt.validate({ aud: 'abc' }, { audience });
  });
});
