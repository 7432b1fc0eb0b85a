// The bugs to plant, by the markers in the code: how the statement after the marker is changed (mutations.mjs), and the tests that
// must catch it. What a second line of defence hides is planted in both at once (`also`).

const security = (...names) => names.map((name) => `test/security/${name}.test.ts`);

export const bugs = [
  // Algorithms and keys.
  { name: 'allow-list', mutation: 'true', tests: security('a-algorithm-choice') },
  { name: 'recommended', mutation: 'true', tests: ['test/jws/algorithms.test.ts'] },
  { name: 'none-signature', mutation: 'never', tests: ['test/jws/algorithms.test.ts'] },
  { name: 'none-nested', mutation: 'never', tests: ['test/jwt/nested.test.ts'] },
  { name: 'key-type', mutation: 'false', tests: ['test/jwk/fits.test.ts'] },
  { name: 'key-use', mutation: 'false', tests: ['test/jwk/fits.test.ts'] },
  { name: 'key-ops', mutation: 'always', tests: security('a-algorithm-choice') },
  { name: 'key-alg', mutation: 'false', tests: security('a-algorithm-choice') },
  { name: 'public-key-as-secret', mutation: 'always', tests: security('a-algorithm-choice') },
  { name: 'most-candidates', mutation: 'never', tests: security('limits') },
  { name: 'redirect-origin', mutation: 'never', tests: ['test/jwk/remote-key-set.test.ts'] },
  { name: 'key-halves', mutation: 'never', tests: ['test/jwk/invalid-keys.test.ts'] },
  { name: 'small-order', mutation: 'never', tests: ['test/jwk/invalid-keys.test.ts'] },
  // Headers and texts.
  { name: 'crit', mutation: 'never', tests: security('c-crit-and-b64') },
  { name: 'b64-crit', mutation: 'never', tests: security('c-crit-and-b64') },
  { name: 'b64-jwt', mutation: 'never', tests: security('e-claims') },
  { name: 'b64', mutation: 'true', tests: ['test/jws/unencoded-payload.test.ts'] },
  { name: 'protected-only', mutation: 'never', tests: security('c-crit-and-b64') },
  { name: 'detached-payload', mutation: 'never', tests: ['test/jws/detached-content.test.ts'] },
  {
    name: 'duplicate-names',
    mutation: 'never',
    also: [{ name: 'duplicate-names-not-ok', mutation: 'never' }],
    tests: security('c-parsing-texts'),
  },
  { name: 'unused-bits-header', mutation: 'true', tests: security('c-parsing-texts') },
  { name: 'unused-bits', mutation: 'never', tests: security('c-parsing-texts') },
  {
    name: 'header-by-text',
    mutation: { condition: 'entry?.text.length === length' },
    tests: ['test/differential/warm.test.ts'],
  },
  {
    name: 'header-by-object',
    mutation: { condition: 'name !== names[index]' },
    tests: ['test/differential/warm.test.ts'],
  },
  { name: 'most-signatures', mutation: 'drop', tests: security('limits') },
  // Signatures and encryption.
  { name: 'hmac', mutation: 'true', tests: ['test/jws/macs.test.ts'] },
  { name: 'gcm-tag', mutation: 'never', tests: security('d-content') },
  { name: 'cbc-tag', mutation: 'never', tests: security('d-content') },
  { name: 'random-content-key', mutation: 'drop', tests: security('d-rsa-paddings') },
  { name: 'pkcs1-padding', mutation: 'drop', tests: security('d-rsa-paddings') },
  { name: 'direct-encrypted-key', mutation: 'never', tests: security('d-content') },
  { name: 'one-decryption-error', mutation: 'never', tests: security('d-compression') },
  // Only the least count that is too much: others would take minutes.
  { name: 'pbes2-count', mutation: 'drop', tests: security('d-pbes2'), only: 'p2c 1000001 exceeds' },
  {
    name: 'zip-limit',
    mutation: { returns: 'buffer' },
    also: [{ name: 'zip-limit-of-zlib', mutation: { returns: '{ info: true }' } }],
    tests: security('d-compression'),
  },
  { name: 'zip-trailing', mutation: 'never', tests: security('d-compression') },
  { name: 'set-members', mutation: 'always', tests: security('g-key-sets') },
  { name: 'own-verified', mutation: { returns: "'verified' in entry" }, tests: security('g-prototypes') },
  // Claims.
  { name: 'exp-nbf', mutation: 'true', tests: security('e-claims') },
  { name: 'iss-aud', mutation: 'true', tests: security('e-claims') },
  { name: 'nested-cty', mutation: 'never', tests: ['test/jwt/nested.test.ts'] },
  { name: 'encrypted-for-signed', mutation: 'true', tests: security('e-claims') },
  { name: 'cached-token-exp', mutation: 'drop', tests: ['test/jwt/prepared.test.ts'] },
];
