/** What looks at a JWS without verifying it: decoding, and taking the payload out (RFC 7515 appendix F). */

import { decodeProtected } from '../message/header';
import { isJsonText } from '../message/json';
import { deepFreeze, toJson } from '../util/json';
import { splitCompact } from './compact';
import { decodePayload, encodesPayload, jwsHeader } from './header';
import { decodeHeaders, readMessage } from './message';
import { defaultRegistry } from './registry';
import type { GeneralJWS, JsonJWS, JWSSignature, UnverifiedCompact, UnverifiedJson } from './types';

function decodeCompact(value: string): UnverifiedCompact {
  const { token, firstDot, secondDot } = splitCompact(value, defaultRegistry);
  const header = deepFreeze(decodeProtected(token.slice(0, firstDot), defaultRegistry, jwsHeader));
  const payload = decodePayload(token.slice(firstDot + 1, secondDot), encodesPayload(header));
  return Object.freeze({ protected: header, payload });
}

function decodeJson(value: unknown): UnverifiedJson {
  const message = readMessage(value, defaultRegistry);
  const headers = message.members.map((raw) => decodeHeaders(raw, defaultRegistry));
  const isEncoded = headers.every(({ protected: own }) => encodesPayload(own ?? {}));
  const members = headers.map(({ protected: own, header }) =>
    Object.freeze({ ...(own === undefined ? {} : { protected: own }), ...(header === undefined ? {} : { header }) }),
  );
  return Object.freeze({
    flattened: message.flattened,
    ...(message.payload === undefined ? {} : { payload: decodePayload(message.payload, isEncoded) }),
    members: Object.freeze(members),
  });
}

export function decodeUnverified(value: unknown): UnverifiedCompact | UnverifiedJson {
  return typeof value === 'string' && !isJsonText(value) ? decodeCompact(value) : decodeJson(value);
}

function detachMessage(value: unknown): JsonJWS {
  const { flattened, members } = readMessage(value, defaultRegistry);
  const signatures = members.map(({ protected: text, header, signature }): JWSSignature => ({
    ...(text === undefined ? {} : { protected: text }),
    ...(header === undefined ? {} : { header }),
    signature,
  }));
  const [first] = signatures;
  const message: JsonJWS | GeneralJWS = flattened && first !== undefined ? first : { signatures };
  return deepFreeze(message);
}

/** Removes the payload of a compact token, of a JSON text, or of a JSON object, and gives the same kind back. */
export function detach(value: unknown): string | JsonJWS {
  if (typeof value !== 'string') return detachMessage(value);
  if (isJsonText(value)) return toJson(detachMessage(value)) ?? '';
  const { token, firstDot, secondDot } = splitCompact(value, defaultRegistry);
  return `${token.slice(0, firstDot)}..${token.slice(secondDot + 1)}`;
}
