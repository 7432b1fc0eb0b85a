// The three that are compared: each takes a case and says what it accepted, or why not.

import * as jose from 'jose';
import * as sync from '../../dist/index.mjs';
import * as promises from '../../dist/promises.mjs';
import { decryptCompact, decryptJson } from './reference-jwe.mjs';
import { verifyCompact, verifyJson } from './reference-jws.mjs';
import { decodeJwt } from './reference-jwt.mjs';
import { saysUnencoded } from './json-text.mjs';
import { Refused } from './strict.mjs';

export const moment = { now: 1_500_000_000, leeway: 0, issuer: 'urn:issuer', audience: 'here' };
const octetsOf = (detached) => (detached === undefined ? undefined : Buffer.from(detached));
const accepted = (payload, headers) => ({ accepted: true, payload: Buffer.from(payload).toString('hex'), headers: headers && JSON.stringify(headers) }); // prettier-ignore

// The library --------------------------------------------------------------------------------------------------------

const verified = (members) => members.filter((member) => member.verified).map(({ joseHeader }) => joseHeader);
const defined = (options) => Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));

const ours = {
  jws: async ({ jws }, { message, detached, algorithms }, key) => {
    const result = await jws.deserializeCompact(message, key, defined({ algorithms, payload: octetsOf(detached) }));
    return accepted(result.payload, [result.protected]);
  },
  jwsJson: async ({ jws }, { message, detached, algorithms, verify }, key) => {
    const options = defined({ algorithms, verify, payload: octetsOf(detached) });
    const result = await jws.deserializeJson(message, key, options);
    return accepted(result.payload, verified(result.members));
  },
  jwe: async ({ jwe }, { message, algorithms }, key) => {
    const result = await jwe.decryptCompact(message, key, defined({ algorithms }));
    return accepted(result.plaintext, [result.protected]);
  },
  jweJson: async ({ jwe }, { message, algorithms }, key) => {
    const result = await jwe.decryptJson(message, key, defined({ algorithms }));
    return accepted(result.plaintext, [result.recipient.joseHeader]);
  },
  jwt: async ({ jwt }, { message, algorithms }, key) => {
    const result = await jwt.decode(message, key, defined({ algorithms, ...moment }));
    return accepted(JSON.stringify(result.claims), [result.header]);
  },
};

async function outcomeOf(run, isRefusal) {
  try {
    return await run();
  } catch (error) {
    // Whatever is no refusal of the documented kind is a finding.
    return isRefusal(error)
      ? { accepted: false, code: error.code ?? error.reason ?? error.name, message: error.message }
      : { broken: error };
  }
}

export function askOurs(one, key, form) {
  const library = form === 'sync' ? sync : promises;
  return outcomeOf(
    () => ours[one.kind](library, one, key),
    (error) => error instanceof sync.errors.JoseError,
  );
}

// The reference ------------------------------------------------------------------------------------------------------

const references = {
  jws: verifyCompact,
  jwsJson: verifyJson,
  jwe: decryptCompact,
  jweJson: decryptJson,
  jwt: decodeJwt,
};

export function askReference({ kind, message, algorithms, detached, verify }, key) {
  const options = { algorithms, verify, payload: octetsOf(detached), ...moment };
  return outcomeOf(
    async () => {
      const { payload, headers } = references[kind](message, key, options);
      return accepted(payload, headers);
    },
    (error) => error instanceof Refused,
  );
}

// jose ---------------------------------------------------------------------------------------------------------------

const joses = {
  jws: ({ message, detached }, key, options) => {
    const [header, payload, signature, ...more] = message.split('.');
    if (detached === undefined) return jose.compactVerify(message, key, options);
    // It has no option for detached content.
    if (payload !== '' || signature === undefined || more.length > 0) throw new jose.errors.JWSInvalid('two payloads');
    return jose.flattenedVerify({ protected: header, payload: joined(header, detached), signature }, key, options);
  },
  jwsJson: ({ message, detached }, key, options) => {
    const value = JSON.parse(message);
    if (detached !== undefined && value !== null) {
      if (value.payload) throw new jose.errors.JWSInvalid('two payloads');
      value.payload = joined(value.protected ?? value.signatures?.[0]?.protected, detached);
    }
    return (value?.signatures === undefined ? jose.flattenedVerify : jose.generalVerify)(value, key, options);
  },
  jwe: ({ message }, key, options) => jose.compactDecrypt(message, key, options),
  jweJson: ({ message }, key, options) => {
    const value = JSON.parse(message);
    return (value?.recipients === undefined ? jose.flattenedDecrypt : jose.generalDecrypt)(value, key, options);
  },
  jwt: ({ message }, key, options) => {
    const { issuer, audience, now } = moment;
    const expected = { issuer, audience, currentDate: new Date(now * 1000), ...options };
    return (message.split('.').length === 3 ? jose.jwtVerify : jose.jwtDecrypt)(message, key, expected);
  },
};

function joined(header, detached) {
  return saysUnencoded(Buffer.from(String(header), 'base64url').toString())
    ? octetsOf(detached)
    : octetsOf(detached).toString('base64url');
}

const recommended = 'HS256 RS256 ES256 dir A128KW A256KW RSA-OAEP RSA-OAEP-256 ECDH-ES ECDH-ES+A128KW ECDH-ES+A256KW'.split(' '); // prettier-ignore

/** @param {{ public: object, private: object, alg?: string }} key frozen JWKs */
export function askJose(one, key) {
  const algorithms = one.algorithms ?? [...recommended, ...(key.alg === undefined ? [] : [key.alg])];
  const isSigned = one.kind.startsWith('jws') || (one.kind === 'jwt' && one.message.split('.').length === 3);
  const encs = algorithms.filter((name) => /^A\d+(GCM|CBC-HS\d+)$/.test(name));
  const options = isSigned
    ? { algorithms }
    : {
        keyManagementAlgorithms: algorithms,
        ...(encs.length > 0 && { contentEncryptionAlgorithms: encs }),
        maxPBES2Count: 1_000_000,
      };
  return outcomeOf(
    async () => {
      const found = await joses[one.kind](one, isSigned ? key.public : key.private, options);
      return accepted(found.plaintext ?? (one.kind === 'jwt' ? JSON.stringify(found.payload) : found.payload));
    },
    // It lets errors of the runtime through, too.
    () => true,
  );
}
