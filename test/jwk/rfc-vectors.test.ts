/** The keys of the RFCs: each is read, and comes out again as it went in. */

import * as crypto from 'node:crypto';
import { importKey, KeySet, thumbprint, thumbprintUri, type JWK, type JWKSet } from '../../lib/jwk';
import { publicHalf } from '../support/keys';
import { readOwnVector, readVectorFolder, type Json } from '../support/vectors';

interface Rfc7517 {
  readonly sets: { readonly [section: string]: JWKSet };
  readonly keys: { readonly B: JWK };
}

const rfc7517 = readOwnVector<Rfc7517>('rfc7517_appendix_a.json');
const rfc7638 = readOwnVector<{ key: JWK; sha256: string }>('rfc7638_section_3.json');
const rfc8037 = readOwnVector<{ keys: { [name: string]: JWK }; thumbprint: { sha256: string } }>(
  'rfc8037_appendix_a.json',
);

describe('RFC 7517 appendix A', () => {
  const sets = Object.entries(rfc7517.sets);

  it.each(sets)('%s is read and written unchanged', (section, jwks) => {
    const set = KeySet.importKeySet(jwks);
    expect(set.skipped).toEqual([]);
    expect(set.toJWKS({ private: true })).toEqual(jwks);
    expect(set.keys.map(({ isPrivate }) => isPrivate)).toEqual(set.keys.map(() => section !== 'A.1'));
  });

  it('A.1 is the public half of A.2', () => {
    expect(KeySet.importKeySet(rfc7517.sets['A.2']!).toJWKS()).toEqual(rfc7517.sets['A.1']);
  });

  it('A.3 has nothing to publish', () => {
    expect(KeySet.importKeySet(rfc7517.sets['A.3']!).toJWKS()).toEqual({ keys: [] });
  });
});

describe('RFC 7517 appendix B', () => {
  const jwk = rfc7517.keys.B;
  const [certificate = ''] = jwk.x5c ?? [];

  it('is read and written unchanged', () => {
    const key = importKey(jwk);
    expect(key.toJWK()).toEqual(jwk);
    expect(key.parameters).toEqual(jwk);
  });

  it('holds the key of its certificate', () => {
    const pem = `-----BEGIN CERTIFICATE-----\n${certificate}\n-----END CERTIFICATE-----\n`;
    const der = Buffer.from(certificate, 'base64');
    for (const value of [pem, der, new crypto.X509Certificate(pem).publicKey]) {
      expect(importKey(value).toJWK()).toMatchObject({ kty: 'RSA', n: jwk['n'], e: jwk['e'] });
    }
    const hash = (name: string): string => crypto.createHash(name).update(der).digest('base64url');
    expect(importKey(pem, { kid: '1b94c' }).toJWK()).toEqual({
      kty: 'RSA',
      n: jwk['n'],
      e: jwk['e'],
      kid: '1b94c',
      x5c: [certificate],
      x5t: hash('sha1'),
      'x5t#S256': hash('sha256'),
    });
    expect(importKey(der).toJWK()).toEqual(importKey(pem).toJWK());
  });

  it('is refused with the key of another', () => {
    const [, other] = rfc7517.sets['A.1']!.keys;
    for (const run of [
      () => importKey({ ...jwk, ...other }),
      () => importKey(rfc8037.keys['A.2']!, { x5c: jwk.x5c! }),
    ]) {
      expect(run).toThrow(/"x5c" holds another key/);
    }
    expect(importKey({ ...jwk, x5t: 'AAAA', 'x5t#S256': 'AAAA' }).toJWK()).toMatchObject({ x5t: 'AAAA' });
  });

  it('is refused with a certificate that is none', () => {
    const x5c = [Buffer.from('garbage').toString('base64')];
    expect(() => importKey({ ...jwk, x5c })).toThrow(expect.objectContaining({ code: 'ERR_JWK_INVALID' }));
  });
});

describe('thumbprints', () => {
  it('RFC 7638 section 3.1', () => {
    expect(thumbprint(rfc7638.key)).toBe(rfc7638.sha256);
    expect(thumbprintUri(rfc7638.key)).toBe(`urn:ietf:params:oauth:jwk-thumbprint:sha-256:${rfc7638.sha256}`);
    const { e, kty, n } = rfc7638.key;
    for (const digest of ['sha384', 'sha512'] as const) {
      const expected = crypto.createHash(digest).update(JSON.stringify({ e, kty, n })).digest('base64url');
      expect(thumbprint(rfc7638.key, digest)).toBe(expected);
      const uriName = digest.replace('sha', 'sha-');
      expect(importKey(rfc7638.key).thumbprintUri(digest)).toBe(
        `urn:ietf:params:oauth:jwk-thumbprint:${uriName}:${expected}`,
      );
    }
  });

  it('RFC 8037 appendix A.3', () => {
    for (const name of ['A.1', 'A.2']) expect(thumbprint(rfc8037.keys[name]!)).toBe(rfc8037.thumbprint.sha256);
  });

  it('of EC and oct keys hash their required members', () => {
    const hash = (members: object): string =>
      crypto.createHash('sha256').update(JSON.stringify(members)).digest('base64url');
    const { crv, x, y } = rfc7517.sets['A.1']!.keys[0]!;
    expect(thumbprint(rfc7517.sets['A.2']!.keys[0]!)).toBe(hash({ crv, kty: 'EC', x, y }));
    const oct = rfc7517.sets['A.3']!.keys[0]!;
    expect(thumbprint(oct)).toBe(hash({ k: oct['k'], kty: 'oct' }));
  });

  it.each([undefined, null, 1, 'text', [], Buffer.alloc(3)])('of %p there is none', (value) => {
    expect(() => thumbprint(value as never)).toThrow(TypeError);
  });

  it.each(['sha1', 'SHA256', 'sha-256', '', 5, null, '__proto__'])('with digest %p there is none', (digest) => {
    for (const run of [thumbprint, thumbprintUri]) expect(() => run(rfc7638.key, digest as never)).toThrow(TypeError);
  });
});

describe('RFC 8037 appendix A', () => {
  it('A.2 is the public half of A.1', () => {
    const key = importKey(rfc8037.keys['A.1']!);
    expect(key.toJWK({ private: true })).toEqual(rfc8037.keys['A.1']);
    expect(key.toJWK()).toEqual(rfc8037.keys['A.2']);
  });
});

describe('RFC 7520 section 3', () => {
  it.each(readVectorFolder<Json>('rfc7520', 'jwk'))('$name', ({ vector }) => {
    const key = importKey(vector);
    expect(key.toJWK({ private: key.isPrivate })).toEqual(vector);
    if (key.kty !== 'oct') expect(key.toJWK()).toEqual(publicHalf(vector));
  });
});
