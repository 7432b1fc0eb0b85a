/** Keys of Debian's `jose` command and ours: JWK, sets, thumbprints, signatures. It knows neither PEM nor OKP. */

import { jws } from '../../../lib';
import { generateKey, importKey, KeySet, type JWK, type JWKSet, type Key } from '../../../lib/jwk';
import { answers, describeWithPeer, output } from '../../support/peers';
import { Workshop } from '../../support/openssl-command';

const jose = (args: readonly string[], input: unknown = ''): string =>
  output('jose', args, typeof input === 'string' ? input : JSON.stringify(input)).trim();

const kinds: readonly { name: string; template: object; make: () => Key; algs: readonly string[] }[] = [
  { name: 'oct', template: { kty: 'oct', bytes: 64 }, make: () => generateKey('oct', 512), algs: ['HS256', 'HS512'] },
  { name: 'RSA', template: { kty: 'RSA', bits: 2048 }, make: () => generateKey('RSA'), algs: ['RS256', 'PS256'] },
  ...([['P-256', 'ES256'], ['P-384', 'ES384'], ['P-521', 'ES512']] as const).map(([crv, alg]) => ({ name: crv, template: { kty: 'EC', crv }, make: () => generateKey('EC', crv), algs: [alg] })), // prettier-ignore
];

describeWithPeer('jose command', answers('jose', 'alg'), 'apt-get install jose', () => {
  const shop = new Workshop();

  function expectSame(key: Key): void {
    const jwk = key.toJWK({ private: true });
    if (key.kty !== 'oct') expect(JSON.parse(jose(['jwk', 'pub', '-i', '-', '-o', '-'], jwk))).toEqual(key.toJWK());
    for (const [name, digest] of [
      ['S256', 'sha256'],
      ['S384', 'sha384'],
      ['S512', 'sha512'],
    ] as const) {
      expect(jose(['jwk', 'thp', '-i', '-', '-a', name], jwk)).toBe(key.thumbprint(digest));
    }
  }

  describe.each(kinds)('$name', ({ template, make, algs }) => {
    it('of its making', () => {
      const jwk = JSON.parse(jose(['jwk', 'gen', '-i', '-', '-o', '-'], template)) as JWK;
      const key = importKey(jwk);
      expect(key.toJWK({ private: true })).toEqual(jwk);
      expectSame(key);
      if (key.kty !== 'oct') expect(importKey(key.toPEM({ private: true })).toJWK({ private: true })).toMatchObject({ d: jwk['d'] }); // prettier-ignore
    });

    it('of ours', () => {
      expectSame(make());
    });

    it.each(algs)('signs and verifies with %s', (alg) => {
      const key = make();
      const path = shop.write('key.jwk', JSON.stringify(key.toJWK({ private: true })));
      const template = JSON.stringify({ protected: { alg } });
      const theirs = jose(['jws', 'sig', '-I', '-', '-s', template, '-k', path, '-c', '-o', '-'], 'payload');
      const options = { algorithms: [alg] };
      expect(jws.deserializeCompact(theirs, key, options).payload.toString()).toBe('payload');
      const ours = jws.serializeCompact({ alg }, 'payload', key, options);
      const reader = key.kty === 'oct' ? path : shop.write('public.jwk', JSON.stringify(key.toJWK()));
      expect(jose(['jws', 'ver', '-i', '-', '-k', reader, '-O', '-'], ours)).toBe('payload');
    });
  });

  it('sets', () => {
    const templates = { keys: kinds.map(({ template }) => template) };
    const theirs = JSON.parse(jose(['jwk', 'gen', '-i', '-', '-s', '-o', '-'], templates)) as JWKSet;
    const set = KeySet.importKeySet(theirs);
    expect(set.skipped).toEqual([]);
    expect(set.toJWKS({ private: true })).toEqual(theirs);
    const thumbprints = set.keys.map((key) => key.thumbprint());
    expect(jose(['jwk', 'thp', '-i', '-'], set.toJWKS({ private: true })).split('\n')).toEqual(thumbprints);
  });
});
