/** ASCII alone: `toLowerCase` would also make a `k` of the Kelvin sign. */
function lowerCase(text: string): string {
  return text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
}

/**
 * RFC 7515 section 4.1.9: "A recipient using the media type value MUST treat it as if "application/" were prepended to
 * any "typ" value not containing a '/'." RFC 2045 section 5.1: types are compared without regard to case.
 */
function fullName(type: string): string {
  return lowerCase(type.includes('/') ? type : `application/${type}`);
}

/** Whether two values of "typ" or "cty" name the same media type. */
export function isSameMediaType(one: string, other: string): boolean {
  return one === other || fullName(one) === fullName(other);
}
