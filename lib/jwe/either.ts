/** Verbs that tell the serialization by the shape of what they are given. */

import { typeError } from '../errors/base';
import { isJsonText } from '../message/json';
import { type Engine, type Maybe, verb } from '../native/engine';
import { decryptCompactWith, encryptCompactWith } from './compact';
import { decryptJsonWith } from './decrypt-json';
import { encryptJsonWith } from './encrypt-json';
import type { CompactResult, JsonJWE, JsonResult } from './types';

/** Whether a value says whom a message in JSON is for; a header of a compact token does not. */
function hasRecipients(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return Object.hasOwn(value, 'recipients') || Object.hasOwn(value, 'recipient');
}

/** The arguments after the plaintext are a key and options for a compact token, and options alone for a message. */
function encryptWith(
  engine: Engine,
  headerOrRecipients: unknown,
  plaintext: unknown,
  keyOrOptions?: unknown,
  options?: unknown,
): Maybe<string | JsonJWE> {
  if (!hasRecipients(headerOrRecipients)) {
    return encryptCompactWith(engine, headerOrRecipients, plaintext, keyOrOptions, options);
  }
  if (options !== undefined) {
    throw typeError('with recipients, which have their keys, the third argument is the options');
  }
  return encryptJsonWith(engine, headerOrRecipients, plaintext, keyOrOptions);
}

function decryptWith(
  engine: Engine,
  value: unknown,
  key: unknown,
  options?: unknown,
): Maybe<CompactResult | JsonResult> {
  const isCompact = typeof value === 'string' && !isJsonText(value);
  return isCompact ? decryptCompactWith(engine, value, key, options) : decryptJsonWith(engine, value, key, options);
}

export const encrypt = verb(encryptWith, (shape) => (hasRecipients(shape) ? 2 : 3));
export const decrypt = verb(decryptWith, 2);
