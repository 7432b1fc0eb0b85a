/** Looking into a JWS without verifying it. */

import { deepFreeze } from '../internal/json';
import { isJsonText } from '../message/json-text';
import { decodeProtected } from '../message/protected-header';
import { splitCompact } from './compact';
import { decodeHeaders, readMessage } from './json-message';
import { decodePayload } from './payload';
import { encodesPayload, jwsHeader } from './protected-header';
import { defaultRegistry } from './registry';
import type { UnverifiedCompact, UnverifiedJson } from './types';

const where = 'jws.decodeUnverified';

function decodeCompact(value: string): UnverifiedCompact {
  const { token, firstDot, secondDot } = splitCompact(value, defaultRegistry, where);
  const header = deepFreeze(decodeProtected(token.slice(0, firstDot), defaultRegistry, jwsHeader));
  const payload = decodePayload(token.slice(firstDot + 1, secondDot), encodesPayload(header));
  return Object.freeze({ protected: header, payload });
}

function decodeJson(value: unknown): UnverifiedJson {
  const message = readMessage(value, defaultRegistry, where);
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
