/** Detached content, RFC 7515 appendix F. */

import { deepFreeze, toJson } from '../internal/json';
import { splitCompact } from './compact';
import { isJsonText } from '../message/json-text';
import { readMessage } from './json-message';
import { defaultRegistry } from './registry';
import type { GeneralJWS, JsonJWS, JWSSignature } from './types';

const where = 'jws.detach';

function detachMessage(value: unknown): JsonJWS {
  const { flattened, members } = readMessage(value, defaultRegistry, where);
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
  const { token, firstDot, secondDot } = splitCompact(value, defaultRegistry, where);
  return `${token.slice(0, firstDot)}..${token.slice(secondDot + 1)}`;
}
