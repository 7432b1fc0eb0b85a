/** The options of encryption that single algorithms have: what they add to the header and to the call of the core. */

import { InvalidHeaderError, LimitExceededError } from '../errors';
import { typeError } from '../errors/base';
import type { KeyManagement } from '../jwa';
import { type Engine, readContent } from '../native/engine';
import { decodeBase64url, encodeBase64url } from '../util/base64url';
import type { Bytes } from '../util/bytes';
import { toJson } from '../util/json';
import { option, type Options } from '../util/options';
import { describeType } from '../util/text';
import { mostContent } from '../util/token-room';
import { partyInfo } from './key-parameters';
import type { Registry } from './registry';
import type { JWEHeader } from './types';

/** The names of the options that the verbs of encryption take. */
export const encryptOptions = ['algorithms', 'registry', 'apu', 'apv', 'p2c'];

/** The options as they were given, their types checked. */
export interface GivenParameters {
  readonly apu: Bytes | undefined;
  readonly apv: Bytes | undefined;
  readonly p2c: number | undefined;
}

const nothing: GivenParameters = Object.freeze({ apu: undefined, apv: undefined, p2c: undefined });

/** What one recipient's algorithm makes of them. */
export interface OwnParameters {
  /** For the core. */
  readonly apu: Bytes | undefined;
  readonly apv: Bytes | undefined;
  readonly p2c: number;
  /** Header parameters that the options stand for. */
  readonly added: Readonly<Record<string, string>>;
}

const none: OwnParameters = Object.freeze({ apu: undefined, apv: undefined, p2c: 0, added: Object.freeze({}) });

function readParty(engine: Engine, options: Options, name: 'apu' | 'apv'): Bytes | undefined {
  const value = option(options, name);
  if (value === undefined) return undefined;
  const octets = readContent(engine, value, name, mostContent(0));
  // RFC 7518 section 4.6.2: a party of whom nothing is said is the empty octet sequence.
  return octets.length === 0 ? undefined : octets;
}

function readCount(options: Options): number | undefined {
  const value = option(options, 'p2c');
  if (value === undefined || (typeof value === 'number' && Number.isSafeInteger(value))) return value;
  throw typeError(`p2c must be an integer, found ${describeType(value)}`);
}

/** Checks the types of the options, whatever algorithm they will be for. */
export function readGivenParameters(engine: Engine, options: Options): GivenParameters {
  if (options === undefined) return nothing;
  return {
    apu: readParty(engine, options, 'apu'),
    apv: readParty(engine, options, 'apv'),
    p2c: readCount(options),
  };
}

/** Counts of PBES2 go to the core as 32 bits. */
const largestCount = 2 ** 31 - 1;

/** Checks the iterations of PBES2, before any work, against the registry and against what can be counted. */
export function requireCount(count: number, registry: Registry): void {
  // planted: pbes2-count
  registry.require('maxPBES2Count', count, 'the "p2c" of PBES2');
  if (count > largestCount) {
    throw new LimitExceededError(`the "p2c" of PBES2: expected at most ${largestCount}, found ${count}`);
  }
}

function countOf({ defaultCount = 0 }: KeyManagement, { p2c }: GivenParameters, registry: Registry): number {
  const count = p2c ?? defaultCount;
  // RFC 7518 section 4.8.1.2: "A minimum iteration count of 1000 is RECOMMENDED."
  if (count < 1000) throw new InvalidHeaderError(`the "p2c" of PBES2 must be at least 1000, found ${count}`);
  requireCount(count, registry);
  return count;
}

/** What an algorithm makes of the options and of the header, in which "apu" and "apv" may stand as well. */
export function ownParameters(
  algorithm: KeyManagement,
  header: JWEHeader,
  given: GivenParameters,
  registry: Registry,
): OwnParameters {
  if (algorithm.mode === 'pbes2') return { ...none, p2c: countOf(algorithm, given, registry) };
  if (algorithm.mode !== 'ecdh') return none;
  const inHeader = partyInfo(header);
  const added = Object.create(null) as Record<string, string>;
  const party = (name: 'apu' | 'apv'): Bytes | undefined => {
    const text = inHeader[name];
    const octets = given[name];
    // Validation has found it to be base64url.
    if (octets === undefined) return text === undefined ? undefined : decodeBase64url(text);
    if (text !== undefined) throw typeError(`${name} stands in the header and among the options; give it once`);
    added[name] = encodeBase64url(octets);
    return octets;
  };
  return { apu: party('apu'), apv: party('apv'), p2c: 0, added };
}

/** A header's JSON with members that it has not. */
export function withMembers(json: string, added: OwnParameters['added']): string {
  const members = (toJson(added) ?? '{}').slice(1, -1);
  if (members === '') return json;
  return json === '{}' ? `{${members}}` : `${json.slice(0, -1)},${members}}`;
}
