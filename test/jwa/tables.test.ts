import {
  akpParameterSetOf,
  akpParameterSets,
  curveOf,
  curves,
  keyTypeOf,
  keyTypes,
  privateMemberNames,
  recommendedKeyManagement,
  recommendedSignatureAlgorithms,
  signatureAlgorithm,
  signatureAlgorithms,
} from '../../lib/jwa';

const foreignNames = [
  '',
  'None',
  'NONE',
  'none ',
  'hs256',
  'RS1',
  '__proto__',
  'constructor',
  'toString',
  'hasOwnProperty',
];

describe('signature algorithms', () => {
  test('are those of the specifications, in order', () => {
    expect(signatureAlgorithms.map(({ name }) => name).join(' ')).toBe(
      'HS256 HS384 HS512 RS256 RS384 RS512 PS256 PS384 PS512 ES256 ES384 ES512 ES256K EdDSA Ed25519 Ed448 ' +
        'ML-DSA-44 ML-DSA-65 ML-DSA-87 none',
    );
  });

  test.each([
    ['HS256', 'oct', undefined, 256],
    ['HS384', 'oct', undefined, 384],
    ['HS512', 'oct', undefined, 512],
    ['RS256', 'RSA', undefined, undefined],
    ['PS512', 'RSA', undefined, undefined],
    ['ES256', 'EC', ['P-256'], undefined],
    ['ES384', 'EC', ['P-384'], undefined],
    ['ES512', 'EC', ['P-521'], undefined],
    ['ES256K', 'EC', ['secp256k1'], undefined],
    ['EdDSA', 'OKP', ['Ed25519', 'Ed448'], undefined],
    ['Ed25519', 'OKP', ['Ed25519'], undefined],
    ['Ed448', 'OKP', ['Ed448'], undefined],
    ['ML-DSA-65', 'AKP', undefined, undefined],
    ['none', null, undefined, undefined],
  ])('%s needs %s', (name, kty, crvs, minBits) => {
    const row = signatureAlgorithm(name);
    expect(row).toMatchObject({ name, kty });
    expect(row?.curves).toEqual(crvs);
    expect(row?.minBits).toBe(minBits);
  });

  test('the recommended ones are HS256, RS256 and ES256', () => {
    expect(recommendedSignatureAlgorithms).toEqual(['HS256', 'RS256', 'ES256']);
    expect(recommendedKeyManagement.join(' ')).toBe(
      'RSA-OAEP RSA-OAEP-256 A128KW A256KW dir ECDH-ES ECDH-ES+A128KW ECDH-ES+A256KW',
    );
  });

  test('rows are frozen, numbered densely, and found by name', () => {
    signatureAlgorithms.forEach((row, index) => {
      expect(row.index).toBe(index);
      expect(Object.isFrozen(row)).toBe(true);
      expect(row.curves === undefined || Object.isFrozen(row.curves)).toBe(true);
      expect(signatureAlgorithm(row.name)).toBe(row);
      expect(row.rfc).toMatch(/^RFC \d{4}/);
    });
    expect(Object.isFrozen(signatureAlgorithms)).toBe(true);
  });

  test.each(foreignNames)('%j is none', (name) => {
    expect(signatureAlgorithm(name)).toBeUndefined();
  });

  test('their curves can sign and are of their key type', () => {
    for (const { name, kty, curves: crvs = [] } of signatureAlgorithms) {
      for (const crv of crvs) {
        expect([name, curveOf(crv)]).toEqual([name, expect.objectContaining({ kty, signs: true })]);
      }
    }
    const used = new Set(signatureAlgorithms.flatMap((row) => row.curves ?? []));
    expect(curves.filter(({ signs }) => signs).map(({ name }) => name)).toEqual([...used]);
  });

  test('every ML-DSA algorithm has its parameter set', () => {
    const names = signatureAlgorithms.filter(({ kty }) => kty === 'AKP').map(({ name }) => name);
    expect(akpParameterSets.map(({ name }) => name)).toEqual(names);
    expect(akpParameterSetOf('ML-DSA-65')).toMatchObject({ publicLength: 1952, privateLength: 32 });
  });
});

describe('key types', () => {
  test.each([
    ['oct', '', 'k', 'k kty'],
    ['RSA', 'n e', 'd p q dp dq qi oth', 'e kty n'],
    ['EC', 'crv x y', 'd', 'crv kty x y'],
    ['OKP', 'crv x', 'd', 'crv kty x'],
    ['AKP', 'alg pub', 'priv', 'alg kty pub'],
  ])('%s', (kty, publicNames, privateNames, thumbprint) => {
    const row = keyTypeOf(kty);
    const named = (isPrivate: boolean): string | undefined =>
      row?.members
        .filter((member) => member.isPrivate === isPrivate)
        .map(({ name }) => name)
        .join(' ');
    expect(named(false)).toBe(publicNames);
    expect(named(true)).toBe(privateNames);
    expect(row?.thumbprint.join(' ')).toBe(thumbprint);
  });

  test('thumbprints cover required members in the order of RFC 7638', () => {
    for (const { members, thumbprint } of keyTypes) {
      expect([...thumbprint].sort()).toEqual(thumbprint);
      const required = members.filter((member) => member.required && (!member.isPrivate || member.name === 'k'));
      expect(new Set(thumbprint)).toEqual(new Set(['kty', ...required.map(({ name }) => name)]));
    }
  });

  test('the private members are known by name', () => {
    expect([...privateMemberNames].sort()).toEqual(['d', 'dp', 'dq', 'k', 'oth', 'p', 'priv', 'q', 'qi']);
  });

  test.each([
    ['P-256', 32],
    ['P-384', 48],
    ['P-521', 66],
    ['secp256k1', 32],
    ['Ed25519', 32],
    ['Ed448', 57],
    ['X25519', 32],
    ['X448', 56],
  ])('coordinates on %s have %i octets', (name, length) => {
    expect(curveOf(name)?.coordinateLength).toBe(length);
  });

  test('ECDH-ES works on the curves that are named for it', () => {
    expect(curves.filter(({ agrees }) => agrees).map(({ name }) => name)).toEqual([
      'P-256',
      'P-384',
      'P-521',
      'X25519',
      'X448',
    ]);
  });

  test('tables are frozen', () => {
    for (const row of [keyTypes, curves, akpParameterSets, ...keyTypes, ...curves, ...akpParameterSets]) {
      expect(Object.isFrozen(row)).toBe(true);
    }
    for (const { members, thumbprint } of keyTypes) {
      expect([members, thumbprint, ...members].every((part) => Object.isFrozen(part))).toBe(true);
    }
  });

  test.each(foreignNames)('%j is none', (name) => {
    expect(keyTypeOf(name)).toBeUndefined();
    expect(curveOf(name)).toBeUndefined();
    expect(akpParameterSetOf(name)).toBeUndefined();
  });
});
