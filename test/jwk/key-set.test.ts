/** Sets of keys: what they hold, find, publish, and which members are tried for a token (threats 21 and 22). */

import { signatureAlgorithm } from '../../lib/jwa';
import { generateKey, importKey, KeySet, OctKey, type AnyKey, type JWK } from '../../lib/jwk';
import { selectKeys } from '../../lib/jwk/select';
import { jwks, publicHalf } from '../support/keys';

const rsa = importKey({ ...jwks.rsa, kid: 'rsa', use: 'sig' });
const ec = importKey({ ...jwks.p256, kid: 'ec', alg: 'ES256' });
const oct = importKey({ ...jwks.oct, kid: 'oct' });
const enc = importKey({ ...jwks.otherRsa, kid: 'enc', use: 'enc' });
const anonymous = importKey(publicHalf(jwks.otherP256));
const set = new KeySet([rsa, ec, oct, enc, anonymous]);

describe('KeySet', () => {
  it('holds keys in order, frozen', () => {
    expect(set.keys).toEqual([rsa, ec, oct, enc, anonymous]);
    expect(Object.isFrozen(set)).toBe(true);
    expect(Object.isFrozen(set.keys)).toBe(true);
    expect(set.skipped).toEqual([]);
  });

  it.each([undefined, null, 1, 'keys', {}, new Set([rsa]), [{}], [undefined], rsa, [rsa, jwks.rsa], jwks.rsa])(
    'is not made of %p',
    (keys) => {
      expect(() => new KeySet(keys as never)).toThrow(/new KeySet takes an array of keys/);
    },
  );

  it('gets a key by its kid', () => {
    expect(set.get('ec')).toBe(ec);
    for (const kid of ['none', '', '__proto__', 'constructor', 'EC', 'length']) expect(set.get(kid)).toBeUndefined();
    expect(() => set.get(undefined as never)).toThrow(TypeError);
  });

  it.each<[object | undefined, AnyKey[]]>([
    [undefined, [rsa, ec, oct, enc, anonymous]],
    [{}, [rsa, ec, oct, enc, anonymous]],
    [{ kid: 'oct' }, [oct]],
    [{ kty: 'RSA' }, [rsa, enc]],
    [{ kty: 'rsa' }, []],
    [{ use: 'sig' }, [rsa, ec, oct, anonymous]],
    [{ use: 'enc' }, [ec, oct, enc, anonymous]],
    [{ alg: 'ES256' }, [ec, anonymous]],
    [{ alg: 'ES384' }, []],
    [{ alg: 'PS512', use: 'sig' }, [rsa]],
    [{ alg: 'HS256', kty: 'oct' }, [oct]],
    [{ alg: 'nothing' }, []],
    [{ kid: undefined }, [rsa, ec, oct, enc, anonymous]],
    [{ kid: 'ec', kty: 'RSA' }, []],
  ])('finds by %j', (filter, expected) => {
    expect(set.find(filter)).toEqual(expected);
  });

  it('knows no other criteria', () => {
    expect(() => set.find({ key_ops: 'sign' } as never)).toThrow(TypeError);
    expect(() => set.find('ec' as never)).toThrow(TypeError);
  });

  it('publishes public halves and nothing secret', () => {
    const published = set.toJWKS();
    expect(published).toEqual({
      keys: [
        { ...publicHalf(jwks.rsa), kid: 'rsa', use: 'sig' },
        { ...publicHalf(jwks.p256), kid: 'ec', alg: 'ES256' },
        { ...publicHalf(jwks.otherRsa), kid: 'enc', use: 'enc' },
        publicHalf(jwks.otherP256),
      ],
    });
    expect(JSON.parse(JSON.stringify(set))).toEqual(published);
    expect(KeySet.importKeySet(published).toJWKS()).toEqual(published);
  });

  it('gives everything away only when told to', () => {
    const all = set.toJWKS({ private: true });
    expect(all.keys.map(({ kid }) => kid)).toEqual(['rsa', 'ec', 'oct', 'enc', undefined]);
    expect(all.keys[2]).toEqual({ ...jwks.oct, kid: 'oct' });
    expect(KeySet.importKeySet(all).toJWKS({ private: true })).toEqual(all);
    expect(() => set.toJWKS({ private: 'yes' as never })).toThrow(TypeError);
    expect(() => set.toJWKS({ secret: true } as never)).toThrow(TypeError);
  });

  it('leaves the imported object alone, and ignores its other members', () => {
    const value = Object.freeze({ keys: Object.freeze([Object.freeze({ ...jwks.p256 } as unknown as JWK)]), next: 1 });
    expect(KeySet.importKeySet(value).keys).toHaveLength(1);
  });
});

describe('generateKeySet', () => {
  it('makes keys with thumbprints for kids', () => {
    const generated = KeySet.generateKeySet('EC', 'P-384', { use: 'sig', own: 1 });
    expect(generated.keys).toHaveLength(4);
    for (const key of generated.keys) {
      expect(key).toMatchObject({ crv: 'P-384', isPrivate: true, use: 'sig', kid: key.thumbprint() });
      expect(generated.get(key.thumbprint())).toBe(key);
    }
    expect(new Set(generated.keys.map(({ kid }) => kid)).size).toBe(4);
    expect(KeySet.generateKeySet('oct', 256, {}, 1).keys[0]?.bits).toBe(256);
    expect(KeySet.generateKeySet('oct', 256, { autoKid: false }, 2).keys.map(({ kid }) => kid)).toEqual([
      undefined,
      undefined,
    ]);
    expect(KeySet.generateKeySet('OKP', undefined, { kid: 'x' }, 1).get('x')?.crv).toBe('Ed25519');
  });

  it.each([0, -1, 1.5, '2', null, NaN])('does not make %p keys', (count) => {
    expect(() => KeySet.generateKeySet('oct', 256, {}, count as never)).toThrow(TypeError);
  });

  it('gives no kid to several keys', () => {
    expect(() => KeySet.generateKeySet('oct', 256, { kid: 'x' }, 2)).toThrow(TypeError);
  });
});

describe('selection', () => {
  const choose = (
    from: KeySet,
    header: object,
    operation: 'sign' | 'verify' = 'verify',
    more = {},
  ): readonly unknown[] => {
    const { alg } = header as { alg: string };
    const algorithm = signatureAlgorithm(alg)!;
    return selectKeys(from, {
      header: header as never,
      algorithm,
      operation,
      maxKeyCandidates: 3,
      strict: false,
      ...more,
    });
  };
  const noMatch = expect.objectContaining({ code: 'ERR_JWKS_NO_MATCHING_KEY' }) as Error;

  it.each<[object, AnyKey[]]>([
    [{ alg: 'RS256', kid: 'rsa' }, [rsa]],
    [{ alg: 'RS256' }, [rsa]],
    [{ alg: 'ES256' }, [ec, anonymous]],
    [{ alg: 'HS256' }, [oct]],
    [{ alg: 'ES256', kid: 'ec' }, [ec]],
  ])('%j', (header, expected) => {
    expect(choose(set, header)).toEqual(expected);
  });

  it('never falls through from a kid to other members', () => {
    for (const header of [
      { alg: 'RS256', kid: 'ec' },
      { alg: 'RS256', kid: 'enc' },
      { alg: 'ES256', kid: 'none' },
      { alg: 'HS256', kid: 'rsa' },
      { alg: 'ES256', kid: '' },
    ]) {
      expect(() => choose(set, header)).toThrow(noMatch);
    }
    expect(() => choose(new KeySet([]), { alg: 'RS256' })).toThrow(noMatch);
    expect(() => choose(set, { alg: 'EdDSA' })).toThrow(noMatch);
  });

  it('takes the kid of the header itself alone', () => {
    expect(choose(set, Object.assign(Object.create({ kid: 'none' }) as object, { alg: 'RS256' }))).toEqual([rsa]);
  });

  it('signs with the first that can', () => {
    expect(choose(set, { alg: 'ES256' }, 'sign')).toEqual([ec]);
    expect(() => choose(new KeySet([anonymous]), { alg: 'ES256' }, 'sign')).toThrow(noMatch);
    const many = new KeySet(Array.from({ length: 10 }, () => generateKey('oct', 256)));
    expect(choose(many, { alg: 'HS256' }, 'sign')).toEqual([many.keys[0]]);
  });

  it('tries several members, up to the limit', () => {
    const members = Array.from({ length: 4 }, () => generateKey('oct', 256, { kid: 'same' }));
    expect(choose(new KeySet(members.slice(0, 3)), { alg: 'HS256', kid: 'same' })).toEqual(members.slice(0, 3));
    for (const header of [{ alg: 'HS256', kid: 'same' }, { alg: 'HS256' }]) {
      expect(() => choose(new KeySet(members), header)).toThrow(
        expect.objectContaining({ code: 'ERR_JOSE_LIMIT_EXCEEDED' }) as Error,
      );
    }
  });

  it('leaves short secrets for last, so that their size is what is reported', () => {
    const short = importKey({ kty: 'oct', k: 'AAAA' });
    const long = generateKey('oct', 256);
    expect(choose(new KeySet([short, long]), { alg: 'HS256' })).toEqual([long]);
    expect(choose(new KeySet([short]), { alg: 'HS256' })).toEqual([short]);
    const bare = OctKey.importKey('bare');
    expect(choose(new KeySet([bare, long]), { alg: 'HS256' })).toEqual([bare, long]);
    expect(choose(new KeySet([bare, long]), { alg: 'HS256' }, 'verify', { strict: true })).toEqual([long]);
  });

  it('says why nothing matches, in few words', () => {
    expect(() => choose(set, { alg: 'RS256', kid: 'enc' })).toThrow(/kid "enc".*"use"/);
    expect(() => choose(set, { alg: 'RS256', kid: 'x'.repeat(5000) })).toThrow(/^.{0,300}$/);
    const skipping = KeySet.importKeySet({ keys: [{ kty: 'new' }] });
    expect(() => choose(skipping, { alg: 'RS256' })).toThrow(/1 of its members were skipped/);
  });
});
