/** The tables of the core and those of TypeScript, which are joined by name when the library is loaded. */

import { features } from '../../lib/features';
import { akpParameterSets, curves, signatureAlgorithms } from '../../lib/jwa';
import { native } from '../../lib/native/load';

/** What an OpenSSL before 3.5 lacks has an empty name in the core. */
const expectedOf = (names: string[]): string[] =>
  names.map((name) => (name.startsWith('ML-DSA-') && !hasMlDsa ? '' : name)).sort();
const hasMlDsa = !/^3\.[0-4]\./.test(features().openssl.version);

test('both sides name the same signature algorithms', () => {
  // "none" has nothing to compute.
  const named = signatureAlgorithms.map(({ name }) => name).filter((name) => name !== 'none');
  expect([...native.schemes()].sort()).toEqual(expectedOf(named));
});

test('both sides name the same key types', () => {
  const named = ['oct', 'RSA', ...[...curves, ...akpParameterSets].map(({ name }) => name)];
  expect([...native.keyTypes()].sort()).toEqual(expectedOf(named));
});
