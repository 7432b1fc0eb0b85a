/** Secrets: what may be one, and the guard against keys of other kinds. */

import { InvalidJWKError, KeyTooShortError, LimitExceededError } from '../errors/classes';
import { type KeyHandle, native } from '../native/load';
import { findKey, type FoundKey } from './key-marks';
import { MIN_KEY, ownMemory } from './secret-digits';
import { encodings, traitsOf } from './secret-encodings';

/** Some octets that a secret holds, and the encodings that were taken off to find them, the innermost first. */
interface Reading {
  readonly octets: Uint8Array;
  readonly layers: readonly string[];
  /** Whether further encodings are looked for in it. */
  readonly isText: boolean;
}

/** Quoted twice, and encoded twice in UTF-16, is as far as a mistake goes. */
const MAX_LAYERS = 5;

/** What is read may be so many times as long as the secret. Base64 read from each place takes three times its length. */
const MAX_GROWTH = 64;
const MAX_SHORT_READING = 65_536;

/**
 * The octets themselves, then what one encoding hides, then what two hide, and so on; overwritten afterwards.
 *
 * @throws LimitExceededError - what is decoded is longer than the limit; no text that is known comes near it
 */
export function* readingsOf(
  octets: Uint8Array,
  limit = MAX_SHORT_READING + MAX_GROWTH * octets.length,
  maxLayers = MAX_LAYERS,
): Generator<Reading> {
  const queue: Reading[] = [{ octets, layers: [], isText: true }];
  const made: Uint8Array[] = [];
  let left = limit;
  try {
    for (let reading = queue.shift(); reading !== undefined; reading = queue.shift()) {
      yield reading;
      if (!reading.isText || reading.layers.length === maxLayers || reading.octets.length < MIN_KEY) continue;
      const traits = traitsOf(reading.octets);
      for (const { name, isText, needs, decode } of encodings) {
        if ((traits & needs) === 0) continue;
        for (const decoded of decode(reading.octets)) {
          made.push(decoded);
          left -= decoded.length;
          if (left < 0) throw tooManyReadings();
          queue.push({ octets: decoded, layers: [name, ...reading.layers], isText });
        }
      }
    }
  } finally {
    for (const decoded of made) decoded.fill(0);
  }
}

function tooManyReadings(): LimitExceededError {
  return new LimitExceededError(
    `this secret can be decoded to more than ${MAX_GROWTH} times its length, too much to look through for keys; ` +
      "expected a random secret, such as jwk.generateKey('oct', 256) makes",
  );
}

function findKeyInOctets(octets: Uint8Array, maxLayers: number): FoundKey | undefined {
  for (const { octets: reading, layers } of readingsOf(octets, undefined, maxLayers)) {
    const found = findKey(reading);
    if (found === undefined) continue;
    if (layers.length === 0) return found;
    return { what: [found.what, ...layers].join(' '), advice: `decode it, then ${found.advice}` };
  }
  return undefined;
}

function findKeyIn(secret: string | Uint8Array, maxLayers = MAX_LAYERS): FoundKey | undefined {
  if (typeof secret !== 'string') return findKeyInOctets(secret, maxLayers);
  const octets = ownMemory(Buffer.byteLength(secret, 'utf8'));
  try {
    Buffer.from(octets.buffer).write(secret, 'utf8');
    return findKeyInOctets(octets, maxLayers);
  } finally {
    octets.fill(0);
  }
}

/**
 * Octets and the base64url that they were decoded from. What the octets hide, the text does one layer deeper, so that only
 * the text is looked through in all encodings.
 */
function findKeyInDecoded(octets: Uint8Array, written: string): FoundKey | undefined {
  return findKey(octets) ?? findKeyIn(written, MAX_LAYERS + 1);
}

/** Says what kind of key stands in some text or bytes, or undefined for what may be a secret. */
export function describeKeyText(secret: string | Uint8Array): string | undefined {
  return findKeyIn(secret)?.what;
}

/**
 * Throws InvalidJWKError where a key of another kind stands in text or bytes that are to be a secret.
 *
 * There is no way around it: what holds a key is no secret, or is no longer one when its public half is known; and a
 * random secret is never refused.
 */
function refuseKey(found: FoundKey | undefined): void {
  // planted: public-key-as-secret
  if (found === undefined) return;
  throw new InvalidJWKError(
    `an asymmetric key used as secret: expected a shared secret, found ${found.what}; whoever knows a public key could ` +
      `forge tokens with it. For the key: ${found.advice}. For a secret: jwk.generateKey('oct', 256) makes one`,
  );
}

/** The core's limit; looked at here as well, before a text is searched for keys. */
const MAX_SECRET = 262_144;

/** Takes text or bytes as a shared secret, unless they are empty, too long, or a key of another kind stands in them. */
export function importSecret(secret: string | Uint8Array): KeyHandle {
  checkLength(secret);
  refuseKey(findKeyIn(secret));
  return native.importSecret(secret);
}

/**
 * Takes the "k" of a JWK as one. Nor may a key of another kind stand in the text that it was decoded from: hexadecimal
 * digits are base64url, too, and those of a public key would make a secret that anyone can compute.
 */
export function importDecodedSecret(secret: Uint8Array, written: string): KeyHandle {
  checkLength(secret);
  refuseKey(findKeyInDecoded(secret, written));
  return native.importSecret(secret);
}

function checkLength(secret: string | Uint8Array): void {
  if (secret.length === 0) {
    throw new KeyTooShortError(
      'an empty secret protects nothing: expected at least one byte, found none; look whether the setting it comes from was read',
    );
  }
  // A text has no fewer octets than characters, so that of a very long one they need not be counted.
  const isText = typeof secret === 'string' && secret.length <= MAX_SECRET;
  const length = isText ? Buffer.byteLength(secret, 'utf8') : secret.length;
  if (length > MAX_SECRET) {
    throw new LimitExceededError(
      `a secret may hold at most ${MAX_SECRET} octets, found ${length} or more; it is hardly a secret`,
    );
  }
}
