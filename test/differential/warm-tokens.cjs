'use strict';

// The tokens for the comparison of warm with fresh (warm.cjs): signed or encrypted by node:crypto, whatever their headers and claims
// say, so that good signatures stand over bad texts as well; then changed, or put together of several.

const { createCipheriv, createDecipheriv, createHmac, createPrivateKey, sign } = require('node:crypto');
const { keys: jwks } = require('./samples.json');
const { claimsText, headerText, withExtras } = require('./warm-texts.cjs');

/** The algorithms, with their keys of samples.json and how often each is used: RSA signs slowly. */
const algorithms = {
  HS256: { key: 'oct256', other: 'octOther', weight: 8 },
  HS384: { key: 'oct384', other: 'oct512', weight: 2 },
  HS512: { key: 'oct512', other: 'octHS512', weight: 2 },
  RS256: { key: 'rsa', other: 'rsaOther', weight: 1 },
  ES256: { key: 'P-256', other: 'P-256 other', weight: 3 },
  EdDSA: { key: 'Ed25519', other: 'Ed25519 sign only', weight: 2 },
  dir: { key: 'octEnc', other: 'oct256', weight: 3 },
};
const weighted = Object.entries(algorithms).map(([alg, { weight }]) => [weight, alg]);

const secretOf = (name) => Buffer.from(jwks[name].k, 'base64url');
const privateOf = (name) => createPrivateKey({ format: 'jwk', key: jwks[name] });
const privateKeys = { RS256: privateOf('rsa'), ES256: privateOf('P-256'), EdDSA: privateOf('Ed25519') };

const signers = {
  HS256: (input) => createHmac('sha256', secretOf('oct256')).update(input).digest(),
  HS384: (input) => createHmac('sha384', secretOf('oct384')).update(input).digest(),
  HS512: (input) => createHmac('sha512', secretOf('oct512')).update(input).digest(),
  RS256: (input) => sign('sha256', input, privateKeys.RS256),
  ES256: (input) => sign('sha256', input, { key: privateKeys.ES256, dsaEncoding: 'ieee-p1363' }),
  EdDSA: (input) => sign(null, input, privateKeys.EdDSA),
};

const encode = (text) => Buffer.from(text, 'utf8').toString('base64url');

function seal(header, claims, random) {
  const iv = random.bytes(12);
  const cipher = createCipheriv('aes-256-gcm', secretOf('octEnc'), iv).setAAD(Buffer.from(header));
  const ciphertext = Buffer.concat([cipher.update(claims, 'utf8'), cipher.final()]);
  return [header, '', ...[iv, ciphertext, cipher.getAuthTag()].map((part) => part.toString('base64url'))].join('.');
}

/** The protected header and the claims of a token that encoding made, as far as they are the same each time. */
function contentOf(alg, token) {
  const parts = token.split('.');
  const [header, payload, iv, ciphertext, tag] = parts.map((part) => Buffer.from(part, 'base64url'));
  if (alg !== 'dir')
    return { claims: payload.toString(), constant: alg === 'ES256' ? parts.slice(0, 2).join('.') : token };
  const decipher = createDecipheriv('aes-256-gcm', secretOf('octEnc'), iv)
    .setAAD(Buffer.from(parts[0]))
    .setAuthTag(tag);
  const claims = Buffer.concat([decipher.update(ciphertext), decipher.final()]).toString();
  return { claims, constant: `${header.toString()} ${claims}` };
}

function makeToken(alg, header, claims, random) {
  const text = encode(header);
  if (alg === 'dir') return seal(text, claims, random);
  const input = `${text}.${encode(claims)}`;
  return `${input}.${signers[alg](Buffer.from(input)).toString('base64url')}`;
}

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

/** Changes to the parts of a token; `other` are the parts of another one. */
const changes = {
  'bit flipped': (parts, random) =>
    onPart(parts, random, (part, at) => part.slice(0, at) + flipped(part[at], random) + part.slice(at + 1)),
  'character changed': (parts, random) =>
    onPart(parts, random, (part, at) => part.slice(0, at) + random.pick(alphabet) + part.slice(at + 1)),
  'header exchanged': (parts, _, other) => (parts[0] = other[0]),
  'payload exchanged': (parts, _, other) => (parts[1] = other[1]),
  'signature exchanged': (parts, _, other) => (parts[parts.length - 1] = other.at(-1)),
  'part of another token': (parts, random, other) => {
    const at = random.below(parts.length);
    parts[at] = other[at] ?? '';
  },
  'parts in another order': (parts, random) => parts.push(...parts.splice(random.below(parts.length), 1)),
  'part emptied': (parts, random) => (parts[random.below(parts.length)] = ''),
  'part added': (parts, random, other) =>
    parts.splice(random.below(parts.length + 1), 0, random.pick(['', 'AA', other[0]])),
  'part removed': (parts, random) => parts.splice(random.below(parts.length), 1),
  'period moved': (parts, random) => {
    const at = random.below(parts.length - 1);
    [parts[at], parts[at + 1]] = [parts[at].slice(0, -1), parts[at].slice(-1) + parts[at + 1]];
  },
  'cut off': (parts, random) => onPart(parts, random, (part, at) => part.slice(0, at)),
  extended: (parts, random, other) =>
    (parts[parts.length - 1] += random.pick(['A', 'AAAA', '=', ' ', '\n', other.at(-1)])),
  'other unused bits': (parts, random) => onPart(parts, random, (part) => otherUnusedBits(part, random)),
  'header written otherwise': (parts, random) => {
    const text = Buffer.from(parts[0], 'base64url').toString();
    parts[0] = encode(
      random.pick([
        ` ${text}`,
        `${text}\n`,
        text.replace(/[a-z]/, (letter) => `\\u00${letter.charCodeAt(0).toString(16)}`),
      ]),
    );
  },
};
const changeNames = Object.keys(changes);

function onPart(parts, random, change) {
  const at = random.below(parts.length);
  if (parts[at] !== '') parts[at] = change(parts[at], random.below(parts[at].length));
}

const flipped = (character, random) => String.fromCharCode(character.charCodeAt(0) ^ (1 << random.below(7)));

/** Another last character that stands for the same octets, where some bits of it are unused. */
function otherUnusedBits(part, random) {
  const free = { 2: 16, 3: 4 }[part.length % 4];
  if (free === undefined) return part;
  return part.slice(0, -1) + (alphabet[alphabet.indexOf(part.at(-1)) ^ (1 + random.below(free - 1))] ?? '');
}

/** The last tokens, of all algorithms and of each: mutated tokens take parts of them, and some come again. */
class Recent {
  #lists = new Map();

  add(alg, token) {
    for (const name of [alg, 'all']) {
      const list = this.#lists.get(name) ?? [];
      this.#lists.set(name, list);
      list.push(token);
      if (list.length > 64) list.shift();
    }
  }

  pick(alg, random) {
    return random.pick(this.#lists.get(random.oneIn(5) ? 'all' : alg) ?? ['e30.e30.AAAA']);
  }
}

const keyKinds = [[12, 'marked'], [3, 'bare'], [3, 'set'], [3, 'jwk'], [1, 'other']]; // prettier-ignore
const registries = [[10, 'all'], [3, 'default'], [1, 'narrow'], [1, 'strict'], [1, 'shallow']]; // prettier-ignore

/**
 * An endless supply of cases: a token to read with a key and a registry, and a header and claims to make one of.
 *
 * @returns `{ alg, keyKind, registry, how, token, header, claims }`, plain data
 */
function* makeCases(random) {
  const recent = new Recent();
  for (;;) {
    const alg = random.weighted(weighted);
    const [header, claims] = [headerText(alg, random), claimsText(random)];
    const how = random.weighted([[10, 'made'], [2, 'again'], [8, 'changed']]); // prettier-ignore
    let token = how === 'made' ? makeToken(alg, header, claims, random) : recent.pick(alg, random);
    if (how === 'made') recent.add(alg, token);
    if (how === 'changed') {
      const parts = token.split('.');
      changes[random.pick(changeNames)](parts, random, recent.pick(alg, random).split('.'));
      token = parts.join('.');
    }
    yield {
      alg,
      keyKind: random.weighted(keyKinds),
      registry: random.weighted(registries),
      how,
      token,
      header: withExtras(header, random),
      claims: withExtras(claims, random),
    };
  }
}

module.exports = { algorithms, contentOf, jwks, makeCases };
