/** Changes to DER that keep every length around them right. */

/** Counts of iterations that nobody needs, and such as fit no machine word. */
export const tooManyIterations: readonly bigint[] = [10_000_001n, 2n ** 31n - 1n, 2n ** 32n + 1n, 2n ** 64n, -1n];

/** DER in which the one INTEGER of a value has another, wherever it stands in SEQUENCEs and SETs. */
export function withInteger(der: Buffer, value: number, replacement: bigint): Buffer {
  const at = der.indexOf(element(0x02, integerOctets(BigInt(value))));
  if (at === -1) throw new Error(`No INTEGER ${value} in the DER`);
  return rewrite(der, { from: 0, to: der.length }, at, integerOctets(replacement));
}

interface Span {
  readonly from: number;
  readonly to: number;
}

function rewrite(der: Buffer, { from, to }: Span, at: number, replacement: Buffer): Buffer {
  const parts: Buffer[] = [];
  for (let offset = from; offset < to;) {
    const inner = contentsAt(der, offset);
    const isAround = at > offset && at < inner.to;
    const contents = isAround ? rewrite(der, inner, at, replacement) : der.subarray(inner.from, inner.to);
    parts.push(element(der[offset] ?? 0, offset === at ? replacement : contents));
    offset = inner.to;
  }
  return Buffer.concat(parts);
}

function contentsAt(der: Buffer, offset: number): Span {
  const first = der[offset + 1] ?? 0;
  const octets = first < 0x80 ? 0 : first & 0x7f;
  const length = octets === 0 ? first : der.readUIntBE(offset + 2, octets);
  const from = offset + 2 + octets;
  return { from, to: from + length };
}

function element(tag: number, contents: Buffer): Buffer {
  const { length } = contents;
  const header = length < 0x80 ? [tag, length] : [tag, 0x82, length >> 8, length & 0xff];
  // DER wants the shortest form of a length, which between 128 and 255 is two octets.
  const short = length >= 0x80 && length < 0x100 ? [tag, 0x81, length] : header;
  return Buffer.concat([Buffer.from(short), contents]);
}

/** Two's complement, in as few octets as will do. */
function integerOctets(value: bigint): Buffer {
  let size = 1;
  while (BigInt.asIntN(8 * size, value) !== value) size++;
  const hex = BigInt.asUintN(8 * size, value).toString(16);
  return Buffer.from(hex.padStart(2 * size, '0'), 'hex');
}
