/** Verbs that tell the serialization by the shape of what they are given. */

import { typeError } from '../errors/base';
import { verb, type Engine, type Maybe } from '../native/engine';
import { readOptions } from '../util/options';
import { describeType } from '../util/text';
import { isJsonText } from '../message/json';
import { deserializeCompactWith, serializeCompactWith } from './compact';
import { deserializeJsonWith, serializeJsonWith } from './json';
import type { CompactResult, JsonJWS, JsonResult } from './types';

function hasMemberShape(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return Array.isArray(value) || Object.hasOwn(value, 'protected') || Object.hasOwn(value, 'header');
}

function serializeWith(
  engine: Engine,
  headers: unknown,
  payload: unknown,
  key: unknown,
  options?: unknown,
): Maybe<string | JsonJWS> {
  const toThat = hasMemberShape(headers) ? serializeJsonWith : serializeCompactWith;
  return toThat(engine, headers, payload, key, options);
}

function deserializeWith(
  engine: Engine,
  value: unknown,
  key: unknown,
  options?: unknown,
): Maybe<CompactResult | JsonResult> {
  if (typeof value !== 'string' || isJsonText(value)) return deserializeJsonWith(engine, value, key, options);
  const { verify, ...compactOptions } = readOptions(options, ['algorithms', 'registry', 'payload', 'verify']);
  // A compact token has one signature, for which 'all' and 'any' are the same.
  if (verify !== undefined && verify !== 'all' && verify !== 'any') {
    throw typeError(`verify must be 'all' or 'any', found ${describeType(verify)}`);
  }
  return deserializeCompactWith(engine, value, key, compactOptions);
}

export const serialize = verb(serializeWith, 3);
export const deserialize = verb(deserializeWith, 2);
