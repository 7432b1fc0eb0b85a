/** exp, nbf, iat and maxAge to the second. */

import { errors } from '../../lib';
import { expectJoseError, expectTypeError, failureOf } from '../support/both';
import { jwtForms } from '../support/jwt';

const now = 1_700_000_000;
const expired = 'ERR_JWT_EXPIRED';
const early = 'ERR_JWT_NOT_YET_VALID';
const failed = 'ERR_JWT_CLAIM_VALIDATION_FAILED';

const boundaries: [string, object, object, string | undefined][] = [
  ['exp one second ahead', { exp: now + 1 }, {}, undefined],
  ['exp half a second ahead', { exp: now + 0.5 }, {}, undefined],
  ['exp now', { exp: now }, {}, expired],
  ['exp before', { exp: now - 1 }, {}, expired],
  ['exp within the leeway', { exp: now - 9 }, { leeway: 10 }, undefined],
  ['exp at the end of the leeway', { exp: now - 10 }, { leeway: 10 }, expired],
  ['exp within the leeway as text', { exp: now - 59 }, { leeway: '1m' }, undefined],
  ['exp at the end of the leeway as text', { exp: now - 60 }, { leeway: '1 minute' }, expired],
  ['exp 2^53', { exp: 2 ** 53 }, {}, undefined],
  ['exp 1e308', { exp: 1e308 }, {}, undefined],
  ['exp 0', { exp: 0 }, {}, expired],
  ['exp negative', { exp: -5 }, {}, expired],
  ['nbf now', { nbf: now }, {}, undefined],
  ['nbf one second ahead', { nbf: now + 1 }, {}, early],
  ['nbf a fraction ahead', { nbf: now + 0.001 }, {}, early],
  ['nbf within the leeway', { nbf: now + 10 }, { leeway: 10 }, undefined],
  ['nbf beyond the leeway', { nbf: now + 10.5 }, { leeway: 10 }, early],
  ['nbf 0', { nbf: 0 }, {}, undefined],
  ['iat in the future', { iat: now + 1e6 }, {}, undefined],
  ['iat long ago', { iat: 0 }, {}, undefined],
  ['maxAge: younger', { iat: now - 59 }, { maxAge: 60 }, undefined],
  ['maxAge: as old', { iat: now - 60 }, { maxAge: 60 }, expired],
  ['maxAge: as text', { iat: now - 7199 }, { maxAge: '2h' }, undefined],
  ['maxAge: as text, as old', { iat: now - 7200 }, { maxAge: '2 hours' }, expired],
  ['maxAge and leeway', { iat: now - 64 }, { maxAge: 60, leeway: 5 }, undefined],
  ['maxAge and leeway, as old', { iat: now - 65 }, { maxAge: 60, leeway: 5 }, expired],
  ['maxAge 0', { iat: now }, { maxAge: 0 }, expired],
  ['maxAge: iat ahead', { iat: now + 1 }, { maxAge: 60 }, failed],
  ['maxAge: iat ahead within the leeway', { iat: now + 1 }, { maxAge: 60, leeway: 1 }, undefined],
  ['maxAge: no iat', {}, { maxAge: 60 }, failed],
  ['no claims', {}, {}, undefined],
];

describe.each(jwtForms)('$name', ({ jwt }) => {
  test.each(boundaries)('%s', async (_, claims, options, code) => {
    const run = (): Promise<void> => jwt.validate(claims, { now, ...options });
    if (code === undefined) await run();
    else await expectJoseError(run, code);
    const given = { ...options, now: new Date(now * 1000) };
    const again = (): Promise<void> => jwt.validate(claims, given);
    if (code === undefined) await again();
    else await expectJoseError(again, code);
  });

  test.each(['exp', 'nbf', 'iat'])('%s must be a finite number', async (claim) => {
    for (const value of ['1', '', null, true, [], {}, [now], NaN, Infinity, -Infinity, 1n, new Date()]) {
      const error = await expectJoseError(() => jwt.validate({ [claim]: value }), failed);
      expect(error).toMatchObject({ claim, name: 'InvalidClaimError' });
    }
  });

  test('the clock is that of the call where now is not given', async () => {
    const seconds = Date.now() / 1000;
    await jwt.validate({ exp: seconds + 60, nbf: seconds - 60 });
    await expectJoseError(() => jwt.validate({ exp: seconds - 1 }), expired);
    await expectJoseError(() => jwt.validate({ nbf: seconds + 60 }), early);
  });

  test('the errors say when, as a Date', async () => {
    const late = await failureOf(() => jwt.validate({ exp: 2000 }, { now: 3000 }));
    expect(late).toBeInstanceOf(errors.ExpiredTokenError);
    expect(late).toMatchObject({ expiredAt: new Date(2_000_000), claim: 'exp' });
    const old = await failureOf(() => jwt.validate({ iat: 2000 }, { now: 3000, maxAge: 100 }));
    expect(old).toMatchObject({ expiredAt: new Date(2_100_000), claim: 'iat' });
    const tooEarly = await failureOf(() => jwt.validate({ nbf: 4000 }, { now: 3000 }));
    expect(tooEarly).toBeInstanceOf(errors.TokenNotYetValidError);
    expect(tooEarly).toMatchObject({ notBefore: new Date(4_000_000), claim: 'nbf' });
    const never = await failureOf(() => jwt.validate({ nbf: 1e300 }, { now: 3000 }));
    expect(never).toMatchObject({ notBefore: new Date(8.64e15) });
  });

  const badDurations = [
    NaN,
    Infinity,
    -Infinity,
    -1,
    '5',
    '',
    'm',
    '5 x',
    '-5m',
    '5M',
    '5mo',
    '1y',
    '5m ',
    ' 5m',
    '1h30m',
  ];
  const notDurations = [
    ...badDurations,
    '5  m',
    '1e3s',
    '0x5s',
    '٥m',
    '.5h',
    '5.h',
    null,
    true,
    [],
    {},
    5n,
    new Date(),
  ];

  test.each(['leeway', 'maxAge'])('%s that is no duration', async (name) => {
    for (const value of notDurations) await expectTypeError(() => jwt.validate({ iat: 1 }, { [name]: value }));
  });

  test.each([
    [15, 15],
    [0.5, 0.5],
    ['15s', 15],
    ['1 second', 1],
    ['90 seconds', 90],
    ['15m', 900],
    ['1.5h', 5400],
    ['2 hours', 7200],
    ['7d', 604_800],
    ['1 day', 86_400],
    ['1w', 604_800],
    ['2 weeks', 1_209_600],
  ])('the duration %p', async (maxAge, seconds) => {
    await jwt.validate({ iat: now - seconds + 0.25 }, { now, maxAge });
    await expectJoseError(() => jwt.validate({ iat: now - seconds }, { now, maxAge }), expired);
  });

  test('now that is no time', async () => {
    for (const value of [NaN, Infinity, -1, '1', '', null, true, {}, new Date(NaN), 1n]) {
      await expectTypeError(() => jwt.validate({}, { now: value }));
    }
  });
});
