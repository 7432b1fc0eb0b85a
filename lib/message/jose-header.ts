/** The JOSE header of a message in JSON: the union of the objects that it is spread over. */

import { partOf, validateHeader, type Direction, type HeaderParts, type ObjectKind } from '../header';
import type { AnyRegistry } from './registry';

/** Validates the parts of a JOSE header and gives their union (RFC 7515 section 4, RFC 7516 section 4), frozen. */
export function validatedUnion(
  parts: HeaderParts,
  kind: ObjectKind,
  registry: AnyRegistry,
  direction: Direction,
): Readonly<Record<string, unknown>> {
  validateHeader({ ...parts, compact: false, for: kind, direction, rules: registry.headerRules });
  const headers = [partOf(parts, 'protected'), partOf(parts, 'unprotected'), partOf(parts, 'header')];
  // fromEntries makes own members: a parameter named "__proto__" is only a name.
  return Object.freeze(Object.fromEntries(headers.flatMap((header) => Object.entries(header ?? {}))));
}
