/** The JWS Compact Serialization, RFC 7515 section 7.1: how a token is made and how it is read. */

import { InvalidJWSError } from '../errors';
import type { SignatureAlgorithm } from '../jwa';
import type { Key } from '../jwk/key';
import { compactText, describeParts, periodsOf } from '../message/compact';
import { readProtected, writeProtected } from '../message/header';
import { type Engine, type Maybe, ownBuffer, piecesOf, readContent, roomFor, then, verb } from '../native/engine';
import { core, native, SignFlag, Verdict } from '../native/load';
import type { Bytes } from '../util/bytes';
import { checkOptions, option } from '../util/options';
import { mostContent, requireRoom } from '../util/token-room';
import { decodePayload, isAttachable, jwsHeader, type ProtectedHeader, requireReadable } from './header';
import { allowedAlgorithm, type Policy, policyOf, type Registry } from './registry';
import {
  acceptUnsecured,
  isQuickSignature,
  sign,
  type SignatureContext,
  takesPieces,
  type Verified,
  verifySignature,
  verifyWithKeys,
} from './signature';
import type { CompactResult, JWSMessage } from './types';

const serializeOptions = ['algorithms', 'registry'];
export const deserializeOptions = ['algorithms', 'registry', 'payload'];

export function serializeCompactWith(
  engine: Engine,
  protectedHeader: unknown,
  payload: unknown,
  key: unknown,
  options?: unknown,
): Maybe<string> {
  const policy = policyOf(checkOptions(options, serializeOptions));
  const written = writeProtected(protectedHeader, policy.registry, jwsHeader);
  // What is detached may have any length.
  const most = written.encodesPayload ? mostContent(written.text.length) : Infinity;
  return signCompact(engine, written, readContent(engine, payload, 'payload', most), key, policy);
}

/** The compact token of a header that was read from the caller and of a payload. */
export function signCompact(
  engine: Engine,
  { text, header, alg, encodesPayload }: ProtectedHeader,
  payload: Bytes,
  key: unknown,
  policy: Policy,
): Maybe<string> {
  const algorithm = allowedAlgorithm(alg, policy);
  const message = (): JWSMessage => ({ protected: header, payload: ownBuffer(payload) });
  const context = { engine, policy, algorithm, header, message };
  if (encodesPayload) return sign(context, key, SignFlag.encodePayload | SignFlag.wholeToken, text, payload);
  if (isAttachable(payload)) {
    requireRoom(payload, mostContent(text.length), 'the payload');
    return sign(context, key, SignFlag.wholeToken, text, payload);
  }
  return then(sign(context, key, 0, text, payload), (signature) => `${text}..${signature}`);
}

/** A compact token and the places of its periods; nothing is decoded. */
export interface CompactParts {
  readonly token: string;
  readonly firstDot: number;
  readonly secondDot: number;
}

/** Finds the parts of a token. */
export function splitCompact(given: unknown, registry: Registry): CompactParts {
  const token = compactText(given, registry);
  const periods = periodsOf(token);
  const [firstDot, secondDot] = periods;
  if (firstDot === undefined || secondDot === undefined || periods.length !== 2) {
    throw new InvalidJWSError(
      `a compact JWS has three parts with a period between them (RFC 7515 section 7.1), found ${describeParts(periods)}`,
    );
  }
  return { token, firstDot, secondDot };
}

/** A compact token whose header is read and whose algorithm is allowed. Its signature is not verified yet. */
export class OpenedToken implements SignatureContext {
  constructor(
    readonly engine: Engine,
    readonly policy: Policy,
    readonly parts: CompactParts,
    readonly protectedHeader: ProtectedHeader,
    readonly algorithm: SignatureAlgorithm,
  ) {}

  get header(): ProtectedHeader['header'] {
    return this.protectedHeader.header;
  }

  /** The payload as it stands in the token. */
  get payloadText(): string {
    return this.parts.token.slice(this.parts.firstDot + 1, this.parts.secondDot);
  }

  get signature(): string {
    return this.parts.token.slice(this.parts.secondDot + 1);
  }

  message(): JWSMessage {
    return { protected: this.header, payload: decodePayload(this.payloadText, this.protectedHeader.encodesPayload) };
  }
}

/** Reads the protected header of a token and looks whether its algorithm is allowed. */
export function openCompact(engine: Engine, policy: Policy, parts: CompactParts): OpenedToken {
  const { token, firstDot, secondDot } = parts;
  const { registry } = policy;
  registry.require('maxSignatureLength', token.length - secondDot - 1, 'the length of the signature');
  const protectedHeader = readProtected(token, firstDot, registry, jwsHeader);
  return new OpenedToken(engine, policy, parts, protectedHeader, allowedAlgorithm(protectedHeader.alg, policy));
}

export function deserializeCompactWith(
  engine: Engine,
  token: unknown,
  key: unknown,
  options?: unknown,
): Maybe<CompactResult> {
  const given = checkOptions(options, deserializeOptions);
  const policy = policyOf(given);
  const payload = option(given, 'payload');
  const detached = payload === undefined ? undefined : readContent(engine, payload, 'payload');
  return deserializeAs(engine, token, key, policy, detached);
}

/** Reads a token under a policy: periods, protected header, algorithm, keys, signature, result. */
export function deserializeAs(
  engine: Engine,
  given: unknown,
  key: unknown,
  policy: Policy,
  detached: Bytes | undefined,
): Maybe<CompactResult> {
  const opened = openCompact(engine, policy, splitCompact(given, policy.registry));
  const { algorithm, protectedHeader } = opened;
  if (algorithm.kty !== null && protectedHeader.encodesPayload && detached === undefined) {
    return then(verifyPayload(opened, key), ({ key: used, value }) => resultOf(opened, value, used));
  }
  const signed = signedPayload(opened, detached);
  const message = (): JWSMessage => ({ protected: opened.header, payload: payload() });
  const payload = (): Buffer =>
    detached === undefined ? decodePayload(opened.payloadText, protectedHeader.encodesPayload) : ownBuffer(detached);
  if (algorithm.kty === null) {
    acceptUnsecured(key, opened.signature);
    // The type promises a key; alg none, which must be allowed by name, is documented to have none.
    return resultOf(opened, payload(), null as unknown as Key);
  }
  const flags = protectedHeader.encodesPayload ? SignFlag.encodePayload : 0;
  const { header } = opened;
  const parts = { flags, protectedText: protectedHeader.text, payload: signed, signature: opened.signature };
  return then(verifySignature({ engine, policy, algorithm, header, message }, key, parts), (used) =>
    resultOf(opened, payload(), used),
  );
}

function resultOf({ header }: OpenedToken, payload: Buffer, key: Key): CompactResult {
  return Object.freeze({ protected: header, payload, key });
}

/** Verifies a token whose base64url payload the core decodes. */
function verifyPayload(opened: OpenedToken, input: unknown): Maybe<Verified<Buffer>> {
  const { engine, algorithm, parts } = opened;
  const { token, firstDot, secondDot } = parts;
  const isQuick = isQuickSignature(algorithm, token.length);
  const pieces = engine.promises || !takesPieces(algorithm) ? undefined : piecesOf(opened.payloadText);
  const isEmpty = secondDot === firstDot + 1;
  return verifyWithKeys(
    opened,
    input,
    (handle, scheme) => {
      const output = roomFor(secondDot - firstDot - 1);
      const verdict =
        pieces === undefined
          ? engine.call(isQuick, core.verifyCompact, handle, scheme, token, firstDot, secondDot, output)
          : native.verifyPieces(handle, scheme, token.slice(0, firstDot), pieces, opened.signature, output);
      return then(verdict, (found) => (found === Verdict.good ? output : found));
    },
    isEmpty ? '; its payload is empty: give a detached one in the payload option' : '',
  );
}

/** The payload as it enters the signing input: detached, or the text between the periods. */
function signedPayload({ payloadText, protectedHeader }: OpenedToken, detached: Bytes | undefined): Bytes {
  if (detached === undefined) {
    if (!protectedHeader.encodesPayload) requireReadable(payloadText);
    return payloadText;
  }
  // planted: detached-payload
  if (payloadText !== '') {
    throw new InvalidJWSError('the token has a payload of its own; the payload option is for a detached one');
  }
  return detached;
}

export const serializeCompact = verb(serializeCompactWith, 3);
export const deserializeCompact = verb(deserializeCompactWith, 2);
