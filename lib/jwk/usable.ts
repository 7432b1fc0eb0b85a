/**
 * Whether a key may do what is asked of it: its type and curve, its halves, and what it says it is for.
 *
 * Every operation with every key passes here, so a key's type decides which algorithms it can serve and an RSA public
 * key can never be an HMAC secret.
 */

import { type JoseError, KeyTooShortError, KeyTypeMismatchError, KeyUseMismatchError } from '../errors/classes';
import { type Algorithm, describeKeysOf, describeKeyType, type KeyOperation, takesKeyOf } from '../jwa/algorithm';
import { bare } from '../util/options';
import { quote, quoteAll } from '../util/text';
import { type Key, stateOf } from './key';

interface OperationRow {
  /** The "use" that allows it. */
  readonly use: 'sig' | 'enc';
  readonly needsPrivate: boolean;
}

const operations: Readonly<Record<KeyOperation, OperationRow>> = {
  sign: { use: 'sig', needsPrivate: true },
  // A private key holds its public half, so it may verify, unless its "key_ops" say otherwise.
  verify: { use: 'sig', needsPrivate: false },
  encrypt: { use: 'enc', needsPrivate: false },
  decrypt: { use: 'enc', needsPrivate: true },
};

/** Where a key remembers that it fits. Told apart one by one, since to look one up by its name would cost 15 ns. */
export function slotOf(operation: KeyOperation, strict: boolean): number {
  const row = operation === 'verify' ? 0 : operation === 'sign' ? 1 : operation === 'decrypt' ? 2 : 3;
  return strict ? row + 4 : row;
}

interface Question {
  readonly key: Key;
  readonly algorithm: Algorithm;
  readonly operation: KeyOperation;
  readonly row: OperationRow;
}

/** One condition. Whether it is broken is asked of each key of a set; the error, with its stack, is made for one alone. */
interface Rule {
  readonly isBroken: (question: Question) => boolean;
  readonly error: (question: Question) => JoseError;
}

function isAgreement({ keyOps }: Algorithm): boolean {
  // A row of JWS has no such member, for which `Object.prototype` would be asked.
  return Object.hasOwn(keyOps, 'encrypt') && keyOps.encrypt?.includes('deriveKey') === true;
}

const describeKey = ({ kty, crv }: Key): string => describeKeyType(kty, crv);

const typeRule: Rule = {
  isBroken: ({ key, algorithm }) => {
    // planted: key-type
    return !takesKeyOf(algorithm, key.kty, key.crv);
  },
  error: ({ key, algorithm }) => {
    const { kty, name, rfc } = algorithm;
    const danger =
      kty === 'oct' ? '; an asymmetric key used as secret would let anyone who knows it make and read tokens' : '';
    return new KeyTypeMismatchError(
      `algorithm ${name} needs ${describeKeysOf(algorithm)} (${rfc}), found one of type ${describeKey(key)}${danger}`,
    );
  },
};

const privateRule: Rule = {
  isBroken: ({ key, row }) => row.needsPrivate && !key.isPrivate,
  error: ({ key, operation }) =>
    new KeyTypeMismatchError(`to ${operation}, a private key is needed, found a public ${describeKey(key)} key`),
};

/** RFC 7517 section 4.2. */
const useRule: Rule = {
  isBroken: ({ key: { use }, row }) => {
    // planted: key-use
    return use !== undefined && use !== row.use;
  },
  error: ({ key: { use }, operation, row }) =>
    new KeyUseMismatchError(`to ${operation}, a key must have "use" ${quote(row.use)} or none, found ${quote(use)}`),
};

/** RFC 7517 section 4.3. */
const keyOpsRule: Rule = {
  isBroken: ({ key: { keyOps, isPrivate }, algorithm, operation }) => {
    const needing = algorithm.keyOps[operation] ?? [];
    // planted: key-ops
    if (keyOps === undefined || keyOps.some((allowed) => needing.includes(allowed))) return false;
    // The public key of an agreement derives nothing itself, so it has no operation that could be named.
    return !(isAgreement(algorithm) && operation === 'encrypt' && !isPrivate && keyOps.length === 0);
  },
  error: ({ key: { keyOps = [] }, algorithm, operation }) => {
    const needed = algorithm.keyOps[operation]?.map(quote).join(' or ') ?? '';
    return new KeyUseMismatchError(
      `to ${operation}, a key must have ${needed} in its "key_ops" or no "key_ops" at all, found ${quoteAll(keyOps)}`,
    );
  },
};

/** RFC 7517 section 4.4, and RFC 8725 section 3.1: "each key MUST be used with exactly one algorithm". */
const algRule: Rule = {
  isBroken: ({ key: { alg }, algorithm: { name, otherName } }) => {
    // planted: key-alg
    return alg !== undefined && alg !== name && alg !== otherName;
  },
  error: ({ key: { alg }, algorithm: { name } }) =>
    new KeyUseMismatchError(
      `the key's "alg" reserves it for ${quote(alg)}, found a token with ${quote(name)}; use a key for that, or one without "alg"`,
    ),
};

const rules: readonly Rule[] = [typeRule, privateRule, useRule, keyOpsRule, algRule];

/** Why a key may not do something, whatever its size; undefined where it may. */
export function misfit(key: Key, algorithm: Algorithm, operation: KeyOperation): JoseError | undefined {
  const question = { key, algorithm, operation, row: operations[operation] };
  return rules.find(({ isBroken }) => isBroken(question))?.error(question);
}

/** Whether a secret is below what RFC 7518 section 3.2 demands of the algorithm. */
function isTooShort(key: Key, algorithm: Algorithm): boolean {
  return algorithm.minBits !== undefined && key.bits < algorithm.minBits;
}

/** Whether a secret is not of the one size that an algorithm's cipher works with. */
function isOfOtherSize(key: Key, { exactBits }: Algorithm): boolean {
  return exactBits !== undefined && key.bits !== exactBits;
}

/** Whether the size of a key is wrong: of a bare secret that is only short, where strictness was asked for. */
function isSizeRefused(key: Key, algorithm: Algorithm, strict: boolean): boolean {
  if (isOfOtherSize(key, algorithm)) return true;
  return isTooShort(key, algorithm) && (strict || !stateOf(key).isBareSecret);
}

/**
 * Throws unless the key may do this: KeyTypeMismatchError for its type, curve, missing private half, or a secret too
 * long for the cipher; KeyUseMismatchError for its "use", "key_ops" or "alg"; KeyTooShortError for a secret below
 * RFC 7518 section 3.2, though a bare secret only warns unless `strict`, and for one too short for the cipher. The
 * answer is remembered, so asking again costs next to nothing.
 *
 * In decrypting a secret of another size than the cipher's is let pass: it is the token that says which cipher, so to
 * fail with it is a failed decryption like any other.
 */
export function assertFits(key: Key, algorithm: Algorithm, operation: KeyOperation, strict: boolean): void {
  const { fits } = stateOf(key);
  const slot = slotOf(operation, strict);
  const bit = 1 << algorithm.index;
  if (((fits[slot] ?? 0) & bit) !== 0) return;
  const refusal = misfit(key, algorithm, operation);
  if (refusal !== undefined) throw refusal;
  if (operation === 'decrypt' && isOfOtherSize(key, algorithm)) return;
  checkSize(key, algorithm, operation, strict);
  fits[slot] = (fits[slot] ?? 0) | bit;
}

/** How a key suits an operation: not at all, but for its size, or well. */
export type Suitability = 'misfit' | 'wrong size' | 'good';

/** {@link assertFits} as an answer, for choosing among several keys. */
export function suitability(key: Key, algorithm: Algorithm, operation: KeyOperation, strict: boolean): Suitability {
  const slot = slotOf(operation, strict);
  if (((stateOf(key).fits[slot] ?? 0) & (1 << algorithm.index)) !== 0) return 'good';
  const question = { key, algorithm, operation, row: operations[operation] };
  if (rules.some(({ isBroken }) => isBroken(question))) return 'misfit';
  return isSizeRefused(key, algorithm, strict) ? 'wrong size' : 'good';
}

function checkSize(key: Key, algorithm: Algorithm, operation: KeyOperation, strict: boolean): void {
  const { name, minBits = 0, exactBits, rfc } = algorithm;
  if (exactBits !== undefined && isOfOtherSize(key, algorithm)) throw otherSize(key, algorithm, exactBits);
  if (!isTooShort(key, algorithm)) return;
  const message = `${name} needs a secret of at least ${minBits / 8} bytes (${rfc}), found ${key.bits / 8}`;
  if (isSizeRefused(key, algorithm, strict)) {
    throw new KeyTooShortError(`${message}; make one with jwk.generateKey('oct', ${minBits})`);
  }
  const namespace = operations[operation].use === 'sig' ? 'jws' : 'jwe';
  warnOnce(
    'JOSE_SHORT_SECRET',
    `${message}; it works, but may be guessed: make one with jwk.generateKey('oct', ${minBits}), and have short ones ` +
      `refused with new ${namespace}.Registry({ strict: true })`,
  );
}

function otherSize(key: Key, { name, otherName, rfc }: Algorithm, exactBits: number): JoseError {
  const what = otherName === undefined ? name : `${name} with ${otherName}`;
  const message =
    `${what} needs a secret of ${exactBits / 8} bytes (${rfc}), found ${key.bits / 8}; ` +
    `make one with jwk.generateKey('oct', ${exactBits})`;
  return key.bits < exactBits ? new KeyTooShortError(message) : new KeyTypeMismatchError(message);
}

const warned = new Set<string>();

function warnOnce(code: string, message: string): void {
  if (warned.has(code)) return;
  warned.add(code);
  process.emitWarning(message, bare({ type: 'SecurityWarning', code }));
}
