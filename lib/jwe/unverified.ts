/** Looking at the headers of a JWE without decrypting it. */

import { decodeProtected } from '../message/header';
import { isJsonText } from '../message/json';
import { deepFreeze } from '../util/json';
import { splitCompact } from './compact';
import { jweHeader } from './header';
import { decodeShared, readMessage } from './message';
import { defaultRegistry } from './registry';
import type { UnverifiedCompact, UnverifiedJson } from './types';

function decodeCompact(value: string): UnverifiedCompact {
  const { token, firstDot } = splitCompact(value, defaultRegistry);
  return Object.freeze({
    protected: deepFreeze(decodeProtected(token.slice(0, firstDot), defaultRegistry, jweHeader)),
  });
}

function decodeJson(value: unknown): UnverifiedJson {
  const message = readMessage(value, defaultRegistry);
  const recipients = message.recipients.map(({ header }) => Object.freeze(header === undefined ? {} : { header }));
  return Object.freeze({
    flattened: message.flattened,
    ...decodeShared(message, defaultRegistry),
    recipients: Object.freeze(recipients),
  });
}

export function decodeUnverified(value: unknown): UnverifiedCompact | UnverifiedJson {
  return typeof value === 'string' && !isJsonText(value) ? decodeCompact(value) : decodeJson(value);
}
