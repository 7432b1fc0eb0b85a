'use strict';

// The calls whose outcomes are compared (warm.cjs), with keys, registries and verifiers that are made once for all tokens, or anew for
// each. An outcome is a text: whatever differs in it is a finding.

const { algorithms, contentOf, jwks } = require('./warm-tokens.cjs');
const { now, objectOf } = require('./warm-texts.cjs');

/** All of a JSON value: order of members, inherited ones, negative zero and infinity, which JSON.stringify hides. */
function shown(value) {
  if (typeof value === 'number') return Object.is(value, -0) ? '-0' : String(value);
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? String(value);
  if (Array.isArray(value)) return `[${value.map(shown).join()}]`;
  const prototype = Object.getPrototypeOf(value);
  const isPlain = prototype !== null && Object.getPrototypeOf(prototype) === null;
  const members = Object.keys(value).map((name) => `${JSON.stringify(name)}:${shown(value[name])}`);
  return `${isPlain ? '' : 'of a class '}{${members.join()}}`;
}

/** The class, code, message and further members of an error. */
function shownError(error) {
  const { name, code, message } = error;
  return `${error.constructor.name} ${name} ${code} ${message} ${shown({ ...error })}`;
}

const all = Object.keys(algorithms);
const registryOptions = {
  all: { algorithms: all, headers: { tenant: { description: 'a tenant' }, toString: { description: 'a name' } } },
  narrow: { algorithms: ['HS256', 'ES256'] },
  strict: { algorithms: all, strictHeaders: true },
  shallow: { algorithms: all, maxDepth: 5, maxHeaderLength: 200 },
};

/** Keys, registries and verifiers by name, each made at its first use. */
class World {
  #made = new Map();

  constructor(library) {
    this.library = library;
  }

  #once(name, make) {
    if (!this.#made.has(name)) this.#made.set(name, make());
    return this.#made.get(name);
  }

  /** What is given as the key for an algorithm, and the keys that may be found in it. */
  key({ alg, keyKind }) {
    return this.#once(`key ${alg} ${keyKind}`, () => {
      const { jwk } = this.library;
      const { key: name, other } = algorithms[alg];
      const right = { ...jwks[name], kid: 'key-a1', ...(alg === 'dir' ? { alg: 'A256GCM' } : { alg }) };
      if (keyKind === 'jwk') return { given: right, known: [] };
      if (keyKind === 'set') {
        const keys = [{ ...jwks[other], kid: 'key-a0' }, right].map((each) => jwk.importKey(each));
        return { given: new jwk.KeySet(keys), known: keys };
      }
      const given = jwk.importKey({ marked: right, bare: jwks[name], other: jwks[other] }[keyKind]);
      return { given, known: [given] };
    });
  }

  /** The registry, which for encrypted tokens is one of JWE; undefined for the default. */
  registry(name, kind) {
    if (name === 'default') return undefined;
    return this.#once(`registry ${name} ${kind}`, () => {
      const { algorithms: names, ...options } = registryOptions[name];
      if (kind === 'jws')
        return new this.library.jws.Registry({ ...options, algorithms: names.filter((each) => each !== 'dir') });
      return new this.library.jwe.Registry({ ...options, algorithms: ['dir', 'A256GCM'] });
    });
  }

  /** The options of the verbs of JWT. */
  options({ alg, registry: name }, more = {}) {
    const registry = this.registry(name, alg === 'dir' ? 'jwe' : 'jws');
    return registry === undefined ? more : { ...more, registry };
  }

  /** A verifier that remembers whole tokens. */
  verifier(one, form) {
    const { alg, keyKind, registry } = one;
    return this.#once(`verifier ${form} ${alg} ${keyKind} ${registry}`, () =>
      this.library[form].jwt.createVerifier(this.key(one).given, this.options(one, { now, cache: { max: 50 } })),
    );
  }
}

const nameOfKey = (key, { known }) => (known.length === 0 ? 'imported' : `key ${known.indexOf(key)}`);

/** An object that is filled anew for each token: what is remembered by an object's identity would be found here. */
const scratches = { header: {}, claims: {} };

function refilled(scratch, object) {
  if (object === undefined || Object.getPrototypeOf(object) !== Object.getPrototypeOf(scratch)) return object;
  for (const name of Reflect.ownKeys(scratch)) if (!Reflect.deleteProperty(scratch, name)) return object;
  for (const [name, value] of Object.entries(Object.getOwnPropertyDescriptors(object))) {
    Object.defineProperty(scratch, name, { ...value, configurable: true });
  }
  return scratch;
}

/** Each gives a promise of a text, or the text itself in the synchronous form. */
const calls = {
  decode: (world, form, one) => {
    const key = world.key(one);
    const show = ({ header, claims, key: used }) =>
      `${shown(header)} ${Object.isFrozen(header)} ${shown(claims)} ${nameOfKey(used, key)}`;
    return [world.library[form].jwt.decode, [one.token, key.given, world.options(one, { now })], show];
  },
  verifier: (world, form, one) => {
    const key = world.key(one);
    const show = ({ header, claims, key: used }) => `${shown(header)} ${shown(claims)} ${nameOfKey(used, key)}`;
    return [world.verifier(one, form), [one.token], show];
  },
  deserializeCompact: (world, form, one) => {
    const key = world.key(one);
    const show = ({ protected: header, payload, key: used }) =>
      `${shown(header)} ${Object.isFrozen(header)} ${payload.toString('base64')} ${nameOfKey(used, key)}`;
    const registry = world.registry(one.registry, 'jws');
    return [world.library[form].jws.deserializeCompact, [one.token, key.given, registry && { registry }], show];
  },
  encode: (world, form, one, isWarm) => {
    const [header, claims] = ['header', 'claims'].map((name) => {
      const object = objectOf(one[name]);
      return isWarm ? refilled(scratches[name], object) : object;
    });
    const show = (token) => {
      const { claims: written, constant } = contentOf(one.alg, token);
      return `${constant} ${written === expectedClaims(one) ? 'as JSON.stringify writes it' : `NOT ${expectedClaims(one)}`}`;
    };
    return [world.library[form].jwt.encode, [header, claims, world.key(one).given, world.options(one)], show];
  },
};

/** The claims as JSON.stringify writes a copy of them, with the `iat` that encoding adds. */
function expectedClaims({ claims }) {
  const object = { ...objectOf(claims) };
  const text = JSON.stringify(object);
  if (Object.hasOwn(object, 'iat') && object.iat !== undefined) return text;
  return `${text.slice(0, -1)}${text === '{}' ? '' : ','}"iat":${now}}`;
}

/** The names of the calls for a case: a token is made of header and claims where another was not put together of old ones. */
function callNames({ how, header, claims }) {
  const reads = ['decode', 'verifier', 'deserializeCompact'];
  const isMade = how === 'made' && objectOf(header) !== undefined && objectOf(claims) !== undefined;
  return isMade ? [...reads, 'encode'] : reads;
}

const accepted = (text) => `accepted ${text}`;
const refused = (error) => `refused ${shownError(error)}`;

/** The outcomes of all calls for a case, in the synchronous form. */
function outcomes(world, one, isWarm = false) {
  return callNames(one).map((name) => {
    try {
      const [call, args, show] = calls[name](world, 'sync', one, isWarm);
      return accepted(show(call(...args)));
    } catch (error) {
      return refused(error);
    }
  });
}

/** The same in the promise form; all are called before this returns. */
function promisedOutcomes(world, one, isWarm = false) {
  return Promise.all(
    callNames(one).map(async (name) => {
      try {
        const [call, args, show] = calls[name](world, 'promises', one, isWarm);
        const promise = call(...args);
        return accepted(show(await promise));
      } catch (error) {
        return refused(error);
      }
    }),
  );
}

module.exports = { World, callNames, outcomes, promisedOutcomes };
