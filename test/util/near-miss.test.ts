import { didYouMean, nearest } from '../../lib/util/text';

const known = ['algorithms', 'registry', 'alg', 'key_ops', 'HS256', 'HS512', 'ECDH-ES+A128KW'];

test.each([
  ['algorithm', 'algorithms'],
  ['algoritms', 'algorithms'],
  ['Algorithms', 'algorithms'],
  ['aglorithms', 'algorithms'],
  ['keyOps', 'key_ops'],
  ['key-ops', 'key_ops'],
  ['ALG', 'alg'],
  ['alh', 'alg'],
  ['hs256', 'HS256'],
  ['HS265', 'HS256'],
  ['HS-512', 'HS512'],
  ['ECDH-ES-A128KW', 'ECDH-ES+A128KW'],
])('%s is near %s', (name, near) => {
  expect(nearest(name, known)).toBe(near);
  expect(didYouMean(name, known)).toBe(` (did you mean "${near}"?)`);
});

test.each(['', 'a', 'al', 'issuer', 'keys', 'audience', 'x'.repeat(1_000_000)])('%.20s is near none', (name) => {
  expect(nearest(name, known)).toBeUndefined();
  expect(didYouMean(name, known)).toBe('');
});

test('long candidates are not compared', () => {
  expect(nearest('y'.repeat(30), ['y'.repeat(40)])).toBeUndefined();
  expect(nearest('y'.repeat(30), ['y'.repeat(31)])).toBe('y'.repeat(31));
});
