// Changes the text of a JSON object as no serializer would: names twice, other spellings, what is no JSON at all.

const names = [
  ...['alg', 'enc', 'zip', 'crit', 'b64', 'kid', 'typ', 'cty', 'jwk', 'jku', 'x5u', 'x5c', 'x5t', 'x5t#S256', 'epk'],
  ...['apu', 'apv', 'iv', 'tag', 'p2s', 'p2c', 'iss', 'sub', 'aud', 'exp', 'nbf', 'iat', 'jti', 'nonce', 'url'],
  ...['payload', 'protected', 'header', 'unprotected', 'signature', 'signatures', 'recipients', 'encrypted_key', 'aad'],
  ...['ciphertext', '__proto__', 'constructor', 'toString', 'hasOwnProperty', '', 'é', 'private', 'ALG', 'Alg'],
];
const values = [
  ...['null', 'true', 'false', '0', '-0', '1', '1.5', '-1', '1e400', '-1e400', '9007199254740993', '1000', '4096'],
  ...['2000000', '2147483648', '4294967297', '1999999999', '2000000001', '""', '"none"', '"None"', '"DEF"', '"GZIP"'],
  ...['"HS256"', '"RS256"', '"EdDSA"', '"dir"', '"A128GCM"', '"JWT"', '"b64"', '"here"', '"AA"', '"AAA"', '"AB"'],
  ...['"AAAAAAAAAAA"', '"a b"', '"https://x.invalid/"', '"\\ud800"', '"\\u0000"', '{}', '[]', '[null]', '["b64"]'],
  ...['["exp"]', '["alg"]', '["b64","b64"]', '[[]]', '{"a":1}', '{"kty":"EC"}', '{"kty":"oct","k":"AA"}', '["here"]'],
  ...['[["here"]]', '["here",1]', '{"__proto__":null}', '{"a":1,"a":2}', '"AAAAAAAAAAAAAAAAAAAAAAAAAAA"'],
];
const algorithms = [
  ...['HS256', 'HS384', 'HS512', 'RS256', 'RS384', 'PS256', 'PS512', 'ES256', 'ES384', 'ES512', 'ES256K', 'EdDSA'],
  ...['Ed25519', 'Ed448', 'none', 'None', 'nOnE', 'hs256', 'HS256 ', 'RSA1_5', 'RSA-OAEP', 'RSA-OAEP-256', 'dir'],
  ...['A128KW', 'A256KW', 'A128GCMKW', 'ECDH-ES', 'ECDH-ES+A128KW', 'PBES2-HS256+A128KW', 'A128GCM', 'HS1', ''],
];
const encryptions = ['A128GCM', 'A192GCM', 'A256GCM', 'A128CBC-HS256', 'A256CBC-HS512', 'A192CBC-HS256', 'A128', ''];

function escaped(text, random) {
  const characters = [...text].map((character) =>
    random.oneIn(2) && character.length === 1
      ? `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`
      : JSON.stringify(character).slice(1, -1),
  );
  return `"${characters.join('')}"`;
}

/** What may be done to the members of one object, given as `[name literal, value literal]`. */
const edits = {
  'member added': (members, random) =>
    members.splice(random.below(members.length + 1), 0, [JSON.stringify(random.pick(names)), random.pick(values)]),
  'member removed': (members, random) => members.splice(random.below(members.length), 1),
  'member twice': (members, random) => {
    const [name, value] = random.pick(members);
    const again = random.oneIn(2) ? name : escaped(JSON.parse(name), random);
    members.splice(random.below(members.length + 1), 0, [again, random.oneIn(2) ? value : random.pick(values)]);
  },
  'member of another type': (members, random) => (random.pick(members)[1] = random.pick(values)),
  'member renamed': (members, random) => (random.pick(members)[0] = JSON.stringify(random.pick(names))),
  'name escaped': (members, random) => {
    const member = random.pick(members);
    member[0] = escaped(JSON.parse(member[0]), random);
  },
  'value escaped': (members, random) => {
    const member = random.pick(members);
    if (member[1].startsWith('"')) member[1] = escaped(JSON.parse(member[1]), random);
  },
  'members in another order': (members, random) => members.unshift(...members.splice(random.below(members.length))),
  'other alg': (members, random) => {
    const member = members.find(([name]) => name === '"alg"');
    if (member !== undefined) member[1] = JSON.stringify(random.pick(algorithms));
  },
  'other enc': (members, random) => {
    const member = members.find(([name]) => name === '"enc"');
    if (member !== undefined) member[1] = JSON.stringify(random.pick(encryptions));
  },
  'crit added': (members, random) => {
    const name = random.oneIn(2) ? random.pick(members)[0] : JSON.stringify(random.pick(names));
    members.push(['"crit"', random.oneIn(4) ? `[${name},"b64"]` : `[${name}]`]);
  },
  'b64 changed': (members, random) => {
    members.push(['"b64"', random.pick(['true', 'false', '"false"', '0', 'null'])]);
    if (random.oneIn(2)) members.push(['"crit"', '["b64"]']);
  },
};

/** What may be done to the text as a whole. */
const spellings = {
  'white space in JSON': (text, random) => {
    const pieces = text.split(/(?<=[{,:])/);
    return pieces.map((piece) => piece + (random.oneIn(2) ? random.pick([' ', '\t', '\n', '\r']) : '')).join('');
  },
  'other space in JSON': (text, random) => text.replace(/[{,:]/, `$&${random.pick(['\f', '\v', '\u00a0', '\u2028', '\ufeff'])}`), // prettier-ignore
  'text after JSON': (text, random) => text + random.pick([' ', '\n', 'x', '{}', ',', '//', '/**/', '\0', '}']),
  'text before JSON': (text, random) => random.pick([' ', '\n', '\ufeff', '/**/', '[', "'", '\0']) + text,
  'no JSON': (text, random) => random.pick(['', 'null', '[]', '1', '"x"', 'true', `[${text}]`, text.slice(0, -1), text.replaceAll('"', "'"), text.replace(/}$/, ',}'), text.replace(/"(?=:)/, '')]), // prettier-ignore
  'deep JSON': (text, random) => {
    const depth = random.pick([10, 62, 63, 64, 65, 200]);
    return text.replace(/}$/, `,"deep":${'['.repeat(depth)}${']'.repeat(depth)}}`);
  },
};

function objectsIn(value, found = []) {
  if (typeof value !== 'object' || value === null) return found;
  if (!Array.isArray(value) && Object.keys(value).length > 0) found.push(value);
  for (const member of Object.values(value)) objectsIn(member, found);
  return found;
}

/** JSON of a value in which one object has been exchanged for a text. */
function write(value, target, text) {
  if (value === target) return text;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map((entry) => write(entry, target, text)).join(',')}]`;
  const members = Object.entries(value).map(([name, entry]) => `${JSON.stringify(name)}:${write(entry, target, text)}`);
  return `{${members.join(',')}}`;
}

/**
 * @returns {[string, string] | undefined} what was done, and the text; undefined where the text cannot be read
 */
export function changeJson(text, random) {
  if (random.oneIn(5)) {
    const name = random.pick(Object.keys(spellings));
    return [name, spellings[name](text, random)];
  }
  let value;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  const objects = objectsIn(value);
  if (objects.length === 0) return undefined;
  // Most often the outermost.
  const target = random.oneIn(3) ? random.pick(objects) : objects[0];
  const members = Object.entries(target).map(([name, entry]) => [JSON.stringify(name), JSON.stringify(entry)]);
  const name = random.pick(Object.keys(edits));
  edits[name](members, random);
  return [name, write(value, target, `{${members.map((member) => member.join(':')).join(',')}}`)];
}

/** Whether the text of a header has "b64": false, however that is spelled. */
export function saysUnencoded(text) {
  try {
    return JSON.parse(text)?.b64 === false;
  } catch {
    return false;
  }
}
