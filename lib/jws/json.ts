/** The JWS JSON Serialization, RFC 7515 section 7.2: flattened and general. */

import { BadSignatureError, InvalidJWSError, JoseError, UnsupportedAlgorithmError, type ErrorCode } from '../errors';
import { typeError } from '../errors/base';
import { deepFreeze } from '../util/json';
import { encodeBase64url } from '../util/base64url';
import type { Bytes } from '../util/bytes';
import { SignFlag } from '../native/load';
import { inOrder, isPromise, then, verb, type Engine, type Maybe } from '../native/engine';
import { checkOptions, option, readOptions } from '../util/options';
import { describeType } from '../util/text';
import type { Key } from '../jwk';
import {
  joseHeaderOf,
  readHeaders,
  readMessage,
  requireSameEncoding,
  type MessageMember,
  type RawMessage,
} from './message';
import { ownBuffer, readContent } from '../native/engine';
import { ownPolicy } from '../message/policy';
import { readGivenHeader, requireLength } from '../message/header';
import { longest, mostContent, requireRoom } from '../util/token-room';
import { decodePayload, isText } from './header';
import { allowedAlgorithm, policyOf, type Policy } from './registry';
import { encodesPayload } from './header';
import type { Registry } from './registry';
import { acceptUnsecured, sign, verifySignature, type SignatureContext } from './signature';
import type { JsonJWS, JsonResult, JWSMessage, JWSSignature, UnverifiedMember, VerifiedMember } from './types';

/** A member about to be signed: its headers read once. */
type MemberToSign = Omit<MessageMember, 'signature'>;

function readMemberToSign(value: unknown, registry: Registry): MemberToSign {
  if (value === undefined) throw typeError('a member must be an object, found undefined');
  const given = readOptions(value, ['protected', 'header'], 'a member { protected, header }');
  const own = readGivenHeader(given['protected'], 'protected header', registry);
  const other = readGivenHeader(given['header'], 'unprotected header', registry);
  const headers = { protected: own?.header, header: other?.header };
  if (own !== undefined) requireLength(own.json, registry);
  return {
    protectedText: own === undefined ? '' : encodeBase64url(own.json),
    ...headers,
    joseHeader: joseHeaderOf(headers, registry, 'write'),
    encodesPayload: encodesPayload(own?.header ?? {}),
  };
}

/** A copy of the members; their number is checked before the first is looked at. A hole is a member that is missing. */
function readMembersToSign(list: readonly unknown[], registry: Registry): readonly unknown[] {
  const { length } = list;
  registry.require('maxSignatures', length, 'the number of signatures');
  return Array.from({ length }, (_, index) => list[index]);
}

/** The key input of each member: one for all, or an array with one for each. */
function keyInputs(key: unknown, count: number): readonly unknown[] {
  if (!Array.isArray(key)) return Array.from({ length: count }, () => key);
  const list: readonly unknown[] = key;
  const { length } = list;
  if (length !== count) {
    throw typeError(`expected one key, or one for each of ${count} members, found ${length}`);
  }
  return Array.from({ length }, (_, index) => list[index]);
}

/** The most octets of a payload in base64url, which each signature covers together with its header. */
function mostPayload(members: readonly MemberToSign[]): number {
  return mostContent(Math.max(...members.map(({ protectedText }) => protectedText.length)));
}

/** The payload as the signatures cover it and as the message shows it; not shown when it must be detached. */
function payloadForms(payload: Bytes, isEncoded: boolean): { signed: Bytes; shown: string | undefined } {
  if (isEncoded) {
    const text = encodeBase64url(payload);
    return { signed: text, shown: text };
  }
  if (!isText(payload)) return { signed: payload, shown: undefined };
  requireRoom(payload, longest.string, 'payload');
  return { signed: payload, shown: ownBuffer(payload).toString('utf8') };
}

export function serializeJsonWith(
  engine: Engine,
  membersOrMember: unknown,
  payload: unknown,
  key: unknown,
  options?: unknown,
): Maybe<JsonJWS> {
  const policy = policyOf(checkOptions(options, ['algorithms', 'registry']));
  const isGeneral = Array.isArray(membersOrMember);
  const given: readonly unknown[] = isGeneral ? readMembersToSign(membersOrMember, policy.registry) : [membersOrMember];
  if (given.length === 0) throw new InvalidJWSError('a JWS in JSON needs at least one signature');
  const members = given.map((member) => readMemberToSign(member, policy.registry));
  const isEncoded = requireSameEncoding(members);
  const octets = readContent(engine, payload, 'payload', isEncoded ? mostPayload(members) : Infinity);
  const inputs = keyInputs(key, members.length);
  refuseNoneAmongSeveral(members, members.length);
  const algorithms = members.map(({ joseHeader }) => allowedAlgorithm(joseHeader.alg, policy));
  const { signed, shown } = payloadForms(octets, isEncoded);

  const signatures = inOrder(members, (member, index) => {
    const algorithm = algorithms[index] as (typeof algorithms)[number];
    const context = {
      engine,
      policy,
      algorithm,
      header: member.joseHeader,
      message: () => messageOf(member, ownBuffer(octets)),
    };
    return then(sign(context, inputs[index], 0, member.protectedText, signed), (signature) =>
      entryOf(member, signature),
    );
  });
  return then(signatures, (entries) => {
    const shownPayload = shown === undefined ? {} : { payload: shown };
    return deepFreeze(
      isGeneral ? { ...shownPayload, signatures: entries } : { ...shownPayload, ...(entries[0] as JWSSignature) },
    );
  });
}

/** alg none among several signatures is never allowed: it would count as one of them while it proves nothing. */
function refuseNoneAmongSeveral(members: readonly Pick<MessageMember, 'joseHeader'>[], count: number): void {
  if (count > 1 && members.some(({ joseHeader }) => joseHeader.alg === 'none')) {
    throw new UnsupportedAlgorithmError('the algorithm "none" is never allowed among several signatures');
  }
}

function messageOf(member: Pick<MessageMember, 'protected' | 'header'>, payload: Buffer | undefined): JWSMessage {
  return {
    protected: member.protected ?? Object.freeze({}),
    ...(member.header === undefined ? {} : { header: member.header }),
    ...(payload === undefined ? {} : { payload }),
  };
}

function entryOf({ protectedText, header }: MemberToSign, signature: string): JWSSignature {
  return {
    ...(protectedText === '' ? {} : { protected: protectedText }),
    ...(header === undefined ? {} : { header }),
    signature,
  };
}

interface Reading {
  readonly engine: Engine;
  readonly policy: Policy;
  /** The payload as the signatures cover it; its octets. */
  readonly signed: Bytes;
  readonly flags: number;
  readonly payload: Buffer;
}

function readPayloadMember(
  message: RawMessage,
  isEncoded: boolean,
  detached: Bytes | undefined,
): Pick<Reading, 'signed' | 'flags' | 'payload'> {
  if (detached === undefined) {
    if (message.payload === undefined) {
      throw new InvalidJWSError('a JWS in JSON without "payload" is detached; give its payload in the payload option');
    }
    return { signed: message.payload, flags: 0, payload: decodePayload(message.payload, isEncoded) };
  }
  if (message.payload !== undefined && message.payload !== '') {
    throw new InvalidJWSError('the JWS has a payload of its own; the payload option is for a detached one');
  }
  return { signed: detached, flags: isEncoded ? SignFlag.encodePayload : 0, payload: ownBuffer(detached) };
}

function verifyMember(reading: Reading, member: MessageMember, key: unknown): Maybe<VerifiedMember> {
  const { engine, policy, signed, flags, payload } = reading;
  const algorithm = allowedAlgorithm(member.joseHeader.alg, policy);
  const { joseHeader, protectedText, signature } = member;
  const verifiedWith = (used: Key): VerifiedMember =>
    Object.freeze({
      verified: true,
      ...(member.protected === undefined ? {} : { protected: member.protected }),
      ...(member.header === undefined ? {} : { header: member.header }),
      joseHeader,
      key: used,
    });
  if (algorithm.kty === null) {
    acceptUnsecured(key, signature);
    return verifiedWith(null as unknown as Key);
  }
  const context: SignatureContext = {
    engine,
    policy,
    algorithm,
    header: joseHeader,
    message: () => messageOf(member, payload),
  };
  return then(verifySignature(context, key, { flags, protectedText, payload: signed, signature }), verifiedWith);
}

/** What makes a member count as unverified under `verify: 'any'`; anything else rejects the whole. */
const memberFailures: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'ERR_JOSE_ALG_NOT_ALLOWED',
  'ERR_JOSE_NOT_SUPPORTED',
  'ERR_JOSE_CRIT_UNSUPPORTED',
  'ERR_JWS_SIGNATURE_VERIFICATION_FAILED',
  'ERR_JWKS_NO_MATCHING_KEY',
  'ERR_KEY_TYPE_MISMATCH',
  'ERR_KEY_USE_MISMATCH',
  'ERR_KEY_TOO_SHORT',
]);

function unverified(error: unknown): UnverifiedMember & { readonly error: JoseError } {
  if (error instanceof JoseError && memberFailures.has(error.code)) return { verified: false, code: error.code, error };
  throw error;
}

/** Whether a member was refused while it was read. An own member: one that is inherited must verify nothing. */
function isOutcome(entry: object): entry is ReturnType<typeof unverified> {
  // planted: own-verified
  return Object.hasOwn(entry, 'verified');
}

/** Runs a step, so that its refusal becomes a value. */
function attempt<T>(step: () => Maybe<T>): Maybe<T | ReturnType<typeof unverified>> {
  try {
    const value = step();
    return isPromise(value) ? value.catch(unverified) : value;
  } catch (error) {
    return unverified(error);
  }
}

function readVerify(value: unknown): 'all' | 'any' {
  if (value === undefined || value === 'all' || value === 'any') return value ?? 'all';
  throw typeError(`verify must be 'all' or 'any', found ${describeType(value)}`);
}

export function deserializeJsonWith(
  engine: Engine,
  value: unknown,
  key: unknown,
  options?: unknown,
): Maybe<JsonResult> {
  const given = checkOptions(options, ['algorithms', 'registry', 'payload', 'verify']);
  const policy = ownPolicy(policyOf(given));
  const mode = readVerify(option(given, 'verify'));
  const payloadOption = option(given, 'payload');
  const detached = payloadOption === undefined ? undefined : readContent(engine, payloadOption, 'payload');
  const message = readMessage(value, policy.registry);
  const read = message.members.map((raw) => attemptIf(mode === 'any', () => readHeaders(raw, policy.registry)));
  const members = read.filter((entry): entry is MessageMember => !isOutcome(entry));
  const payload = readPayloadMember(message, requireSameEncoding(members), detached);
  refuseNoneAmongSeveral(members, read.length);
  const reading: Reading = { engine, policy, ...payload };
  const results = inOrder(read, (entry) => {
    if (isOutcome(entry)) return entry;
    return mode === 'any' ? attempt(() => verifyMember(reading, entry, key)) : verifyMember(reading, entry, key);
  });
  return then(results, (outcomes) => {
    requireOneVerified(outcomes);
    const shown = outcomes.map((outcome) =>
      outcome.verified ? outcome : Object.freeze({ verified: false as const, code: outcome.code }),
    );
    return Object.freeze({ flattened: message.flattened, payload: reading.payload, members: Object.freeze(shown) });
  });
}

function attemptIf<T>(lenient: boolean, step: () => T): T | ReturnType<typeof unverified> {
  if (!lenient) return step();
  try {
    return step();
  } catch (error) {
    return unverified(error);
  }
}

function requireOneVerified(outcomes: readonly (VerifiedMember | ReturnType<typeof unverified>)[]): void {
  const failures = outcomes.filter((outcome) => !outcome.verified);
  if (failures.length < outcomes.length) return;
  const [first] = failures;
  // The one reason that all share says more than that nothing verified.
  if (first !== undefined && failures.every(({ code }) => code === first.code)) throw first.error;
  const codes = [...new Set(failures.map(({ code }) => code))].join(', ');
  throw new BadSignatureError(`none of the ${outcomes.length} signatures verifies (${codes})`);
}

export const serializeJson = verb(serializeJsonWith, 3);
export const deserializeJson = verb(deserializeJsonWith, 2);
