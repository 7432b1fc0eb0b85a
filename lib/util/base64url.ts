/** Base64url without padding (RFC 7515 section 2, RFC 4648 section 5), decoded strictly. */

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

/** Encodes octets, or the UTF-8 bytes of a string. */
export function encodeBase64url(bytes: Uint8Array | string): string {
  if (typeof bytes === 'string') {
    return Buffer.from(bytes, 'utf8').toString('base64url');
  }
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64url');
}

/** Whether the last character leaves no bits over: RFC 4648 section 3.5 lets decoders refuse non-zero pad bits. */
function hasZeroTrailingBits(text: string): boolean {
  // 2 characters have 12 bits for 8 to hold, 3 characters 18 bits for 16.
  const mask = [0, 0, 0b1111, 0b11][text.length % 4] ?? 0;
  // planted: unused-bits-header
  return (alphabet.indexOf(text.charAt(text.length - 1)) & mask) === 0;
}

/**
 * Decodes base64url, or returns `undefined` when the text is not the one canonical encoding of some octets: padding,
 * `+`, `/`, white space, any other character, an impossible length and non-zero trailing bits are all refused, so that
 * no two texts decode to the same octets.
 *
 * Node's own decoder is fast but lenient. What it tolerates is excluded around it, without a pass over each character:
 * it takes `+` and `/`, which are looked for; it looks at the low octet of wide characters, which an ASCII text has
 * none of; and it skips everything else it does not know, which shortens its result.
 */
export function decodeBase64url(text: string): Buffer | undefined {
  const { length } = text;
  const isAscii = Buffer.byteLength(text, 'utf8') === length;
  if (length % 4 === 1 || !isAscii || text.includes('+') || text.includes('/') || !hasZeroTrailingBits(text)) {
    return undefined;
  }
  const bytes = Buffer.from(text, 'base64url');
  return bytes.length === Math.floor((length * 3) / 4) ? bytes : undefined;
}

/** Whether {@link decodeBase64url} would accept the text. */
export function isBase64url(text: string): boolean {
  return decodeBase64url(text) !== undefined;
}
