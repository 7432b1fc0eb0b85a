/** RFC 7515 appendices A.1 to A.7, E and F. The values ship with the repository. */

import { KeySet } from '../../lib';
import { expectJoseError, forms, snapshot } from '../support/both';
import { fromB64u, headerOf, withPart } from '../support/forge';
import { algorithms, jwks, publicHalf, type Jwk } from '../support/keys';
import { readOwnVector, type FlattenedJson, type GeneralJson } from '../support/vectors';

interface Appendix {
  readonly keys: { readonly [section: string]: Jwk };
  readonly compact: readonly { section: string; alg: string; token: string; payload: string }[];
  readonly general: { jws: GeneralJson; kids: { readonly [kid: string]: string }; payload: string };
  readonly flattened: { jws: FlattenedJson; key: string; payload: string };
  readonly negative: { token: string };
}

const appendix = readOwnVector<Appendix>('rfc7515_appendix_a.json');

function key(section: string): Jwk {
  const jwk = appendix.keys[section];
  if (jwk === undefined) throw new Error(`No key for appendix ${section}`);
  return jwk;
}

function verifying(section: string): Jwk {
  const jwk = key(section);
  return jwk.kty === 'oct' ? jwk : publicHalf(jwk);
}

const signed = appendix.compact.filter(({ alg }) => alg !== 'none');
const a5 = appendix.compact.filter(({ alg }) => alg === 'none');

test('every example is here', () => {
  expect(signed.map(({ section }) => section)).toEqual(['A.1', 'A.2', 'A.3', 'A.4']);
  expect(a5.map(({ section }) => section)).toEqual(['A.5']);
});

describe.each(forms)('RFC 7515 appendix A, $name', ({ jws }) => {
  test.each(signed)('$section verifies ($alg)', async ({ section, alg, token, payload }) => {
    const result = await jws.deserializeCompact(token, verifying(section), { algorithms: [alg] });
    expect(result.payload).toEqual(fromB64u(payload));
    expect(result.protected).toEqual(headerOf(token));
  });

  test.each(signed)('$section with one byte of the payload changed does not', async ({ section, alg, token }) => {
    const changed = withPart(token, 1, (part) => `B${part.slice(1)}`);
    await expectJoseError(
      () => jws.deserializeCompact(changed, verifying(section), { algorithms: [alg] }),
      'ERR_JWS_SIGNATURE_VERIFICATION_FAILED',
      [token.split('.')[1] ?? ''],
    );
  });

  test.each(signed)('$section detached, as appendix F shows', async ({ section, alg, token, payload }) => {
    const detached = await jws.detach(token);
    const [header, , signature] = token.split('.');
    expect(detached).toBe(`${header}..${signature}`);
    const content = fromB64u(payload);
    const options = { algorithms: [alg], payload: content };
    expect((await jws.deserializeCompact(detached, verifying(section), options)).payload).toEqual(content);
  });

  test('A.2 signs again to the same bytes from a header without spaces', async () => {
    const [a2] = signed.filter(({ section }) => section === 'A.2');
    expect(await jws.serializeCompact({ alg: 'RS256' }, fromB64u(a2?.payload ?? ''), key('A.2'))).toBe(a2?.token);
  });

  test('A.5 is accepted only where none is named, with key null', async () => {
    const [{ token, payload } = { token: '', payload: '' }] = a5;
    await expectJoseError(() => jws.deserializeCompact(token, null), 'ERR_JOSE_ALG_NOT_ALLOWED');
    await expectJoseError(() => jws.deserializeCompact(token, key('A.1')), 'ERR_JOSE_ALG_NOT_ALLOWED');
    const result = await jws.deserializeCompact(token, null, { algorithms: ['none'] });
    expect(result.payload).toEqual(fromB64u(payload));
    const made = await jws.serializeCompact({ alg: 'none' }, fromB64u(payload), null, { algorithms: ['none'] });
    expect(made).toBe(token);
  });

  test('A.6 general JSON, both signatures, keys from a set by kid', async () => {
    const { jws: value, kids, payload } = appendix.general;
    const before = snapshot(value);
    const keys = Object.entries(kids).map(([kid, section]) => ({ ...verifying(section), kid }));
    for (const input of [value, JSON.stringify(value)]) {
      const result = await jws.deserializeJson(input, KeySet.importKeySet({ keys }));
      expect(result.flattened).toBe(false);
      expect(result.payload).toEqual(fromB64u(payload));
      expect(result.members.map(({ verified }) => verified)).toEqual([true, true]);
      expect(result.members.map(({ joseHeader }) => joseHeader)).toEqual([
        { alg: 'RS256', kid: '2010-12-29' },
        { alg: 'ES256', kid: 'e9bc097a-ce51-4036-9562-d2ade882db0d' },
      ]);
      expect(result.members.map(({ key: used }) => used?.kid)).toEqual(Object.keys(kids));
    }
    expect(value).toEqual(before);
  });

  test('A.6 is made anew: the RS256 half byte for byte, and the whole verifies', async () => {
    const { jws: value, kids, payload } = appendix.general;
    const members = value.signatures.map(({ header }, index) => ({
      protected: { alg: index === 0 ? 'RS256' : 'ES256' },
      header,
    }));
    const keys = Object.entries(kids).map(([kid, section]) => ({ ...key(section), kid }));
    const made = await jws.serializeJson(members, fromB64u(payload), KeySet.importKeySet({ keys }));
    expect(made.payload).toBe(value.payload);
    expect(made.signatures[0]).toEqual(value.signatures[0]);
    const publicKeys = keys.map((jwk) => publicHalf(jwk));
    const result = await jws.deserializeJson(made, KeySet.importKeySet({ keys: publicKeys }));
    expect(result.members.every(({ verified }) => verified)).toBe(true);
  });

  test('A.7 flattened JSON', async () => {
    const { jws: value, key: section, payload } = appendix.flattened;
    for (const input of [value, JSON.stringify(value)]) {
      const result = await jws.deserializeJson(input, verifying(section));
      expect(result.flattened).toBe(true);
      expect(result.payload).toEqual(fromB64u(payload));
      expect(result.members).toHaveLength(1);
      expect(result.members[0]).toMatchObject({ verified: true, protected: { alg: 'ES256' }, header: value.header });
    }
  });

  test('E: a critical extension that is not understood', async () => {
    const { token } = appendix.negative;
    await expectJoseError(
      () => jws.deserializeCompact(token, null, { algorithms: ['none'] }),
      'ERR_JOSE_CRIT_UNSUPPORTED',
    );
  });
});

describe('every algorithm of the table', () => {
  describe.each(forms)('$name', ({ jws }) => {
    test.each(algorithms)('$alg ($key) signs what it verifies', async ({ alg, key: name, deterministic }) => {
      const options = { algorithms: [alg] };
      const first = await jws.serializeCompact({ alg }, 'payload', jwks[name], options);
      const second = await jws.serializeCompact({ alg }, 'payload', jwks[name], options);
      expect(first === second).toBe(deterministic);
      const verifyWith = name === 'oct' ? jwks.oct : publicHalf(jwks[name]);
      expect((await jws.deserializeCompact(first, verifyWith, options)).payload.toString()).toBe('payload');
    });
  });
});
