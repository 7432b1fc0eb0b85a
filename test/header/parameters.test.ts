import { InvalidHeaderError } from '../../lib/errors';
import { headerParameter, headerParameters } from '../../lib/header/parameters';
import { HeaderRules } from '../../lib/header/rules';
import { validateHeader } from '../../lib/header/validate';

// IANA's registry, "JSON Web Signature and Encryption Header Parameters".
const registered =
  'alg jku jwk kid x5u x5c x5t x5t#S256 typ cty crit enc zip epk apu apv iv tag p2s p2c iss sub aud b64 ppt url nonce ' +
  'svt iheSSId jwt client_id trust_chain peer_trust_chain';

test('the registry is complete', () => {
  expect(headerParameters.map(({ name }) => name).join(' ')).toBe(registered);
});

test('what "crit" must not list is what RFC 7515, 7516 and 7518 define', () => {
  expect(headerParameters.filter(({ isBase }) => isBase).map(({ name }) => name)).toEqual(
    registered.split(' ').slice(0, 20),
  );
});

test('three parameters must be protected', () => {
  expect(headerParameters.filter(({ protectedOnly }) => protectedOnly).map(({ name }) => name)).toEqual([
    'crit',
    'zip',
    'b64',
  ]);
});

test('some parameters mean something in one kind of object alone', () => {
  const of = (use: string): string[] => headerParameters.filter((row) => row.use === use).map(({ name }) => name);
  expect(of('jws')).toEqual(['b64']);
  expect(of('jwe')).toEqual(['enc', 'zip', 'epk', 'apu', 'apv', 'iv', 'tag', 'p2s', 'p2c']);
});

test('rows are frozen and found by name', () => {
  for (const row of headerParameters) {
    expect(Object.isFrozen(row) && Object.isFrozen(row.type)).toBe(true);
    expect(headerParameter(row.name)).toBe(row);
  }
  expect(Object.isFrozen(headerParameters)).toBe(true);
});

test.each(['', 'ALG', 'Kid', '__proto__', 'constructor', 'toString', 'valueOf'])('%j is not registered', (name) => {
  expect(headerParameter(name)).toBeUndefined();
});

const sha1 = Buffer.alloc(20, 1).toString('base64url');
const sha256 = Buffer.alloc(32, 1).toString('base64url');
const publicJwk = { kty: 'EC', crv: 'P-256', x: 'eA', y: 'eQ' };
const deep: unknown = JSON.parse('{"kty":"OKP","__proto__":{"d":"x"}}');

const noStrings = [5, null, true, [], ['x'], {}];
const noUris = [
  ...noStrings,
  '',
  'foo',
  '/path',
  '//host/path',
  ':x',
  '1a:b',
  'https://a b',
  'https://é',
  'http://a\n',
  ' https://a',
];
const noBase64url = [...noStrings, 'A', 'AA==', 'A+/_', 'A A', 'AB', 'é'];

interface Values {
  name: string;
  good: unknown[];
  bad: unknown[];
}

const table: Values[] = [
  { name: 'alg', good: ['HS256', 'unheard-of', ''], bad: noStrings },
  { name: 'enc', good: ['A128GCM', 'unheard-of'], bad: noStrings },
  { name: 'zip', good: ['DEF', 'unheard-of'], bad: noStrings },
  { name: 'kid', good: ['1', '', '../../etc/passwd', "' OR 1=1", '__proto__'], bad: noStrings },
  { name: 'typ', good: ['JWT', 'at+jwt'], bad: noStrings },
  { name: 'cty', good: ['JWT'], bad: noStrings },
  {
    name: 'jku',
    good: ['https://a.example/jwks?x=1#y', 'http://127.0.0.1:1', 'urn:x:y', 'http://[::1]/'],
    bad: noUris,
  },
  { name: 'x5u', good: ['https://a.example/cert.pem'], bad: noUris },
  { name: 'url', good: ['https://a.example/acme/new-order'], bad: noUris },
  {
    name: 'jwk',
    good: [publicJwk, { kty: 'unheard-of' }, deep],
    bad: [
      ...noStrings,
      'x',
      { kty: 5 },
      { crv: 'P-256' },
      Object.create({ kty: 'EC' }),
      ...['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k', 'priv'].map((name) => ({ ...publicJwk, [name]: 'x' })),
    ],
  },
  { name: 'epk', good: [publicJwk], bad: [...noStrings, 'x', { kty: null }, { kty: 'oct', k: 'x' }] },
  {
    name: 'x5c',
    good: [['MIIB'], ['MIIB', 'AA=='], ['+/8=']],
    bad: [
      5,
      null,
      {},
      'MIIB',
      [],
      [5],
      ['MIIB', 5],
      [''],
      ['M'],
      ['MII'],
      ['MI-_'],
      ['MI\nB'],
      ['===='],
      ['A==='],
      ['MIIB', ''],
    ],
  },
  { name: 'x5t', good: [sha1], bad: [...noStrings, '', sha256, `${sha1}=`, 'AQ', sha1.slice(0, -1)] },
  { name: 'x5t#S256', good: [sha256], bad: [...noStrings, '', sha1, `${sha256}=`, `${sha256.slice(0, -1)}F`] },
  { name: 'apu', good: ['QWxpY2U', ''], bad: noBase64url },
  { name: 'apv', good: ['Qm9i', ''], bad: noBase64url },
  { name: 'iv', good: ['AAAA', ''], bad: noBase64url },
  { name: 'tag', good: ['AAAA', ''], bad: noBase64url },
  { name: 'p2s', good: ['AAAAAAAAAAA', sha256], bad: [...noBase64url, '', 'AAAAAAAAAA'] },
  {
    name: 'p2c',
    good: [1000, 4096, 2 ** 31, 2 ** 53, 1e308],
    bad: [999, 0, -1, -4096, 1000.5, NaN, Infinity, '4096', null, true, [4096], {}],
  },
  { name: 'iss', good: ['joe'], bad: noStrings },
  { name: 'sub', good: ['joe'], bad: noStrings },
  { name: 'aud', good: ['joe', ['joe', 'ann'], []], bad: [5, null, true, {}, ['x', 5], [['x']]] },
  { name: 'ppt', good: ['shaken'], bad: noStrings },
  { name: 'nonce', good: ['n', 'any text!'], bad: noStrings },
  { name: 'svt', good: ['a.b.c', ['a.b.c']], bad: [5, null, {}, [5]] },
  { name: 'iheSSId', good: ['1.2.3'], bad: noStrings },
  { name: 'jwt', good: ['a.b.c'], bad: noStrings },
  { name: 'client_id', good: ['app'], bad: noStrings },
  { name: 'trust_chain', good: [['a.b.c', 'd.e.f']], bad: [5, null, {}, 'a.b.c', [], [5]] },
  { name: 'peer_trust_chain', good: [['a.b.c']], bad: [5, null, {}, 'a.b.c', [], [5]] },
  { name: 'b64', good: [true], bad: ['false', 'true', 0, 1, null, [], {}] },
  { name: 'crit', good: [], bad: [5, null, true, 'b64', {}, [], [5], ['b64', 5], [null], ['b64', 'b64'], [['b64']]] },
];

test('every registered parameter is in the table of values', () => {
  expect(new Set(table.map(({ name }) => name))).toEqual(new Set(registered.split(' ')));
});

describe.each(table)('$name', ({ name, good, bad }) => {
  const kind = headerParameter(name)?.use === 'jwe' ? 'jwe' : 'jws';

  function validate(value: unknown, direction: 'write' | 'read'): void {
    const protectedHeader = { alg: 'A', ...(kind === 'jwe' ? { enc: 'E' } : {}), b64: undefined, [name]: value };
    validateHeader({ protected: protectedHeader, compact: true, for: kind, direction, rules: new HeaderRules() });
  }

  test.each(['write', 'read'] as const)('values, to %s', (direction) => {
    for (const value of good) {
      expect(() => {
        validate(value, direction);
      }).not.toThrow();
    }
    for (const value of bad) {
      expect(() => {
        validate(value, direction);
      }).toThrow(InvalidHeaderError);
      expect(() => {
        validate(value, direction);
      }).toThrow(/^the header parameter "[^"]+" must be .+ \(.+\), found /);
    }
  });

  test('the message shows nothing of the value', () => {
    expect.assertions(1);
    try {
      validate({ hunter2: 'hunter2', toString: () => 'hunter2' }, 'read');
    } catch (error) {
      expect((error as Error).message).not.toContain('hunter2');
    }
  });
});

test('long values are checked in linear time', () => {
  const start = performance.now();
  const long = 'a'.repeat(5_000_000);
  for (const [name, value] of [
    ['jku', `a:${long} `],
    ['x5c', [`${long}!`]],
    ['apu', `${long}=`],
  ] as const) {
    headerParameter(name)?.type.accepts(value);
  }
  expect(performance.now() - start).toBeLessThan(500);
});
