/** The tables of the core and those of TypeScript, which are joined by name when the library is loaded. */

import { native } from '../../lib/internal/native';
import { curves, signatureAlgorithms } from '../../lib/jwa';

test('both sides name the same signature algorithms', () => {
  // ML-DSA is known by name and refused until the core has it; "none" has nothing to compute.
  const withoutCore = /^(ML-DSA-\d+|none)$/;
  const named = signatureAlgorithms.map(({ name }) => name).filter((name) => !withoutCore.test(name));
  expect([...native.schemes()].sort()).toEqual(named.sort());
});

test('both sides name the same key types', () => {
  const named = ['oct', 'RSA', ...curves.map(({ name }) => name)];
  expect([...native.keyTypes()].sort()).toEqual(named.sort());
});
