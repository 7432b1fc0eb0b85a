/** What `jwt.createVerifier` remembers is frozen throughout (threats row 80), as is all else that is given as frozen. */

import * as sync from '../../lib';
import * as promises from '../../lib/promises';
import { deepFreeze } from '../../lib/util/json';
import { expectJoseError } from '../support/both';
import { hs256 } from '../support/forge';
import { secret } from '../support/keys';

type Verify = (token: string) => Promise<{ readonly claims: Record<string, unknown>; readonly header: object }>;

const forms = [
  { name: 'sync', library: sync },
  { name: 'promise', library: promises },
];

/** The paths of what is not frozen in a value. */
function unfrozen(value: unknown, path = ''): string[] {
  if (typeof value !== 'object' || value === null) return [];
  const inner = Object.entries(value).flatMap(([name, member]) => unfrozen(member, `${path}.${name}`));
  return Object.isFrozen(value) ? inner : [path, ...inner];
}

const text = '{"sub":"a","role":{"names":["user",{"of":[{"a":1}]}]},"list":[[1],{"b":[]}],"__proto__":{"c":{}}}';
const token = hs256({ alg: 'HS256' }, text, secret);

describe.each(forms)('$name', ({ library }) => {
  const verifier = (options: object): Verify => {
    const verify = library.jwt.createVerifier(secret, options) as unknown as (given: string) => unknown;
    return async (given) => verify(given) as ReturnType<Verify>;
  };

  describe('row 80: cached results are frozen throughout', () => {
    const partly: readonly [string, (value: never, claims: never) => void][] = [
      ['nothing', () => undefined],
      ['the claims', (_, claims) => void Object.freeze(claims)],
      ['a claim', (value) => void Object.freeze(value)],
      ['the claims and a claim', (value, claims) => void [value, claims].map((one) => Object.freeze(one))],
      ['a list in a claim', ({ names }: { names: object }) => void Object.freeze(names)],
    ];

    test.each(partly)('where a rule freezes %s', async (_, validate) => {
      const verify = verifier({ claims: { role: { validate } }, cache: {} });
      const first = await verify(token);
      expect(unfrozen(first.claims)).toEqual([]);
      expect(unfrozen(first.header)).toEqual([]);
      expect(first.claims).toEqual(JSON.parse(text));
      expect(await verify(token)).toBe(first);
    });

    test('a rule that writes is refused each time, not only when it is asked again', async () => {
      const validate = (value: { names: string[] }): void => {
        value.names[0] = 'admin';
      };
      const verify = verifier({ claims: { role: { validate } }, cache: {} });
      for (let round = 0; round < 2; round++) {
        await expectJoseError(() => verify(token), 'ERR_JWT_CLAIM_VALIDATION_FAILED');
      }
    });

    test('the checks are made, and all of them are told of', async () => {
      const verify = verifier({ audience: 'x', subject: 'b', collect: true, cache: {} });
      const error = await expectJoseError(() => verify(token), 'ERR_JWT_CLAIM_VALIDATION_FAILED');
      expect(error).toMatchObject({ violations: [{ claim: 'aud' }, { claim: 'sub' }] });
      const expired = verifier({ cache: {} });
      await expectJoseError(() => expired(hs256({ alg: 'HS256' }, '{"exp":5}', secret)), 'ERR_JWT_EXPIRED');
    });

    test('without a cache the claims are the caller’s own', async () => {
      const { claims } = await verifier({})(token);
      expect(unfrozen(claims)).toContain('.role.names.1.of.0');
    });
  });
});

test('row 80: what is below a frozen object is frozen, however deep, and a ring has an end', () => {
  const top: { [name: string]: unknown } = {};
  let last = top;
  for (let depth = 0; depth < 100_000; depth++) {
    const next = {};
    last['next'] = next;
    if (depth % 3 === 0) Object.freeze(last);
    last = next;
  }
  const ring: Record<string, unknown> = { inner: { list: [{}] } };
  ring['self'] = ring;
  last['ring'] = Object.freeze(ring);
  deepFreeze(top);
  expect(Object.isFrozen(last)).toBe(true);
  const { list } = ring['inner'] as { list: object[] };
  expect([ring['inner'], list, list[0]].every((one) => Object.isFrozen(one))).toBe(true);
});
