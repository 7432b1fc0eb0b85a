/** How a verb finds its key: sets, functions, bare secrets, what a header may not decide. */

import { KeySet, OctKey } from '../../lib';
import { expectJoseError, expectRefusal, expectTypeError, failureOf, forms, type Header } from '../support/both';
import { b64u, compact, flattenedHs256, hs256 } from '../support/forge';
import { jwks, privateObject, publicJwk, secret, type Jwk } from '../support/keys';

const noKey = 'ERR_JWKS_NO_MATCHING_KEY';
const badSignature = 'ERR_JWS_SIGNATURE_VERIFICATION_FAILED';

function octWith(byte: number, members: object): Jwk {
  return { kty: 'oct', k: b64u(Buffer.alloc(64, byte)), ...members };
}

function signedBy(byte: number, header: object = {}, alg = 'HS256'): string {
  return compact({ alg, ...header }, 'hello', Buffer.alloc(64, byte), alg);
}

function setOf(...keys: Jwk[]): KeySet {
  return KeySet.importKeySet({ keys });
}

describe.each(forms)('key choice, $name', ({ jws }) => {
  describe('KeySet', () => {
    const set = setOf(octWith(1, { kid: 'one' }), octWith(2, { kid: 'two' }), { ...publicJwk('p256'), kid: 'ec' });

    test('by kid', async () => {
      expect((await jws.deserializeCompact(signedBy(2, { kid: 'two' }), set)).key.kid).toBe('two');
      expect((await jws.deserializeCompact(signedBy(1, { kid: 'one' }), set)).key.kid).toBe('one');
    });

    test('a kid must equal the member’s: no falling through to other members', async () => {
      await expectJoseError(() => jws.deserializeCompact(signedBy(2, { kid: 'one' }), set), badSignature);
      await expectJoseError(() => jws.deserializeCompact(signedBy(1, { kid: 'three' }), set), noKey, [b64u('hello')]);
      const anonymous = setOf(octWith(1, {}));
      await expectJoseError(() => jws.deserializeCompact(signedBy(1, { kid: 'one' }), anonymous), noKey);
    });

    test('the kid of a member that cannot serve the algorithm', async () => {
      const error = failureOf(() => jws.deserializeCompact(signedBy(1, { kid: 'ec' }), set));
      await expect(error).resolves.toMatchObject({
        code: expect.stringMatching(/^ERR_(JWKS_NO_MATCHING_KEY|KEY_TYPE_MISMATCH)$/) as string,
      });
    });

    test('without kid every fitting member is tried in order', async () => {
      expect((await jws.deserializeCompact(signedBy(2), set)).key.kid).toBe('two');
      const es256 = compact({ alg: 'ES256' }, 'hello', privateObject('p256'), 'ES256');
      expect((await jws.deserializeCompact(es256, set)).key.kid).toBe('ec');
      await expectJoseError(() => jws.deserializeCompact(signedBy(9), set), badSignature);
    });

    test('several members with one kid are each tried', async () => {
      const twins = setOf(octWith(1, { kid: 'x' }), octWith(2, { kid: 'x' }));
      expect((await jws.deserializeCompact(signedBy(1, { kid: 'x' }), twins)).payload.toString()).toBe('hello');
      expect((await jws.deserializeCompact(signedBy(2, { kid: 'x' }), twins)).payload.toString()).toBe('hello');
    });

    test('alg, use and key_ops choose among members without kid', async () => {
      const marked = setOf(
        octWith(1, { kid: 'a', alg: 'HS512' }),
        octWith(1, { kid: 'b', use: 'enc' }),
        octWith(1, { kid: 'c', key_ops: ['sign'] }),
        octWith(1, { kid: 'd', alg: 'HS256', use: 'sig' }),
      );
      expect((await jws.deserializeCompact(signedBy(1), marked)).key.kid).toBe('d');
    });

    test('no member fits', async () => {
      const es256 = compact({ alg: 'ES256' }, 'hello', privateObject('p256'), 'ES256');
      await expectJoseError(() => jws.deserializeCompact(es256, setOf(octWith(1, {}))), noKey);
      await expectJoseError(() => jws.deserializeCompact(es256, new KeySet([])), noKey);
    });

    test('making chooses a private member that may sign', async () => {
      const keys = setOf(
        { ...publicJwk('p256'), kid: 'public' },
        { ...jwks.p256, kid: 'verify', key_ops: ['verify'] } as unknown as Jwk,
        { ...jwks.p256, kid: 'private' },
      );
      const token = await jws.serializeCompact({ alg: 'ES256', kid: 'private' }, 'hello', keys);
      expect((await jws.deserializeCompact(token, publicJwk('p256'))).payload.toString()).toBe('hello');
      await expectJoseError(() => jws.serializeCompact({ alg: 'ES256', kid: 'nobody' }, 'hello', keys), noKey);
    });

    test.each(['__proto__', 'constructor', 'toString', '', '0', 'length'])('kid %j is only a name', async (kid) => {
      await expectJoseError(() => jws.deserializeCompact(signedBy(1, { kid }), set), noKey);
      const named = setOf(octWith(1, { kid }));
      expect((await jws.deserializeCompact(signedBy(1, { kid }), named)).key.kid).toBe(kid);
    });
  });

  describe('functions', () => {
    const token = hs256({ alg: 'HS256', kid: 'k' }, 'hello', secret);

    test('are given the JOSE header and the unverified message', async () => {
      const calls: unknown[][] = [];
      await jws.deserializeCompact(token, (...args: unknown[]) => {
        calls.push(args);
        return secret;
      });
      expect(calls).toHaveLength(1);
      const [header, message] = calls[0] as [Header, { protected: Header; payload: Uint8Array }];
      expect(calls[0]).toHaveLength(2);
      expect(header).toEqual({ alg: 'HS256', kid: 'k' });
      expect(message.protected).toEqual({ alg: 'HS256', kid: 'k' });
      expect(Buffer.from(message.payload).toString()).toBe('hello');
      expect(message).not.toHaveProperty('signature');
    });

    test('of JSON are asked for each member, with both headers', async () => {
      const value = { ...flattenedHs256('{"alg":"HS256"}', 'hello', secret), header: { kid: 'k' } };
      const { payload, ...signature } = value;
      const calls: unknown[][] = [];
      await jws.deserializeJson({ payload, signatures: [signature, signature] }, (...args: unknown[]) => {
        calls.push(args);
        return secret;
      });
      expect(calls).toHaveLength(2);
      for (const [header, message] of calls as [Header, Header][]) {
        expect(header).toEqual({ alg: 'HS256', kid: 'k' });
        expect(message).toMatchObject({ protected: { alg: 'HS256' }, header: { kid: 'k' } });
        expect(Buffer.from(message['payload'] as Uint8Array).toString()).toBe('hello');
      }
    });

    test('may give anything that a verb takes, also a set', async () => {
      const set = setOf({ ...jwks.oct, kid: 'k' });
      for (const answer of [secret, jwks.oct, OctKey.importKey(jwks.oct), set, () => secret]) {
        const result = jws.deserializeCompact(token, () => answer);
        expect((await result).payload.toString()).toBe('hello');
      }
    });

    test('cannot change the header they are shown', async () => {
      const { protected: header } = await jws.deserializeCompact(token, (shown: Header) => {
        expect(Reflect.set(shown, 'kid', 'changed')).toBe(false);
        return secret;
      });
      expect(header['kid']).toBe('k');
    });

    test('that fail, fail the verb with their own error', async () => {
      const own = new RangeError('no such tenant');
      const failing = (): never => {
        throw own;
      };
      expect(await failureOf(() => jws.deserializeCompact(token, failing))).toBe(own);
      expect(await failureOf(() => jws.serializeCompact({ alg: 'HS256' }, 'hello', failing))).toBe(own);
    });

    test.each([undefined, null, '', 0, false, true, {}, [], Symbol('k')])('that give %p', async (answer) => {
      await expectRefusal(() => jws.deserializeCompact(token, () => answer));
      await expectRefusal(() => jws.serializeCompact({ alg: 'HS256' }, 'hello', () => answer));
    });

    test('that give functions without end', async () => {
      const endless = (): unknown => endless;
      await expectRefusal(() => jws.deserializeCompact(token, endless));
    });
  });

  describe('bare secrets', () => {
    test('serve HMAC as text or bytes', async () => {
      const text = 'a secret of at least thirty-two bytes';
      for (const key of [text, Buffer.from(text), new TextEncoder().encode(text)]) {
        const token = await jws.serializeCompact({ alg: 'HS256' }, 'hello', key);
        expect(token).toBe(hs256({ alg: 'HS256' }, 'hello', text));
        expect((await jws.deserializeCompact(token, key)).key.kty).toBe('oct');
      }
    });

    test('serve nothing else', async () => {
      const token = compact({ alg: 'RS256' }, 'hello', privateObject('rsa'), 'RS256');
      for (const key of ['just text', Buffer.from('just bytes')]) {
        const codes = ['ERR_JWK_INVALID', 'ERR_KEY_TYPE_MISMATCH'];
        await expectJoseError(() => jws.deserializeCompact(token, key), codes, ['just text', 'just bytes']);
        await expectJoseError(() => jws.serializeCompact({ alg: 'RS256' }, 'hello', key), codes, ['just']);
      }
    });
  });

  describe('a JWK passed again and again', () => {
    test('is the same key; a changed object is a new one', async () => {
      const jwk: Record<string, unknown> = octWith(1, {});
      expect((await jws.deserializeCompact(signedBy(1), jwk)).payload.toString()).toBe('hello');
      expect((await jws.deserializeCompact(signedBy(1), jwk)).payload.toString()).toBe('hello');
      jwk['k'] = octWith(2, {})['k'];
      await expectJoseError(() => jws.deserializeCompact(signedBy(1), jwk), badSignature);
      expect((await jws.deserializeCompact(signedBy(2), jwk)).payload.toString()).toBe('hello');
      jwk['use'] = 'enc';
      await expectJoseError(() => jws.deserializeCompact(signedBy(2), jwk), 'ERR_KEY_USE_MISMATCH');
    });

    test('bytes changed in place are a new secret', async () => {
      const key = Buffer.alloc(64, 1);
      expect((await jws.deserializeCompact(signedBy(1), key)).payload.toString()).toBe('hello');
      key.fill(2);
      await expectJoseError(() => jws.deserializeCompact(signedBy(1), key), badSignature);
    });
  });

  test('keys of no kind', async () => {
    for (const key of [undefined, null, 0, true, Symbol('k'), [], [secret], new Date(), new Map()]) {
      await expectRefusal(() => jws.deserializeCompact(signedBy(1), key));
      await expectRefusal(() => jws.serializeCompact({ alg: 'HS256' }, 'hello', key));
    }
  });
});

describe('asynchronous key functions', () => {
  const token = signedBy(1);
  const answer = octWith(1, {});
  const [sync, promise] = forms;

  test('the synchronous API refuses them and names the other', async () => {
    const error = await expectTypeError(() => sync?.jws.deserializeCompact(token, async () => answer));
    expect(error.message).toContain('jose-openssl/promises');
    await expectTypeError(() => sync?.jws.serializeCompact({ alg: 'HS256' }, 'hello', async () => answer));
  });

  test('the promise API awaits them', async () => {
    const result = await promise?.jws.deserializeCompact(token, async () => answer);
    expect(result?.payload.toString()).toBe('hello');
    expect(await promise?.jws.serializeCompact({ alg: 'HS256' }, 'hello', async () => answer)).toBe(token);
    const own = new Error('lookup failed');
    expect(await failureOf(() => promise?.jws.deserializeCompact(token, () => Promise.reject(own)))).toBe(own);
  });
});
