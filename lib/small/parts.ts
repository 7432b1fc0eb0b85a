/** Tokens in their parts, and the texts that they are parts of. */

import { InvalidJWEError, InvalidJWSError, InvalidJWTError, LimitExceededError } from '../errors';
import { typeError } from '../errors/base';
import { describeType } from '../util/text';
import { longest } from '../util/token-room';
import type { EncryptedParts, SignedParts } from './types';

const signedNames = ['header', 'payload', 'signature'] as const;
const encryptedNames = ['header', 'cek', 'iv', 'ciphertext', 'tag'] as const;

type Names = typeof signedNames | typeof encryptedNames;

function has(value: object, names: readonly string[]): boolean {
  return names.every((name) => Object.hasOwn(value, name));
}

/** The names of the parts that a value has; throws TypeError. */
function namesOf(value: unknown): Names {
  if (typeof value === 'object' && value !== null) {
    const names = [signedNames, encryptedNames].find((all) => has(value, all));
    if (names !== undefined) return names;
  }
  const hint = typeof value === 'string' ? '; take it apart with deserializeCompact first' : '';
  throw typeError(
    'expected a token in its parts, { header, payload, signature } or { header, cek, iv, ciphertext, tag }, ' +
      `found ${describeType(value)}${hint}`,
  );
}

function join(value: object, names: Names): string {
  const parts = names.map((name) => {
    const part: unknown = Reflect.get(value, name);
    if (typeof part !== 'string') throw typeError(`${name} must be a string, found ${describeType(part)}`);
    return part;
  });
  const length = parts.reduce((sum, part) => sum + part.length + 1, -1);
  if (length > longest.string) {
    throw new LimitExceededError(
      `the token would have ${length} characters, more than the ${longest.string} of the longest string`,
    );
  }
  return parts.join('.');
}

/** The compact text of a token. */
export function serializeCompact(value: unknown): string {
  const names = namesOf(value);
  return join(value as object, names);
}

/** The compact text of a token that must be signed: which of the two it is, its sender chose. */
export function signedText(value: unknown): string {
  if (namesOf(value) !== signedNames) throw new InvalidJWSError('expected a signed token, found an encrypted one');
  return join(value as object, signedNames);
}

/** The compact text of a token that must be encrypted. */
export function encryptedText(value: unknown): string {
  if (namesOf(value) !== encryptedNames) {
    throw new InvalidJWEError('expected an encrypted token, found one that is only signed');
  }
  return join(value as object, encryptedNames);
}

/** Takes a token apart; nothing is decoded. */
export function deserializeCompact(token: unknown): SignedParts | EncryptedParts {
  if (typeof token !== 'string') {
    throw typeError(`token must be a string, found ${describeType(token)}`);
  }
  // At most one more than any token has, however many periods there are.
  const parts = token.split('.', encryptedNames.length + 1);
  const names = [signedNames, encryptedNames].find(({ length }) => length === parts.length);
  if (names === undefined) {
    throw new InvalidJWTError(
      'a token has three parts with periods between them when it is signed, five when encrypted',
    );
  }
  const entries = names.map((name, index) => [name, parts[index]] as const);
  return Object.freeze(Object.fromEntries(entries)) as unknown as SignedParts | EncryptedParts;
}
