// Changes messages, and signs or encrypts some of them again: else every change would end at the signature, and what
// comes before and after it would never be compared.

import { deflateRawSync, deflateSync } from 'node:zlib';
import { changeJson, saysUnencoded } from './json-text.mjs';
import { sealContent } from './reference-jwe.mjs';
import { signOctets } from './reference-jws.mjs';

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
const strange = ['=', '==', '+', '/', ' ', '\n', '\t', '\r', '\0', '.', ',', '~', '%', '"', '{', '\u00a0', 'Ａ', 'é', '\ud800', '\u{1f600}']; // prettier-ignore

const isCompact = ({ kind }) => ['jws', 'jwe', 'jwt'].includes(kind);

/** What may be done to any text. */
const texts = {
  'bit flipped': (text, random) => {
    const octets = Buffer.from(text, 'latin1');
    if (octets.length > 0) octets[random.below(octets.length)] ^= 1 << random.below(8);
    return octets.toString('latin1');
  },
  'character changed': (text, random) => replaceAt(text, random, random.pick(alphabet), 1),
  'character added': (text, random) => replaceAt(text, random, random.pick(alphabet), 0),
  'character removed': (text, random) => replaceAt(text, random, '', 1),
  'strange character': (text, random) => replaceAt(text, random, random.pick(strange), random.below(2)),
  'cut off': (text, random) => text.slice(0, random.below(text.length)),
  'text added': (text, random) => text + random.pick([...strange, 'A', 'AAAA', text, text.slice(0, 40)]),
  'text before': (text, random) => random.pick([...strange, 'A', 'Bearer ']) + text,
};

function replaceAt(text, random, replacement, length) {
  const at = random.below(text.length + 1);
  return text.slice(0, at) + replacement + text.slice(at + length);
}

/** Unused bits of the last character set: other text, the same octets. */
function trailingBits(part, random) {
  if (part.length % 4 === 0 || part === '') return part;
  const free = part.length % 4 === 2 ? 16 : 4;
  return part.slice(0, -1) + (alphabet[alphabet.indexOf(part.at(-1)) | (1 + random.below(free - 1))] ?? '');
}

/** What may be done to the parts of a compact token. */
const parts = {
  'part twice': (list, random) => list.splice(random.below(list.length), 0, random.pick(list)),
  'part dropped': (list, random) => list.splice(random.below(list.length), 1),
  'parts exchanged': (list, random) => {
    const [one, other] = [random.below(list.length), random.below(list.length)];
    [list[one], list[other]] = [list[other], list[one]];
  },
  'part emptied': (list, random) => (list[random.below(list.length)] = ''),
  'part of another token': (list, random, world) => {
    const at = random.below(list.length);
    list[at] = random.pick(world.samples).message.split('.')[at] ?? '';
  },
  'unused bits': (list, random) => {
    const at = random.below(list.length);
    list[at] = trailingBits(list[at], random);
  },
  padding: (list, random) => {
    const at = random.below(list.length);
    list[at] = Buffer.from(list[at], 'base64url').toString('base64');
  },
};

/** What may be done to the octets of a signature, tag, IV or encrypted key. */
const octets = {
  'all zero': (old) => Buffer.alloc(old.length),
  'all ones': (old) => Buffer.alloc(old.length, 255),
  shorter: (old, random) => old.subarray(0, random.below(old.length + 1)),
  longer: (old, random) => Buffer.concat([old, random.bytes(1 + random.below(40))]),
  'zero before': (old) => Buffer.concat([Buffer.alloc(1), old]),
  'halves exchanged': (old) => Buffer.concat([old.subarray(old.length / 2), old.subarray(0, old.length / 2)]),
  DER: (old) => derOf(old),
};

function derOf(signature) {
  const integers = [signature.subarray(0, signature.length / 2), signature.subarray(signature.length / 2)].map(
    (half) => {
      const content = Buffer.concat([Buffer.alloc(1), half]);
      return Buffer.concat([Buffer.from([2, content.length]), content]);
    },
  );
  const body = Buffer.concat(integers);
  return Buffer.concat([Buffer.from(body.length < 128 ? [48, body.length] : [48, 129, body.length]), body]);
}

const encode = (text) => Buffer.from(text, 'utf8').toString('base64url');

/** The JSON text in a part, as far as there is one. */
const decoded = (part) => Buffer.from(part ?? '', 'base64url').toString('utf8');

function encodedHeader(json, random) {
  if (!random.oneIn(60)) return encode(json);
  // Invalid, overlong or truncated UTF-8 somewhere in the text.
  const bad = random.pick([[0xff], [0xc0, 0xa2], [0xed, 0xa0, 0x80], [0xf8], [0xc3]]);
  const at = random.below(json.length);
  return Buffer.concat([Buffer.from(json.slice(0, at)), Buffer.from(bad), Buffer.from(json.slice(at))]).toString(
    'base64url',
  );
}

// Signing and sealing again ------------------------------------------------------------------------------------------

const family = (alg) => /^(HS|RS|PS|Ed)/.exec(alg)?.[0] ?? alg;

/** The algorithm to sign a changed header with: what it says, where the key can do that, else what it was. */
function algorithmOf(headerText, sample) {
  const said = /"alg":"([A-Za-z0-9]+)"/.exec(headerText)?.[1] ?? '';
  const sameKey = { RS: 'RS|PS', PS: 'RS|PS' }[family(sample.alg)] ?? family(sample.alg);
  return new RegExp(`^(${sameKey})`).test(said) && /^(HS|RS|PS)(256|384|512)$|^Ed/.test(said) ? said : sample.alg;
}

function signedAgain(list, { sample, detached }, random, world) {
  // Its private operation costs as much as all the rest.
  if (/^(RS|PS)/.test(sample.alg) && !random.oneIn(4)) return list;
  const [header, payload = ''] = list;
  const json = decoded(header);
  const isDetached = detached !== undefined && payload === '';
  const isUnencoded = saysUnencoded(json);
  const content = isDetached ? (isUnencoded ? detached : encode(detached)) : payload;
  const alg = algorithmOf(json, sample);
  try {
    const signature = signOctets(alg, world.keys[sample.key], Buffer.from(`${header}.${content}`, 'utf8'));
    return [header, payload, signature.toString('base64url')];
  } catch {
    // Ed448 with the key of Ed25519 and its like.
    return list;
  }
}

function plaintextOf(random, sample) {
  const text = sample.plaintext;
  if (!/"zip"/.test(decoded(sample.message.split('.')[0])) && !random.oneIn(6)) return text;
  const squeezed = deflateRawSync(text);
  return random.weighted([
    [6, () => squeezed],
    [1, () => text],
    [1, () => Buffer.concat([squeezed, Buffer.from([0])])],
    [1, () => squeezed.subarray(0, -1)],
    [1, () => deflateSync(text)],
    [1, () => Buffer.alloc(0)],
    [1, () => deflateRawSync(Buffer.alloc(random.pick([249_999, 250_000, 250_001, 400_000])))],
  ])();
}

function sealedAgain(list, { sample }, random, plaintext = plaintextOf(random, sample)) {
  const { cek, enc } = sample;
  const [header, encryptedKey = ''] = list;
  const iv = random.bytes(enc.endsWith('GCM') ? 12 : 16);
  const { ciphertext, tag } = sealContent(enc, cek, Buffer.from(header, 'utf8'), iv, plaintext);
  return [header, encryptedKey, ...[iv, ciphertext, tag].map((part) => part.toString('base64url'))];
}

// The mutations of one case ------------------------------------------------------------------------------------------

function changeHeader(one, random, world) {
  const list = one.message.split('.');
  const [name, json] = changeJson(decoded(list[0]), random) ?? [];
  if (name === undefined) return undefined;
  list[0] = encodedHeader(json, random);
  if (random.oneIn(6)) return [`header: ${name}`, list.join('.')];
  const again = one.sample.cek === undefined ? signedAgain(list, one, random, world) : sealedAgain(list, one, random);
  return [`header, sealed again: ${name}`, again.join('.')];
}

function changeContent(one, random, world) {
  const list = one.message.split('.');
  const { sample } = one;
  const isClaims = sample.kind === 'jwt';
  const [name, text] = isClaims ? (changeJson(sample.plaintext.toString(), random) ?? []) : ['content', 'changed'];
  if (name === undefined) return undefined;
  if (sample.cek !== undefined) {
    const plaintext = isClaims ? Buffer.from(text) : plaintextOf(random, sample);
    return [`plaintext: ${name}`, sealedAgain(list, one, random, plaintext).join('.')];
  }
  list[1] = isClaims
    ? encodedHeader(text, random)
    : random.pick([encode(text), '', '$', 'a b', 'é', 'AB', 'A', 'AAAA=']);
  return [`payload, signed again: ${name}`, signedAgain(list, one, random, world).join('.')];
}

function changeOctets(one, random) {
  const list = one.message.split('.');
  // All but the header; of a signature it is the last.
  const at = one.sample.cek === undefined ? list.length - 1 : 1 + random.below(Math.max(list.length - 1, 1));
  const name = random.pick(Object.keys(octets));
  list[at] = octets[name](Buffer.from(list[at] ?? '', 'base64url'), random).toString('base64url');
  return [`octets: ${name}`, list.join('.')];
}

function changeParts(one, random, world) {
  const list = one.message.split('.');
  const name = random.pick(Object.keys(parts));
  parts[name](list, random, world);
  return [name, list.join('.')];
}

/** A message in JSON: its own text, the text of a protected header in it, or one of its strings. */
function changeMessage(one, random, world) {
  if (random.oneIn(2)) {
    const [name, text] = changeJson(one.message, random) ?? [];
    return name === undefined ? undefined : [`message: ${name}`, text];
  }
  const strings = [...one.message.matchAll(/"(protected|payload|signature|iv|tag|ciphertext|encrypted_key|aad)":"([^"\\]*)"/g)]; // prettier-ignore
  if (strings.length === 0) return undefined;
  const { 0: whole, 1: name, 2: old, index } = random.pick(strings);
  const [change, fresh] = changedString(name, old, random);
  const value = `"${name}":${JSON.stringify(fresh)}`;
  const message = one.message.slice(0, index) + value + one.message.slice(index + whole.length);
  return [
    `${name}: ${change}`,
    name === 'protected' && random.oneIn(2) ? signedMessage(message, one, random, world) : message,
  ];
}

function changedString(name, old, random) {
  if (name === 'protected' && !random.oneIn(4)) {
    const [change, json] = changeJson(decoded(old), random) ?? ['same', decoded(old)];
    return [change, encodedHeader(json, random)];
  }
  if (random.oneIn(3)) return ['unused bits', trailingBits(old, random)];
  const change = random.pick(Object.keys(random.oneIn(2) ? texts : octets));
  if (change in texts) return [change, texts[change](old, random)];
  return [change, octets[change](Buffer.from(old, 'base64url'), random).toString('base64url')];
}

/** Signs a flattened JWS again; of others the text as it is. */
function signedMessage(text, one, random, world) {
  const { sample } = one;
  if (sample.kind !== 'jwsJson') return text;
  let message;
  try {
    message = JSON.parse(text);
  } catch {
    return text;
  }
  const { protected: header = '', payload } = message;
  if ([header, payload, message.signature].some((part) => typeof part !== 'string')) return text;
  const [, , signature] = signedAgain([header, payload], one, random, world);
  return signature === undefined ? text : text.replace(`"${message.signature}"`, `"${signature}"`);
}

function changeText(one, random) {
  const name = random.pick(Object.keys(texts));
  return [name, texts[name](one.message, random)];
}

const compactChanges = [
  [10, changeHeader],
  [4, changeContent],
  [4, changeOctets],
  [4, changeParts],
  [4, changeText],
];
const jsonChanges = [
  [12, changeMessage],
  [3, changeText],
];

/** The same message with another key, list of algorithms or payload. */
function changeCall(one, random, world) {
  return random.weighted([
    [4, () => ({ ...one, key: random.pick(Object.keys(world.keys)), trail: [...one.trail, 'other key'] })],
    [2, () => ({ ...one, algorithms: undefined, trail: [...one.trail, 'default algorithms'] })],
    [2, () => ({ ...one, algorithms: random.pick(world.lists), trail: [...one.trail, 'list of algorithms'] })],
    [1, () => ({ ...one, detached: one.detached === undefined ? 'x' : undefined, trail: [...one.trail, 'detached'] })],
    [1, () => ({ ...one, verify: one.verify === 'any' ? 'all' : 'any', trail: [...one.trail, 'all or any'] })],
  ])();
}

/** A case: a sample, changed once to three times. */
export function makeCase(random, world) {
  const sample = random.weighted(world.weighted);
  let one = { ...sample, sample, algorithms: world.every, trail: [] };
  for (
    let changes = random.weighted([
      [1, 0],
      [40, 1],
      [20, 2],
      [10, 3],
    ]);
    changes > 0;
    changes--
  ) {
    // prettier-ignore
    if (random.oneIn(8)) {
      one = changeCall(one, random, world);
      continue;
    }
    const change = random.weighted(isCompact(one) ? compactChanges : jsonChanges);
    const [name, message] = change(one, random, world) ?? changeText(one, random);
    one = { ...one, message, trail: [...one.trail, name] };
  }
  return one;
}
