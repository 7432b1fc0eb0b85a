'use strict';

// The texts of headers and claims sets that the comparison of warm with fresh makes its tokens of (warm.cjs). Many of them differ from
// one another in one character, in the order of their members or in how they are written: what is remembered of one must not
// be taken for what is in another.

/** When the tokens are read, in seconds; also what `iat` says where encoding adds it. */
const now = 1_500_000_000;

function shuffled(list, random) {
  const copy = [...list];
  for (let at = copy.length - 1; at > 0; at--) {
    const other = random.below(at + 1);
    [copy[at], copy[other]] = [copy[other], copy[at]];
  }
  return copy;
}

/** A string literal with some of its characters written as escapes. */
function escaped(literal, random) {
  const characters = [...JSON.parse(literal)].map((character) =>
    random.oneIn(2) && character.length === 1
      ? `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`
      : JSON.stringify(character).slice(1, -1),
  );
  return `"${characters.join('')}"`;
}

/** The text of an object of `[name, value literal]` pairs: often plain, sometimes in another order, spelling or layout. */
function objectText(members, random, strange) {
  const list = random.oneIn(3) ? shuffled(members, random) : [...members];
  if (random.oneIn(strange) && list.length > 0) {
    const [name, value] = random.pick(list);
    list.splice(random.below(list.length + 1), 0, [name, random.oneIn(2) ? value : '"twice"']);
  }
  const isEscaped = random.oneIn(12);
  const [separator, colon] = random.oneIn(12)
    ? [random.pick([', ', ',\n ', ' ,']), random.pick([': ', '\t:'])]
    : [',', ':'];
  const texts = list.map(([name, value]) => {
    const literal = JSON.stringify(name);
    const isText = value.startsWith('"');
    if (!isEscaped) return `${literal}${colon}${value}`;
    return `${escaped(literal, random)}${colon}${isText ? escaped(value, random) : value}`;
  });
  return `{${texts.join(separator)}}`;
}

/** Each member that a random choice asks for: rows of `[times, name, values]`, there once in so many times. */
function chosen(rows, random) {
  return rows.filter(([times]) => random.oneIn(times)).map(([, name, values]) => [name, random.pick(values)]);
}

const inherited = ['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'toJSON', 'valueOf', 'then'];
const strangeValues = [
  ...[
    'null',
    'true',
    'false',
    '0',
    '-0',
    '1.5',
    '1e400',
    '9007199254740993',
    '""',
    '[]',
    '{}',
    '{"a":{"b":[1,"2",null]}}',
  ],
  ...[
    '"\\ud800"',
    '"\\u0000"',
    '"é"',
    '"\u{1f600}"',
    '"\u2028"',
    '{"__proto__":{"a":1}}',
    '["here",["there"]]',
    '{"1":1,"0":0}',
  ],
];

const headerRows = [
  [2, 'typ', ['"JWT"', '"JWT"', '"jwt"', '"JWS"', '"at+jwt"', '"application/jwt"', '""', '5']],
  [20, 'cty', ['"JWT"', '"jwt"', '"json"', 'null']],
  [25, 'b64', ['true', 'false', '"false"']],
  [25, 'crit', ['["b64"]', '["exp"]', '[]', '["__proto__"]', '["b64","b64"]', '"b64"', '["tenant"]']],
  [8, 'tenant', ['"a"', '"b"', '1', '["a"]', '{"a":"b"}']],
  [25, 'iss', ['"urn:issuer"', '"urn:other"']],
  [60, 'url', ['"https://x.invalid/"', '7']],
];

function kid(random) {
  return random.weighted([
    // Of one length, so that only their characters tell them apart.
    [8, () => `key-${random.pick(['a', 'b', 'c'])}${random.below(3)}`],
    [1, () => random.pick([...inherited, '', 'é', 'KEY-A0', 'key-a0 '])],
    // More than are remembered.
    [2, () => `many-${String(random.below(600)).padStart(3, '0')}`],
    [1, () => `once-${random.below(1e9)}`],
    [1, () => 'long'.repeat(random.pick([60, 190, 250, 1000]))],
  ])();
}

/** The text of a protected header for an algorithm; mostly a good one. */
function headerText(alg, random) {
  const isEncrypted = alg === 'dir';
  const others = ['"HS256"', '"HS384"', '"HS512"', '"RS256"', '"ES256"', '"EdDSA"', '"none"', '"hs256"', '256', 'null'];
  const members = [['alg', random.oneIn(25) ? random.pick(others) : JSON.stringify(alg)]];
  if (isEncrypted) members.push(['enc', random.oneIn(25) ? '"A128GCM"' : '"A256GCM"']);
  if (!random.oneIn(3)) members.push(['kid', random.oneIn(60) ? '5' : JSON.stringify(kid(random))]);
  // Half of the headers are of the plainest kind, which come again most often.
  if (random.oneIn(2)) members.push(...chosen(headerRows, random));
  if (random.oneIn(40))
    members.push([random.pick(inherited), random.pick(['{"alg":"none"}', '"x"', ...strangeValues])]);
  return objectText(members, random, 50);
}

const claimRows = [
  [2, 'iss', ['"urn:issuer"', '"urn:issues"', '7']],
  [2, 'sub', ['"user-1"', '"user-2"', '"user-3"', '"us\\u0065r-1"']],
  [2, 'aud', ['"here"', '["here"]', '["here","there"]', '[]', '{"0":"here"}']],
  [2, 'exp', ['2000000000', '2000000001', '2e9', '1500000001', '1000000000', '"2000000000"']],
  [4, 'nbf', ['1000000000', '1400000000', '1600000000', 'null']],
  [2, 'iat', ['1000000000', '1000000000.5', '-1', '1400000000', '"1"']],
  [4, 'jti', ['"0001"', '"0002"', '"0003"', '1']],
  [3, 'roles', ['["admin"]', '["user"]', '[]', '"admin"', '["user","admin"]']],
  [4, 'email_verified', ['true', 'false']],
  [4, 'name', ['"Zoë"', '"Zo\\u00eb"', '"李"', '"\u{1f600}"', '"a\\"b\\\\"', '"\\u2028"']],
  [6, '0', strangeValues],
  [6, 'ключ', strangeValues],
  [8, '', strangeValues],
  [8, 'nested', strangeValues],
  [12, '__proto__', ['{"exp":1}', '{"sub":"root"}', 'null', '"text"', '[]']],
  [12, 'constructor', ['{"prototype":{}}', '"Object"', 'null']],
];

/** Nested to below the limit of 64, to it, or beyond. */
function deep(random) {
  const levels = random.pick([5, 30, 62, 63, 64, 65, 200]);
  return random.oneIn(2)
    ? `${'['.repeat(levels)}1${']'.repeat(levels)}`
    : `${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`;
}

/** The text of a claims set; seldom what is none. */
function claimsText(random) {
  if (random.oneIn(60))
    return random.pick(['', 'null', '[]', '"text"', '5', '{', '{}{}', '{"a":1,}', '\ufeff{}', '{"a":01}']);
  const members = chosen(claimRows, random);
  for (let more = random.below(3); more > 0; more--) {
    members.push([random.oneIn(10) ? random.pick(inherited) : `claim-${random.below(40)}`, random.pick(strangeValues)]);
  }
  if (random.oneIn(25)) members.push(['deep', deep(random)]);
  if (random.oneIn(40))
    members.push(['long', JSON.stringify(random.pick(['x', 'é', '"']).repeat(random.below(12_000)))]);
  return objectText(members, random, 60);
}

/** What an object may hold besides what JSON can say, by name: each changes an object that was made of a text. */
const extras = {
  undefined: (object) => (object.sub = undefined),
  function: (object) => (object.call = () => 1),
  date: (object) => (object.date = new Date(0)),
  'not a number': (object) => (object.number = NaN),
  'infinite exp': (object) => (object.exp = Infinity),
  bigint: (object) => (object.big = 1n),
  circle: (object) => (object.self = object),
  'nested toJSON': (object) => (object.asked = { toJSON: () => 'answer' }),
  symbol: (object) => (object[Symbol('name')] = 1),
  hidden: (object) => Object.defineProperty(object, 'hidden', { value: 1, enumerable: false }),
  'null prototype': (object) => Object.setPrototypeOf(object, null),
};

/** The object of a text and of a list of extras; undefined where the text is of no object. */
function objectOf({ text, more }) {
  let object;
  try {
    object = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (typeof object !== 'object' || object === null || Array.isArray(object)) return undefined;
  for (const name of more) extras[name](object);
  return object;
}

/** The text with what JSON cannot say, seldom: `{ text, more }` for {@link objectOf}. */
function withExtras(text, random) {
  return { text, more: random.oneIn(20) ? [random.pick(Object.keys(extras))] : [] };
}

module.exports = { now, headerText, claimsText, objectOf, withExtras };
