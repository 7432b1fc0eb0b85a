/** A JOSE header as one serialization spreads it over several objects. */

import { InvalidHeaderError } from '../errors';
import { quote } from '../internal/text';

/** One of the objects, as received or as about to be written. */
export type HeaderObject = Readonly<Record<string, unknown>>;

/** The objects whose union is the JOSE header (RFC 7515 section 4, RFC 7516 section 4). */
export interface HeaderParts {
  /** The integrity protected header. */
  readonly protected?: HeaderObject | undefined;
  /** The shared unprotected header of a JWE in JSON. */
  readonly unprotected?: HeaderObject | undefined;
  /** The unprotected header of one signature or recipient in JSON. */
  readonly header?: HeaderObject | undefined;
}

/** One of the objects. An own member: a polluted `Object.prototype.header` is no header. */
export function partOf(parts: HeaderParts, name: keyof HeaderParts): HeaderObject | undefined {
  return Object.hasOwn(parts, name) ? parts[name] : undefined;
}

/** Whether a header has a parameter: an own member. One that is `undefined` is absent, as it is for JSON. */
export function isPresent(header: HeaderObject, name: string): boolean {
  return Object.hasOwn(header, name) && header[name] !== undefined;
}

/** The names of a header's parameters. */
export function namesOf(header: HeaderObject): string[] {
  return Object.keys(header).filter((name) => header[name] !== undefined);
}

/**
 * Checks that no parameter stands in two of the objects. RFC 7515 section 4: "the Header Parameter names in the two
 * locations MUST be disjoint"; RFC 7516 section 4 says the same of three.
 */
export function checkDisjoint(headers: readonly HeaderObject[]): void {
  headers.forEach((header, index) => {
    const others = headers.slice(index + 1);
    const repeated = namesOf(header).find((name) => others.some((other) => isPresent(other, name)));
    if (repeated !== undefined) {
      throw new InvalidHeaderError(
        `the header parameter ${quote(repeated)} stands in two of the header objects; it must stand in one of them`,
      );
    }
  });
}
