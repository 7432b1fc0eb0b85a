/** Several signatures: verify 'all' and 'any' (RFC 7515 section 5.2, last paragraph). */

import { KeySet } from '../../lib';
import { expectJoseError, expectTypeError, forms } from '../support/both';
import { b64u, compact, hs256 } from '../support/forge';
import { jwks, privateObject, publicJwk, secret } from '../support/keys';

interface Signature {
  readonly protected?: string;
  readonly header?: object;
  readonly signature: string;
}

function member(token: string, header?: object): Signature {
  const [protectedPart = '', , signature = ''] = token.split('.');
  return { protected: protectedPart, ...(header && { header }), signature };
}

const payload = b64u('hello');
const mac = member(hs256({ alg: 'HS256' }, 'hello', secret), { kid: 'mac' });
const rsa = member(compact({ alg: 'RS256' }, 'hello', privateObject('rsa'), 'RS256'), { kid: 'rsa' });
const hs384 = member(compact({ alg: 'HS384' }, 'hello', secret, 'HS384'), { kid: 'mac' });
const badMac: Signature = { ...mac, signature: b64u(Buffer.alloc(32)) };
const unknownKid: Signature = { ...mac, header: { kid: 'nobody' } };
const keys = KeySet.importKeySet({
  keys: [
    { ...jwks.oct, kid: 'mac' },
    { ...publicJwk('rsa'), kid: 'rsa' },
  ],
});
const failed = 'ERR_JWS_SIGNATURE_VERIFICATION_FAILED';

function general(...signatures: Signature[]): { payload: string; signatures: Signature[] } {
  return { payload, signatures };
}

describe.each(forms)('several signatures, $name', ({ jws }) => {
  test('all is the default', async () => {
    for (const options of [undefined, {}, { verify: 'all' }]) {
      const { members } = await jws.deserializeJson(general(mac, rsa), keys, options);
      expect(members.map(({ verified }) => verified)).toEqual([true, true]);
    }
  });

  test.each([
    ['a bad signature', badMac, failed],
    ['an alg that is not allowed', hs384, 'ERR_JOSE_ALG_NOT_ALLOWED'],
    ['no key for its kid', unknownKid, 'ERR_JWKS_NO_MATCHING_KEY'],
  ])('all: %s throws, first or last', async (_, broken, code) => {
    await expectJoseError(() => jws.deserializeJson(general(broken, rsa), keys), code);
    await expectJoseError(() => jws.deserializeJson(general(rsa, broken), keys, { verify: 'all' }), code);
  });

  test.each([
    ['a bad signature', badMac, failed],
    ['an alg that is not allowed', hs384, 'ERR_JOSE_ALG_NOT_ALLOWED'],
    ['no key for its kid', unknownKid, 'ERR_JWKS_NO_MATCHING_KEY'],
  ])('any: %s counts as unverified, and nothing of its headers is shown', async (_, broken, code) => {
    for (const value of [general(broken, rsa), JSON.stringify(general(broken, rsa))]) {
      const { members, payload: read } = await jws.deserializeJson(value, keys, { verify: 'any' });
      expect(read.toString()).toBe('hello');
      expect(members).toHaveLength(2);
      expect(members[0]).toEqual({ verified: false, code });
      expect(Object.isFrozen(members[0])).toBe(true);
      expect(members[1]).toMatchObject({ verified: true, protected: { alg: 'RS256' }, header: { kid: 'rsa' } });
    }
  });

  test('any: a key that does not fit counts as unverified', async () => {
    const { members } = await jws.deserializeJson(general(mac, rsa), publicJwk('rsa'), { verify: 'any' });
    expect(members[0]).toEqual({ verified: false, code: 'ERR_KEY_TYPE_MISMATCH' });
    expect(members[1]?.verified).toBe(true);
  });

  test('any: every member is judged, not only those before the first good one', async () => {
    const { members } = await jws.deserializeJson(general(rsa, mac, badMac), keys, { verify: 'any' });
    expect(members.map(({ verified }) => verified)).toEqual([true, true, false]);
  });

  test('any: none verified is a failure', async () => {
    const codes = [failed, 'ERR_JOSE_ALG_NOT_ALLOWED', 'ERR_JWKS_NO_MATCHING_KEY'];
    await expectJoseError(() => jws.deserializeJson(general(badMac), keys, { verify: 'any' }), failed);
    await expectJoseError(
      () => jws.deserializeJson(general(badMac, hs384, unknownKid), keys, { verify: 'any' }),
      codes,
    );
  });

  test('any: a flattened token is as strict as a compact one', async () => {
    const value = { payload, ...badMac };
    await expectJoseError(() => jws.deserializeJson(value, keys, { verify: 'any' }), failed);
    expect((await jws.deserializeJson({ payload, ...mac }, keys, { verify: 'any' })).members[0]?.verified).toBe(true);
  });

  describe('malformed structure rejects the whole, also with any', () => {
    const malformed: [string, unknown][] = [
      ['signature missing', { protected: mac.protected }],
      ['signature not base64url', { ...mac, signature: '****' }],
      ['protected not base64url', { ...mac, protected: 'a=' }],
      ['protected no JSON', { ...mac, protected: b64u('{') }],
      ['member null', null],
      ['member text', 'x'],
      ['member array', []],
      ['header no object', { ...mac, header: 'x' }],
      ['names in both headers', { ...mac, header: { alg: 'HS256' } }],
      ['alg missing', { header: { kid: 'mac' }, signature: mac.signature }],
      ['alg no text', { ...mac, protected: b64u({ alg: 1 }) }],
    ];
    test.each(malformed)('%s', async (_, broken) => {
      const value = { payload, signatures: [rsa, broken] };
      const codes = ['ERR_JWS_INVALID', 'ERR_JOSE_HEADER_INVALID'];
      await expectJoseError(() => jws.deserializeJson(value, keys, { verify: 'any' }), codes);
      await expectJoseError(() => jws.deserializeJson(value, keys), codes);
    });
  });

  test.each([[[]], [null], [{}], ['x'], [0]])('signatures %j', async (signatures) => {
    for (const verify of ['all', 'any']) {
      await expectJoseError(() => jws.deserializeJson({ payload, signatures }, keys, { verify }), 'ERR_JWS_INVALID');
    }
  });

  test('both the flattened and the general members', async () => {
    const both = { ...general(mac), signature: mac.signature };
    await expectJoseError(() => jws.deserializeJson(both, keys), 'ERR_JWS_INVALID');
  });

  test('none among several is always an error', async () => {
    const none: Signature = { protected: b64u({ alg: 'none' }), signature: '' };
    const codes = ['ERR_JWS_INVALID', 'ERR_JOSE_ALG_NOT_ALLOWED'];
    for (const verify of ['all', 'any']) {
      for (const algorithms of [undefined, ['HS256', 'RS256'], ['none', 'HS256', 'RS256']]) {
        const options = { verify, ...(algorithms && { algorithms }) };
        await expectJoseError(() => jws.deserializeJson(general(rsa, none), keys, options), codes);
        await expectJoseError(() => jws.deserializeJson(general(none, rsa), keys, options), codes);
        await expectJoseError(() => jws.deserializeJson(general(none, none), null, options), codes);
      }
    }
    const algorithms = ['none', 'HS256'];
    const members = [{ protected: { alg: 'none' } }, { protected: { alg: 'HS256' } }];
    await expectJoseError(() => jws.serializeJson(members, 'hello', [null, secret], { algorithms }), codes);
  });

  test.each(['some', '', null, 1, ['any'], true])('verify: %p is a TypeError', async (verify) => {
    await expectTypeError(() => jws.deserializeJson(general(mac), keys, { verify }));
  });
});
