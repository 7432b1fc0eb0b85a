import {
  algorithmOfKey,
  contentEncryption,
  contentEncryptionAlgorithms,
  curveOf,
  keyManagementAlgorithm,
  keyManagementAlgorithms,
  keyManagementWith,
  signatureAlgorithms,
} from '../../lib/jwa';

const foreignNames = ['', 'DIR', 'dir ', 'a128kw', 'A128GCM ', 'RSA-OAEP-1', '__proto__', 'constructor', 'toString'];

test('the key management algorithms of RFC 7518 section 4.1', () => {
  expect(keyManagementAlgorithms.map(({ name }) => name).join(' ')).toBe(
    'RSA1_5 RSA-OAEP RSA-OAEP-256 RSA-OAEP-384 RSA-OAEP-512 A128KW A192KW A256KW dir ' +
      'ECDH-ES ECDH-ES+A128KW ECDH-ES+A192KW ECDH-ES+A256KW A128GCMKW A192GCMKW A256GCMKW ' +
      'PBES2-HS256+A128KW PBES2-HS384+A192KW PBES2-HS512+A256KW',
  );
});

test('the content encryption algorithms of RFC 7518 section 5.1', () => {
  expect(contentEncryptionAlgorithms.map(({ name, keyBits }) => `${name} ${keyBits}`)).toEqual([
    'A128CBC-HS256 256',
    'A192CBC-HS384 384',
    'A256CBC-HS512 512',
    'A128GCM 128',
    'A192GCM 192',
    'A256GCM 256',
  ]);
});

test('the recommended ones, and those that must be named', () => {
  const named = (wanted: 'recommended' | 'mustBeNamed'): string =>
    keyManagementAlgorithms
      .filter((row) => row[wanted])
      .map(({ name }) => name)
      .join(' ');
  expect(named('recommended')).toBe('RSA-OAEP RSA-OAEP-256 A128KW A256KW dir ECDH-ES ECDH-ES+A128KW ECDH-ES+A256KW');
  expect(named('mustBeNamed')).toBe('RSA1_5 PBES2-HS256+A128KW PBES2-HS384+A192KW PBES2-HS512+A256KW');
});

test('rows are frozen, numbered densely, and found by name', () => {
  for (const [rows, find] of [
    [keyManagementAlgorithms, keyManagementAlgorithm],
    [contentEncryptionAlgorithms, contentEncryption],
  ] as const) {
    rows.forEach((row, index) => {
      expect(row.index).toBe(index);
      expect(Object.isFrozen(row)).toBe(true);
      expect(find(row.name)).toBe(row);
      expect(row.rfc).toMatch(/^RFC \d{4}/);
    });
  }
  for (const row of keyManagementAlgorithms) {
    for (const shared of [row.curves ?? row.keyOps, row.keyOps, row.keyOps.encrypt])
      expect(Object.isFrozen(shared)).toBe(true);
  }
});

test.each(foreignNames)('%j is none', (name) => {
  expect([keyManagementAlgorithm(name), contentEncryption(name), algorithmOfKey(name)]).toEqual([
    undefined,
    undefined,
    undefined,
  ]);
});

test('"dir" has a row for each content encryption, and each row a number of its own', () => {
  const dir = keyManagementAlgorithm('dir')!;
  const rows = contentEncryptionAlgorithms.map((content) => keyManagementWith(dir, content));
  expect(rows.map(({ exactBits }) => exactBits)).toEqual([256, 384, 512, 128, 192, 256]);
  expect(rows.map(({ otherName }) => otherName)).toEqual(contentEncryptionAlgorithms.map(({ name }) => name));
  const numbers = [...keyManagementAlgorithms, ...rows].map(({ index }) => index);
  expect(new Set(numbers).size).toBe(numbers.length);
  expect(Math.max(...numbers)).toBeLessThan(32);
  const other = keyManagementAlgorithm('A128KW')!;
  expect(keyManagementWith(other, contentEncryptionAlgorithms[0]!)).toBe(other);
});

test('the curves of an agreement can agree', () => {
  for (const { curves = [] } of keyManagementAlgorithms) {
    for (const crv of curves) expect(curveOf(crv)?.agrees).toBe(true);
  }
});

test('the "alg" of a JWK may be any of them, or the "enc" of direct encryption', () => {
  for (const row of [...signatureAlgorithms, ...keyManagementAlgorithms]) expect(algorithmOfKey(row.name)).toBe(row);
  for (const { name } of contentEncryptionAlgorithms) expect(algorithmOfKey(name)?.name).toBe('dir');
});
