// How strictly JOSE reads text: base64url (RFC 7515 section 2) and JSON (RFC 8259, with RFC 7515 section 4 on names that
// come twice). Written for the tests, in the plainest way, so that it shares no thought with the library.

/** Why the reference refuses; `reason` names a class of reasons. */
export class Refused extends Error {
  constructor(reason, detail = '') {
    super(`${reason}${detail === '' ? '' : `: ${detail}`}`);
    this.reason = reason;
  }
}

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

/** The octets, when encoding them again gives the very text. */
export function base64url(text, what) {
  for (const character of text) {
    if (!alphabet.includes(character)) throw new Refused('base64url', what);
  }
  const octets = Buffer.from(text, 'base64url');
  if (octets.toString('base64url') !== text) throw new Refused('base64url', what);
  return octets;
}

export function utf8(octets, what) {
  const text = octets.toString('utf8');
  if (!Buffer.from(text, 'utf8').equals(octets)) throw new Refused('utf8', what);
  return text;
}

const deepest = 64;
const space = /[ \t\n\r]*/y;
const number = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/y;
// eslint-disable-next-line no-control-regex -- those that a string must not hold
const string = /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y;
const words = [
  ['true', true],
  ['false', false],
  ['null', null],
];

/** A JSON object without names that come twice, at any level; objects have no prototype. */
export function jsonObject(text, what) {
  let at = 0;
  const fail = (reason = 'json') => {
    throw new Refused(reason, what);
  };
  const match = (pattern) => {
    pattern.lastIndex = at;
    const found = pattern.exec(text);
    if (found === null) return undefined;
    at = pattern.lastIndex;
    return found[0];
  };
  const take = (character) => {
    match(space);
    if (text[at] !== character) return false;
    at++;
    return true;
  };
  const readString = () => {
    const literal = match(string);
    return literal === undefined ? fail() : JSON.parse(literal);
  };
  const readObject = (depth) => {
    const object = Object.create(null);
    if (take('}')) return object;
    do {
      match(space);
      const name = readString();
      if (name in object) fail('duplicate');
      if (!take(':')) fail();
      object[name] = readValue(depth);
    } while (take(','));
    return take('}') ? object : fail();
  };
  const readArray = (depth) => {
    const array = [];
    if (take(']')) return array;
    do {
      array.push(readValue(depth));
    } while (take(','));
    return take(']') ? array : fail();
  };
  const readValue = (depth) => {
    match(space);
    if (text[at] === '{' || text[at] === '[') {
      if (depth === deepest) fail('depth');
      return text[at++] === '{' ? readObject(depth + 1) : readArray(depth + 1);
    }
    if (text[at] === '"') return readString();
    const word = words.find(([name]) => text.startsWith(name, at));
    if (word !== undefined) {
      at += word[0].length;
      return word[1];
    }
    const literal = match(number);
    return literal === undefined ? fail() : Number(literal);
  };
  const value = readValue(0);
  match(space);
  if (at !== text.length) fail();
  return isObject(value) ? value : fail('not an object');
}

export function isObject(value) {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !Buffer.isBuffer(value);
}
