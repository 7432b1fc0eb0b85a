import { InvalidHeaderError, UnsupportedCritError } from '../errors';
import { quote } from '../internal/text';
import { headerParameter, type ObjectKind } from './parameters';
import { isPresent, type HeaderObject } from './parts';
import type { HeaderRules } from './rules';

/** The extension that is understood without being declared: unencoded payloads of a JWS (RFC 7797). */
function isBuiltIn(name: string, kind: ObjectKind): boolean {
  return name === 'b64' && kind === 'jws';
}

function checkName(name: string, protectedHeader: HeaderObject): void {
  // RFC 7515 section 4.1.11: "Producers MUST NOT include Header Parameter names defined by this specification or [JWA]
  // for use with JWS, duplicate names, or names that do not occur as Header Parameter names within the JOSE Header in
  // the "crit" list. … Recipients MAY consider the JWS to be invalid if the critical list contains any" of these.
  const registered = headerParameter(name);
  if (registered?.isBase === true) {
    throw new InvalidHeaderError(
      `"crit" must not list ${quote(name)}: it belongs to ${registered.rfc}, which every implementation understands`,
    );
  }
  if (!isPresent(protectedHeader, name)) {
    throw new InvalidHeaderError(`"crit" lists ${quote(name)}, but the protected header has no such parameter`);
  }
}

/**
 * Checks the "crit" of a protected header (RFC 7515 section 4.1.11), whose form has been checked before, and that
 * "b64": false is listed in it.
 *
 * @throws InvalidHeaderError - a name is absent or must not be listed, or "b64" is missing from the list
 * @throws UnsupportedCritError - a name is not understood: it is neither "b64" in a JWS nor has a rule with `validate`
 */
export function checkCrit(protectedHeader: HeaderObject, kind: ObjectKind, rules: HeaderRules): void {
  const names = isPresent(protectedHeader, 'crit') ? (protectedHeader.crit as readonly string[]) : [];
  for (const name of names) {
    checkName(name, protectedHeader);
  }
  for (const name of names) {
    // planted: crit
    if (!isBuiltIn(name, kind) && !rules.understands(name)) {
      throw new UnsupportedCritError(
        `"crit" lists ${quote(name)}, which is not understood in a ${kind.toUpperCase()}; ` +
          'to process it, declare it in the `headers` of a registry with a `validate` function',
      );
    }
  }
  // RFC 7797 section 6: "the "crit" Header Parameter MUST be included with "b64" in its set of values" if it is false.
  const isUnencoded = kind === 'jws' && isPresent(protectedHeader, 'b64') && protectedHeader.b64 === false;
  // planted: b64-crit
  if (isUnencoded && !names.includes('b64')) {
    throw new InvalidHeaderError('a header with "b64": false must list "b64" in "crit" (RFC 7797 section 6)');
  }
}
