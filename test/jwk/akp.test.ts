/** AKP keys (RFC 9964): every form they are read from and written in, and what they may be used for. */

import { inspect } from 'node:util';
import { AKPKey, ECKey, features, jwk, jws, jwt, KeySet } from '../../lib';
import { generateKey as generateLater } from '../../lib/jwk/promises';
import type { JWK } from '../../lib';

const { mlDsa, openssl } = features();
const describeWithMlDsa = mlDsa ? describe : describe.skip;
if (!mlDsa) {
  console.warn(
    `NOT TESTED: keys for ML-DSA: OpenSSL ${openssl.version} has none; that they are refused is tested instead.`,
  );
  test('without ML-DSA its keys are refused', () => {
    expect(() => jwk.generateKey('AKP')).toThrow(/need OpenSSL 3\.5 or newer/);
    expect(() => AKPKey.importKey(pkcs8('ML-DSA-44', Buffer.alloc(34)))).toThrow(/need OpenSSL 3\.5 or newer/);
  });
}

const code = (name: string): Error => expect.objectContaining({ code: name }) as Error;

/** DER: tag, length, contents. */
function der(tag: number, ...contents: readonly Uint8Array[]): Buffer {
  const body = Buffer.concat(contents);
  const length = body.length < 0x80 ? [body.length] : [0x82, body.length >> 8, body.length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...length]), body]);
}

const algorithmIdentifier = (alg: string): Buffer => {
  const last = { 'ML-DSA-44': 17, 'ML-DSA-65': 18, 'ML-DSA-87': 19 }[alg] ?? 0;
  return der(0x30, Buffer.from([0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x03, last]));
};

/** PrivateKeyInfo (RFC 5208) around one of the three forms that RFC 9881 section 6 gives an ML-DSA private key. */
const pkcs8 = (alg: string, privateKey: Uint8Array): Buffer =>
  der(0x30, Buffer.from([0x02, 0x01, 0x00]), algorithmIdentifier(alg), der(0x04, privateKey));

const seedOf = (key: AKPKey): Buffer => Buffer.from(key.toJWK({ private: true }).priv as string, 'base64url');

const sizes = {
  'ML-DSA-44': [1312, 2560, 2420],
  'ML-DSA-65': [1952, 4032, 3309],
  'ML-DSA-87': [2592, 4896, 4627],
} as const;
const algs = Object.keys(sizes) as (keyof typeof sizes)[];

/** What OpenSSL writes is the form with both: the expanded key is its last part. */
const expandedOf = (key: AKPKey, alg: keyof typeof sizes): Buffer =>
  key.toDER({ private: true }).subarray(-sizes[alg][1]);

describeWithMlDsa.each(algs)('%s', (alg) => {
  const [publicLength, , signatureLength] = sizes[alg];
  let key: AKPKey;
  let members: JWK;
  beforeAll(() => {
    key = jwk.generateKey('AKP', alg);
    members = key.toJWK({ private: true });
  });

  const works = (signer: AKPKey, verifier: AKPKey): void => {
    const token = jws.serializeCompact({ alg }, 'text', signer);
    expect(jws.deserializeCompact(token, verifier).payload.toString()).toBe('text');
  };

  test('a generated key has its alg, pub and a seed of 32 octets', async () => {
    expect([key.kty, key.alg, key.crv, key.isPrivate, key.bits]).toEqual([
      'AKP',
      alg,
      undefined,
      true,
      publicLength * 8,
    ]);
    expect(Object.keys(members).sort()).toEqual(['alg', 'kty', 'priv', 'pub']);
    expect(Buffer.from(members.pub as string, 'base64url')).toHaveLength(publicLength);
    expect(seedOf(key)).toHaveLength(32);
    expect(key.thumbprint()).toBe(key.publicKey().thumbprint());
    const later = await generateLater('AKP', alg, { autoKid: true });
    expect([later.alg, later.kid]).toEqual([alg, later.thumbprint()]);
  });

  test('JWK, SPKI, PKCS#8 and encrypted PKCS#8, in PEM and DER, there and back', () => {
    const password = 'password';
    for (const form of [members, key.toPEM({ private: true }), key.toDER({ private: true })]) {
      const read = AKPKey.importKey(form);
      expect(read.toJWK({ private: true })).toEqual(members);
      works(read, key.publicKey());
    }
    const encrypted = key.toPEM({ private: true, password });
    expect(AKPKey.importKey(encrypted, { password }).toJWK({ private: true })).toEqual(members);
    expect(() => AKPKey.importKey(encrypted, { password: 'another' })).toThrow(code('ERR_KEY_PASSWORD'));
    for (const form of [key.toJWK(), key.toPEM(), key.toDER()]) {
      const read = AKPKey.importKey(form);
      expect([read.isPrivate, read.alg]).toEqual([false, alg]);
      expect(read.toJWK()).toEqual(key.toJWK());
      works(key, read);
    }
    expect(() => key.toPEM({ private: true, format: 'sec1' })).toThrow(code('ERR_KEY_TYPE_MISMATCH'));
  });

  test('PKCS#8 with the seed alone', () => {
    const read = AKPKey.importKey(pkcs8(alg, der(0x80, seedOf(key))));
    expect(read.toJWK({ private: true })).toEqual(members);
    works(read, key.publicKey());
  });

  test('PKCS#8 with the expanded key alone: it signs, but has no private JWK', () => {
    const read = AKPKey.importKey(pkcs8(alg, der(0x04, expandedOf(key, alg))));
    expect(read.isPrivate).toBe(true);
    expect(read.toJWK()).toEqual(key.toJWK());
    works(read, key.publicKey());
    expect(() => read.toJWK({ private: true })).toThrow(code('ERR_KEY_TYPE_MISMATCH'));
    expect(() => read.toJWK({ private: true })).toThrow(/expanded form, without the seed .* PKCS#8/);
    works(AKPKey.importKey(read.toPEM({ private: true })), key.publicKey());
  });

  test('PKCS#8 with both, which must belong together', () => {
    const both = (seed: Buffer, expanded: Buffer): Buffer =>
      pkcs8(alg, der(0x30, der(0x04, seed), der(0x04, expanded)));
    expect(both(seedOf(key), expandedOf(key, alg))).toEqual(key.toDER({ private: true }));
    const other = jwk.generateKey('AKP', alg);
    expect(() => jwk.importKey(both(seedOf(other), expandedOf(key, alg)))).toThrow(code('ERR_JWK_INVALID'));
    const damaged = expandedOf(key, alg);
    damaged[40] = (damaged[40] ?? 0) ^ 1;
    expect(() => jwk.importKey(both(seedOf(key), damaged))).toThrow(code('ERR_JWK_INVALID'));
    expect(() => jwk.importKey(pkcs8(alg, der(0x80, Buffer.alloc(31))))).toThrow(code('ERR_JWK_INVALID'));
  });

  test('what is wrong with a JWK is refused', () => {
    const { priv, pub, ...rest } = members;
    const short = (value: unknown): string =>
      Buffer.from(value as string, 'base64url')
        .subarray(1)
        .toString('base64url');
    const other = jwk.generateKey('AKP', alg).toJWK({ private: true });
    const refused: [Record<string, unknown>, RegExp][] = [
      [{ ...rest, pub, alg: undefined }, /"alg" of a JWK with kty "AKP" must be one of ML-DSA-44/],
      [{ ...rest, pub, alg: 'ML-DSA-66' }, /"alg".*ML-DSA-66/],
      [{ ...rest, pub, alg: 'ES256' }, /"alg".*ES256/],
      [{ ...rest, pub, alg: 44 }, /"alg".*44/],
      [{ ...rest, priv }, /"pub"/],
      [{ ...rest, pub: short(pub) }, new RegExp(`"pub" must hold ${publicLength} octets`)],
      [{ ...rest, pub, priv: short(priv) }, /"priv" must hold 32 octets/],
      [{ ...rest, pub, priv: expandedOf(key, alg).toString('base64url') }, /"priv" must hold 32 octets/],
      [{ ...rest, pub, priv: other.priv }, /does not belong/],
      [{ ...rest, pub, priv: `${priv as string}=` }, /base64url/],
      [{ ...rest, pub, priv: 1 }, /"priv"/],
    ];
    for (const [value, message] of refused) {
      expect(() => jwk.importKey(value as never)).toThrow(message);
      expect(() => jwk.importKey(value as never)).toThrow(code('ERR_JWK_INVALID'));
    }
  });

  test('its alg is part of it: a merged one must be the same', () => {
    const another = alg === 'ML-DSA-65' ? 'ML-DSA-87' : 'ML-DSA-65';
    expect(jwk.importKey(key.toPEM(), { alg, kid: '1' }).alg).toBe(alg);
    expect(() => jwk.importKey(key.toPEM(), { alg: another })).toThrow(/"alg" of this AKP key is ML-DSA-/);
    expect(() => jwk.generateKey('AKP', alg, { alg: 'ES256' })).toThrow(code('ERR_JWK_INVALID'));
  });

  test('it signs with its own algorithm and nothing else', () => {
    const token = jws.serializeCompact({ alg }, 'text', key);
    expect(Buffer.from(token.split('.')[2] ?? '', 'base64url')).toHaveLength(signatureLength);
    const another = alg === 'ML-DSA-65' ? 'ML-DSA-87' : 'ML-DSA-65';
    const algorithms = [another, alg, 'HS256', 'ES256'];
    expect(() => jws.serializeCompact({ alg: another }, '', key, { algorithms })).toThrow(code('ERR_KEY_USE_MISMATCH'));
    for (const wrong of ['HS256', 'ES256']) {
      expect(() => jws.serializeCompact({ alg: wrong }, '', key, { algorithms })).toThrow(
        code('ERR_KEY_TYPE_MISMATCH'),
      );
    }
    expect(() => jws.deserializeCompact(token, key, { algorithms: [another] })).toThrow(
      code('ERR_JOSE_ALG_NOT_ALLOWED'),
    );
    expect(() => jws.serializeCompact({ alg }, '', key.publicKey())).toThrow(code('ERR_KEY_TYPE_MISMATCH'));
    expect(() => jws.deserializeCompact(token, jwk.generateKey('AKP', alg))).toThrow(
      code('ERR_JWS_SIGNATURE_VERIFICATION_FAILED'),
    );
    expect(() => jws.serializeCompact({ alg }, '', jwk.importKey(members as never, { use: 'enc' }))).toThrow(
      code('ERR_KEY_USE_MISMATCH'),
    );
  });

  test('it shows no seed where nobody asked for it', () => {
    const seed = members.priv as string;
    for (const shown of [inspect(key), JSON.stringify(key), JSON.stringify(key.parameters), key.toPEM()]) {
      expect(shown).not.toContain(seed);
    }
  });
});

describeWithMlDsa('in JWT, JSON serialization and KeySet', () => {
  test('a JWT is signed and read without naming the algorithm', () => {
    const key = jwk.generateKey('AKP'); // ML-DSA-65
    const token = jwt.encode({ alg: 'ML-DSA-65' }, { sub: 'alice' }, key, { expiresIn: '5m' });
    expect(jwt.decode(token, key.publicKey()).claims.sub).toBe('alice');
    expect(() => jwt.decode(token, jwk.generateKey('AKP').publicKey())).toThrow(
      code('ERR_JWS_SIGNATURE_VERIFICATION_FAILED'),
    );
  });

  test('two signatures, one of them classical, in one message', () => {
    const keys = [jwk.generateKey('AKP', 'ML-DSA-44'), jwk.generateKey('EC', 'P-256')];
    const members = [{ protected: { alg: 'ML-DSA-44' } }, { protected: { alg: 'ES256' } }];
    const message = jws.serializeJson(members, 'text', keys);
    const read = jws.deserializeJson(message, ({ alg }) => (alg === 'ES256' ? keys[1] : keys[0]) as AKPKey | ECKey);
    expect(read.members.map(({ verified }) => verified)).toEqual([true, true]);
  });

  test('a KeySet finds it by kid and by alg, and publishes its public half', () => {
    const set = KeySet.generateKeySet('AKP', 'ML-DSA-44', { use: 'sig' }, 2);
    const [first, second] = set.keys;
    expect(set.find({ alg: 'ML-DSA-44' })).toEqual([first, second]);
    expect(set.find({ alg: 'ML-DSA-65' })).toEqual([]);
    expect(JSON.stringify(set)).not.toContain('"priv"');
    const token = jws.serializeCompact({ alg: 'ML-DSA-44', kid: second!.kid! }, 'text', set);
    const published = KeySet.importKeySet(JSON.parse(JSON.stringify(set)) as { keys: JWK[] });
    expect(jws.deserializeCompact(token, published).key.kid).toBe(second!.kid);
  });

  test('other key classes refuse it', () => {
    const key = jwk.generateKey('AKP', 'ML-DSA-44');
    expect(() => ECKey.importKey(key.toPEM())).toThrow(code('ERR_KEY_TYPE_MISMATCH'));
    expect(() => ECKey.importKey(key.toJWK())).toThrow(code('ERR_KEY_TYPE_MISMATCH'));
  });
});
