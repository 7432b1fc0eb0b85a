import { InvalidJWKError, NotSupportedError } from '../errors/classes';
import { typeError } from '../errors/base';
import type { Kty } from '../jwa/key-types';
import { type Engine, type Maybe, syncEngine, then, verb } from '../native/engine';
import { core } from '../native/load';
import { describeType, quote } from '../util/text';
import { type AnyKey, makeKey } from './import';
import { isKty, keyShape, knownKtys } from './key-shapes';
import { generatedMaterial } from './material';
import { readParameters } from './parameters';

/** What is generated where the caller says nothing of curve or size. */
const defaults: Readonly<Record<Kty, string | number>> = {
  oct: 256,
  RSA: 2048,
  EC: 'P-256',
  OKP: 'Ed25519',
  AKP: 'ML-DSA-65',
};

/** Sizes in bits. RSA: RFC 7518 section 3.3 demands 2048, and beyond 16384 a key serves nobody. */
const sizes: ReadonlyMap<Kty, { readonly min: number; readonly max: number }> = new Map([
  ['oct', { min: 8, max: 65_536 }],
  ['RSA', { min: 2048, max: 16_384 }],
]);

interface Request {
  /** The native name of the key type. */
  readonly type: string;
  readonly bits: number;
}

function readRequest(kty: unknown, crvOrBits: unknown): Request {
  if (typeof kty !== 'string') throw typeError(`kty must be a string, found ${quote(kty)}`);
  if (!isKty(kty)) {
    throw new NotSupportedError(`keys of type ${quote(kty)} are not known; expected one of ${knownKtys.join(', ')}`);
  }
  const chosen = crvOrBits === undefined ? defaults[kty] : crvOrBits;
  const { kinds } = keyShape(kty);
  return kinds.length === 0
    ? { type: kty, bits: readBits(kty, chosen) }
    : { type: readKind(kty, chosen, kinds), bits: 0 };
}

function readKind(kty: Kty, kind: unknown, kinds: readonly string[]): string {
  const what = kty === 'AKP' ? 'algorithm' : 'curve';
  if (typeof kind !== 'string') {
    throw typeError(`crvOrBits must be the name of a ${what} for ${kty}, found ${describeType(kind)}`);
  }
  if (kinds.includes(kind)) return kind;
  throw new NotSupportedError(`${quote(kind)} is no ${what} of ${kty} keys; expected one of ${kinds.join(', ')}`);
}

function readBits(kty: Kty, bits: unknown): number {
  if (typeof bits !== 'number' || !Number.isSafeInteger(bits)) {
    throw typeError(`crvOrBits must be a whole number of bits for ${kty}, found ${describeType(bits)}`);
  }
  const { min, max } = sizes.get(kty) ?? { min: 0, max: 0 };
  if (bits < min || bits > max || bits % 8 !== 0) {
    throw new InvalidJWKError(`${kty} keys have from ${min} to ${max} bits, a multiple of 8; found ${bits}`);
  }
  return bits;
}

/** Makes a key of random octets or numbers. */
function generateKeyWith(engine: Engine, kty: unknown, crvOrBits?: unknown, parameters?: unknown): Maybe<AnyKey> {
  const given = readParameters(parameters);
  const { type, bits } = readRequest(kty, crvOrBits);
  return then(engine.call(false, core.generate, type, bits), (handle): AnyKey =>
    makeKey(generatedMaterial(handle, given)),
  );
}

/** {@link JWKVerbs.generateKey} as a step of other functions. */
export function generateNow(kty: unknown, crvOrBits: unknown, parameters: unknown): AnyKey {
  // With the synchronous engine no step returns a promise.
  return generateKeyWith(syncEngine, kty, crvOrBits, parameters) as AnyKey;
}

/** Both forms of {@link JWKVerbs.generateKey}. */
export const generateVerb = verb(generateKeyWith, 2);
