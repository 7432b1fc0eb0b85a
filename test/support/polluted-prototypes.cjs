'use strict';

/**
 * Gives `Object.prototype` one member after the other, and looks whether a public verb notices.
 *
 * A program of its own, over the built package: a test runner's globals are those of another realm than the core's, and
 * no other program should live in such a process. Prints what differs. Usage: node polluted-prototypes.cjs [name …]
 *
 * Without names: all names at once, in each manner; then the likely ones by themselves, in one manner after the other. With names:
 * each by itself, in each manner, to find out which it is.
 */

const { clearTimeout, setTimeout } = require('node:timers');
const { types } = require('node:util');
const { forms, rows } = require('./polluted-verbs.cjs');

/** What attackers and careless programs write to most: header parameters, JWK members, options, what the language asks for. */
const likely = (
  'd k p q kty crv alg enc zip kid use key_ops x5c crit b64 toJSON get set value verified payload signatures recipients ' +
  'header protected algorithms registry issuer audience signal password cause exp'
).split(' ');

/**
 * More of the same. Not among them, for the language and Node.js themselves fail with those, whatever a library does:
 * `return`, which destructuring calls; `next`, which event targets assign; indexes, which arrays assign.
 */
const others = (
  'n e x y dp dq qi oth x5t jwk typ cty epk apu apv iv tag p2s p2c writable enumerable configurable done code message ' +
  'signature recipient unprotected encrypted_key ciphertext aad subject jwtid issuedAt expiresIn notBefore now leeway ' +
  'required claims collect essential values validate description strict strictHeaders headers verify passphrase private ' +
  'format type autoKid key keys sign encrypt decrypt cache max ttl maxKeys maxTokenLength maxDepth maxKeyCandidates ' +
  'maxBytes cooldown fetch timeout nbf iat iss aud sub jti index optional ofHeader mustBeNamed minBits curves recommended ' +
  'isDirect defaultCount fields once info maxOutputLength openssl redirect method body mayBeDetached spki pkcs8 dir rsa'
).split(' ');

const alone = process.argv.slice(2);

const refuse = () => {
  throw new Error('a getter of another module');
};
const foreign = Object.freeze({ __proto__: null, alg: 'none', kty: 'oct' });

/** What a member may be like. All of it can be taken back. */
const members = {
  'an enumerable text': () => ({ value: 'none', enumerable: true, writable: true }),
  'a hidden text': () => ({ value: 'none', writable: true }),
  'an enumerable number': () => ({ value: 1, enumerable: true, writable: true }),
  'a hidden true': () => ({ value: true, writable: true }),
  'an enumerable object': () => ({ value: foreign, enumerable: true, writable: true }),
  'a hidden array': () => ({ value: ['none', 'sign'], writable: true }),
  'an enumerable function': () => ({ value: () => 'none', enumerable: true, writable: true }),
  'a hidden null': () => ({ value: null, writable: true }),
  'an enumerable constant': () => ({ value: 'AAAA', enumerable: true }),
  'an enumerable getter that throws': () => ({ get: refuse, enumerable: true }),
  'a hidden getter that throws': () => ({ get: refuse, set: refuse }),
};

function pollute(name, descriptor) {
  Object.defineProperty(Object.prototype, name, { __proto__: null, ...descriptor, configurable: true });
}

/** What `Object.prototype` is to be given at once: names, and their manner. */
function pollutions() {
  const manners = Object.keys(members);
  if (alone.length > 0) return alone.flatMap((name) => manners.map((like) => ({ names: [name], like })));
  const all = [...likely, ...others];
  return [
    ...manners.map((like) => ({ names: all, like })),
    ...manners.map((like) => ({ names: ['then'], like })),
    ...likely.map((name, index) => ({ names: [name], like: manners[index % manners.length] })),
  ];
}

// What a result is -----------------------------------------------------------------------------------------------------

/** All that a caller can see of a result: own members in their order, keys by what they export. */
function seenOf(value, depth = 0) {
  if (typeof value !== 'object' || value === null) return typeof value === 'function' ? 'function' : value;
  if (depth > 8) return 'deep';
  if (types.isUint8Array(value)) return `octets ${Buffer.from(value).toString('base64')}`;
  if (value instanceof Error) {
    const { name, message, code, violations } = value;
    const cause = Object.hasOwn(value, 'cause') ? seenOf(value.cause, depth + 1) : undefined;
    return { error: name, message, code, cause, violations: seenOf(violations, depth + 1) };
  }
  if (types.isPromise(value)) return 'promise';
  if (Array.isArray(value)) return value.map((element) => seenOf(element, depth + 1));
  const kind = value.constructor?.name ?? 'no class';
  if (/^(Key|\w+Key)$/.test(kind) && typeof value.toJWK === 'function') {
    const { kid, alg, use, keyOps, crv, bits, isPrivate } = value;
    return {
      kind,
      kid,
      alg,
      use,
      keyOps: seenOf(keyOps),
      crv,
      bits,
      isPrivate,
      jwk: exported(value),
      parameters: value.parameters,
    };
  }
  if (kind === 'KeySet') return { kind, keys: value.keys.map((key) => seenOf(key)), skipped: seenOf(value.skipped) };
  return [kind, Object.entries(value).map(([name, member]) => [name, seenOf(member, depth + 1)])];
}

function exported(key) {
  try {
    return key.toJWK({ private: key.isPrivate });
  } catch (error) {
    return error.code;
  }
}

const textOf = ({ value, error }, seen) => {
  if (error !== undefined) return JSON.stringify(seenOf(error.thrown));
  try {
    return JSON.stringify(seenOf(seen === undefined ? value : seen(value))) ?? 'undefined';
  } catch (problem) {
    return `${JSON.stringify(seenOf(value))}, in which there is ${String(problem)}`;
  }
};

// One run ----------------------------------------------------------------------------------------------------------------

/** Takes no part in what a promise makes of a foreign `then`: both reactions run before anything else can be waited for. */
const whenSettled = Promise.prototype.then;

/** How long a promise may stay open that a foreign `then` keeps so, in milliseconds. */
const patience = 30;

function settle(promise, undo, isForeignThen) {
  return new Promise((resolve) => {
    const timer = isForeignThen
      ? setTimeout(() => {
          undo();
          resolve('open');
        }, patience)
      : undefined;
    const end = (outcome) => {
      clearTimeout(timer);
      undo();
      resolve(() => outcome);
    };
    Reflect.apply(whenSettled, promise, [
      (value) => end({ __proto__: null, value }),
      (thrown) => end({ __proto__: null, error: { __proto__: null, thrown } }),
    ]);
  });
}

async function outcomeOf(row, form, undo, isForeignThen) {
  const run = row[2];
  const seen = row[3];
  let result;
  try {
    result = run(form);
  } catch (thrown) {
    undo();
    return textOf({ error: { thrown } }, seen);
  }
  if (!types.isPromise(result)) {
    undo();
    return textOf({ value: result }, seen);
  }
  const settled = await settle(result, undo, isForeignThen);
  return settled === 'open' ? settled : textOf(settled(), seen);
}

const isPromised = ([, , , , kind]) => kind === 'promise';
const isRunIn = (row, { name }) => !isPromised(row) || name === 'promise';

/** What takes a quarter of a second is done with all names at once alone. */
const isWorthwhile = ([, , , , kind], { names: given }) => kind !== 'slow' || given.length > 1 || alone.length > 0;

async function baseline(row, form) {
  // Twice: caches are filled by the first.
  await outcomeOf(row, form, () => undefined, false);
  return outcomeOf(row, form, () => undefined, false);
}

/** In the promise form a result passes through the language's own look for `then`, which no library can forbid. */
function isSound(before, after, isForeignThen) {
  if (after === before) return true;
  return isForeignThen && (after === 'open' || after === '"none"' || after.includes('a getter of another module'));
}

// The table is complete -----------------------------------------------------------------------------------------------

/** The names of all that is exported and can be called. */
function exportedVerbs(form) {
  const found = new Set();
  const library = { ...form };
  delete library.name;
  const visit = (prefix, value) => {
    if (typeof value !== 'function') {
      for (const [name, member] of Object.entries(value)) visit(`${prefix}${name}.`, member);
      return;
    }
    const name = prefix.slice(0, -1).replace(/^jwk\.(?=[A-Z])/, '');
    if (/^errors\.[A-Z]/.test(name)) found.add('errors');
    else if (!/^([A-Z]+)?Key$/i.test(name)) found.add(name);
    if (!/(^|\.)[A-Z]/.test(name) || name.startsWith('errors.')) return;
    const isKey = /Key$/.test(name);
    for (const method of Object.getOwnPropertyNames(value)) {
      if (typeof Object.getOwnPropertyDescriptor(value, method).value === 'function') found.add(`${name}.${method}`);
    }
    for (const method of Object.getOwnPropertyNames(value.prototype)) {
      if (method !== 'constructor' && (name === 'Key' || !isKey)) found.add(`${name}.${method}`);
    }
  };
  visit('', library);
  return found;
}

function untested() {
  const tested = new Set(rows.map(([verb]) => verb));
  return [...new Set(forms.flatMap((form) => [...exportedVerbs(form)]))].filter((verb) => !tested.has(verb)).sort();
}

// All runs ---------------------------------------------------------------------------------------------------------------

let underWay = '';

async function main() {
  const missing = untested();
  if (missing.length > 0) console.log(`no row for ${missing.join(', ')}`);
  const problems = new Map();
  let runs = 0;
  for (const form of forms) {
    for (const row of rows.filter((each) => isRunIn(each, form))) {
      const [verb, what] = row;
      const before = await baseline(row, form);
      for (const { names: given, like } of pollutions().filter((each) => isWorthwhile(row, each))) {
        const isForeignThen = given.includes('then') && (form.name === 'promise' || isPromised(row));
        underWay = `${form.name} ${verb} (${what}) with ${given[0]}, ${like}`;
        for (const name of given) pollute(name, members[like]());
        const undo = () => {
          for (const name of given) Reflect.deleteProperty(Object.prototype, name);
        };
        const after = await outcomeOf(row, form, undo, isForeignThen);
        runs++;
        if (isSound(before, after, isForeignThen)) continue;
        const problem = `${form.name} ${verb} (${what}) with ${given.length > 1 ? 'all' : given[0]}, ${like}`;
        problems.set(problem, `${before.slice(0, 300)} became ${after.slice(0, 300)}`);
      }
    }
  }
  for (const [problem, how] of problems) console.log(`${problem}: ${how}`);
  const isGood = problems.size === 0 && missing.length === 0;
  console.log(isGood ? `${runs} runs, nothing noticed` : `${problems.size} of ${runs} runs differ`);
  process.exitCode = isGood ? 0 : 1;
}

process.on('unhandledRejection', (error) => {
  console.log(`unhandled during ${underWay}: ${error}`);
  process.exitCode = 1;
});

main();
