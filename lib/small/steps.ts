/** Signing and encrypting claims with as few words as possible. */

import { typeError } from '../errors/base';
import { decryptCompactWith, encryptCompactWith } from '../jwe/compact';
import { policyOf } from '../jws/registry';
import { limitsOf } from '../jwt/algorithms';
import { type Expectations, readExpectations } from '../jwt/claims';
import { readDecrypted, readSigned, signedParts } from '../jwt/decode';
import { signClaims, writeOwnClaims } from '../jwt/encode';
import { periodsOf } from '../message/compact';
import { ownHeader } from '../message/header';
import { type Engine, type Maybe, then, verb } from '../native/engine';
import { checkOptions, option, type Options } from '../util/options';
import { describeType } from '../util/text';
import { deserializeCompact, encryptedText, signedText } from './parts';
import type { EncryptedParts, OpenedToken, SignedParts } from './types';

/** A `{ k }` is the secret or the PEM text that it holds; everything else is a key as the other verbs take it. */
function keyOf(key: unknown): unknown {
  if (typeof key !== 'object' || key === null || !Object.hasOwn(key, 'k') || Object.keys(key).length !== 1) return key;
  return Reflect.get(key, 'k');
}

function readName(options: Options, name: string, byDefault: string): string {
  const value = option(options, name) ?? byDefault;
  if (typeof value !== 'string') throw typeError(`${name} must be a string, found ${describeType(value)}`);
  return value;
}

/** The header: what the options name, and the further parameters. */
function readHeader(options: Options, names: Readonly<Record<string, string>>): object {
  const more = option(options, 'header') ?? {};
  if (typeof more !== 'object' || Array.isArray(more)) {
    throw typeError(`header must be an object, found ${describeType(more)}`);
  }
  const own = ownHeader(more) as object;
  const twice = Object.keys(names).find((name) => Object.hasOwn(own, name));
  if (twice !== undefined) throw typeError(`give ${twice} as an option, not in the header`);
  return { ...names, ...own };
}

function signWith(engine: Engine, claims: unknown, key: unknown, options?: unknown): Maybe<SignedParts> {
  const given = checkOptions(options, ['alg', 'header']);
  const alg = readName(given, 'alg', 'HS256');
  const header = readHeader(given, { alg });
  const text = writeOwnClaims(claims);
  const policy = policyOf({ algorithms: [alg] });
  return then(
    signClaims(engine, header, text, keyOf(key), policy),
    (token) => deserializeCompact(token) as SignedParts,
  );
}

function encryptWith(engine: Engine, claims: unknown, key: unknown, options?: unknown): Maybe<EncryptedParts> {
  const given = checkOptions(options, ['alg', 'enc', 'header']);
  const alg = readName(given, 'alg', 'RSA-OAEP');
  const enc = readName(given, 'enc', 'A128CBC-HS256');
  const header = readHeader(given, { alg, enc });
  const text = writeOwnClaims(claims);
  const encrypted = encryptCompactWith(engine, header, text, keyOf(key), { algorithms: [alg, enc] });
  return then(encrypted, (token) => deserializeCompact(token) as EncryptedParts);
}

/** What is asked of the claims; undefined for nothing. */
function readChecks(options: Options): Expectations | undefined {
  const validates = option(options, 'validateClaims') ?? true;
  if (typeof validates !== 'boolean') {
    throw typeError(`validateClaims must be true or false, found ${describeType(validates)}`);
  }
  const maxAge = option(options, 'expirySeconds');
  if (maxAge !== undefined && typeof maxAge !== 'number') {
    throw typeError(`expirySeconds must be a number of seconds, found ${describeType(maxAge)}`);
  }
  const expected = readExpectations(maxAge === undefined ? undefined : { maxAge });
  return validates ? expected : undefined;
}

function verifyWith(engine: Engine, parts: unknown, key: unknown, alg: unknown, options?: unknown): Maybe<OpenedToken> {
  const given = checkOptions(options, ['validateClaims', 'expirySeconds']);
  if (typeof alg !== 'string') {
    throw typeError(`alg must be the expected algorithm, such as 'HS256', found ${describeType(alg)}`);
  }
  const expected = readChecks(given);
  const policy = policyOf({ algorithms: [alg] });
  const token = signedText(parts);
  const result = readSigned(engine, signedParts(token, periodsOf(token)), keyOf(key), policy, expected);
  return then(result, ({ header, claims }) => Object.freeze({ header, claims }));
}

function decryptWith(engine: Engine, parts: unknown, key: unknown, options?: unknown): Maybe<OpenedToken> {
  const given = checkOptions(options, ['algorithms', 'validateClaims', 'expirySeconds']);
  const expected = readChecks(given);
  const algorithms = option(given, 'algorithms');
  const allowed = algorithms === undefined ? undefined : { algorithms };
  const result = decryptCompactWith(engine, encryptedText(parts), keyOf(key), allowed);
  return then(result, ({ protected: header, plaintext, key: used }) => {
    const { claims } = readDecrypted({ header, plaintext, key: used }, limitsOf(undefined), expected);
    return Object.freeze({ header, claims });
  });
}

export const sign = verb(signWith, 2);
export const verify = verb(verifyWith, 3);
export const encrypt = verb(encryptWith, 2);
export const decrypt = verb(decryptWith, 2);
