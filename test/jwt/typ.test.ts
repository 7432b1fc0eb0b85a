/** The option typ: RFC 8725 section 3.11, RFC 7515 section 4.1.9. */

import { expectJoseError, expectTypeError } from '../support/both';
import { b64u, hs256 } from '../support/forge';
import { jwtForms } from '../support/jwt';
import { secret } from '../support/keys';

const pairs: [unknown, string, boolean][] = [
  ['JWT', 'JWT', true],
  ['jwt', 'JWT', true],
  ['application/jwt', 'JWT', true],
  ['at+jwt', 'application/at+jwt', true],
  ['APPLICATION/AT+JWT', 'at+jwt', true],
  ['application/at+jwt', 'at+JWT', true],
  ['at+jwt', 'jwt', false],
  ['text/at+jwt', 'at+jwt', false],
  ['application/application/at+jwt', 'at+jwt', false],
  ['a/b', 'b', false],
  ['', 'JWT', false],
  // The Kelvin sign, of which toLowerCase makes a k.
  ['\u212Aey', 'key', false],
  [undefined, 'JWT', false],
];

describe.each(jwtForms)('$name', ({ jwt }) => {
  test.each(pairs)('the type %j where %j is expected', async (typ, expected, isGood) => {
    const token = hs256({ alg: 'HS256', typ }, '{}', secret);
    const run = (): Promise<unknown> => jwt.decode(token, secret, { typ: expected });
    if (isGood) await run();
    else expect(await expectJoseError(run, 'ERR_JWT_CLAIM_VALIDATION_FAILED')).toMatchObject({ claim: 'typ' });
    await jwt.decode(token, secret);
  });

  test('the type of the header is not taken from the claims or a prototype', async () => {
    const token = `${b64u({ alg: 'HS256' })}.${b64u({ typ: 'JWT' })}`;
    const signed = hs256({ alg: 'HS256' }, '{"typ":"JWT"}', secret);
    expect(signed.startsWith(token)).toBe(true);
    await expectJoseError(() => jwt.decode(signed, secret, { typ: 'JWT' }), 'ERR_JWT_CLAIM_VALIDATION_FAILED');
  });

  test('typ is a string', async () => {
    for (const typ of [1, null, ['JWT'], /JWT/]) {
      await expectTypeError(() => jwt.decode(hs256({ alg: 'HS256' }, '{}', secret), secret, { typ }));
    }
  });
});
