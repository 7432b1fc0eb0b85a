/** The textual encodings of RFC 7468, read strictly, with the encryption header of RFC 1421 where a block has one. */

import { InvalidJWKError } from '../errors/classes';
import { quote } from '../internal/text';
import { MAX_CERTIFICATES } from './certificates';

export interface PemBlock {
  /** The words between BEGIN and the dashes. */
  readonly label: string;
  /** The lines of a block that is encrypted in the manner of RFC 1421: its DEK-Info names the cipher. */
  readonly encryption: string | undefined;
  /** The octets of the block, as they stand there: encrypted where it has such lines. */
  readonly der: Buffer;
}

const BEGIN = '-----BEGIN ';
const END = '-----END ';
const DASHES = '-----';

/** Whether a text has PEM armor anywhere; explanatory text may stand before it (RFC 7468 section 2). */
export function hasPemArmor(text: string): boolean {
  return text.includes(BEGIN);
}

/** As many as a key, its parameters and its certificates are. */
export const MAX_BLOCKS = MAX_CERTIFICATES + 2;

/**
 * The blocks of a text, in order; at least one, and at most one more than MAX_BLOCKS: what follows is not read. Throws
 * InvalidJWKError where the armor is damaged.
 */
export function readPem(text: string): PemBlock[] {
  const blocks: PemBlock[] = [];
  let offset = text.indexOf(BEGIN);
  while (offset !== -1 && blocks.length <= MAX_BLOCKS) {
    const labelEnd = text.indexOf(DASHES, offset + BEGIN.length);
    if (labelEnd === -1) throw damaged('its BEGIN line does not end in five dashes');
    const label = text.slice(offset + BEGIN.length, labelEnd);
    if (!/^[A-Z0-9][A-Z0-9 ]{0,63}$/.test(label)) throw damaged(`its label is ${quote(label)}`);
    const endLine = `${END}${label}${DASHES}`;
    const bodyEnd = text.indexOf(END, labelEnd);
    if (bodyEnd === -1 || !text.startsWith(endLine, bodyEnd)) throw damaged(`the line "${endLine}" is missing`);
    blocks.push(readBlock(label, text.slice(labelEnd + DASHES.length, bodyEnd)));
    offset = text.indexOf(BEGIN, bodyEnd + endLine.length);
  }
  if (blocks.length === 0) throw damaged('it has no BEGIN line');
  return blocks;
}

/** RFC 1421 section 4.6: "Proc-Type: 4,ENCRYPTED", then "DEK-Info: CIPHER,IV", then an empty line. */
const encryptionHeader =
  /^\s*Proc-Type:[ \t]*4,[ \t]*ENCRYPTED[ \t]*\r?\nDEK-Info:[ \t]*([A-Za-z0-9-]{1,32}),([0-9A-Fa-f]{1,64})[ \t]*\r?\n\s*\n/;

function readBlock(label: string, text: string): PemBlock {
  const [header = '', cipher = '', iv = ''] = encryptionHeader.exec(text) ?? [];
  if (header === '' && /^\s*Proc-Type:/.test(text)) {
    throw damaged('after "Proc-Type:" it lacks the lines "4,ENCRYPTED", "DEK-Info: CIPHER,IV" and an empty one');
  }
  const encryption = header === '' ? undefined : `Proc-Type: 4,ENCRYPTED\nDEK-Info: ${cipher},${iv}\n`;
  const body = text.slice(header.length);
  if (body.includes('\\n')) {
    throw damaged(
      'it holds a backslash and an n where a line should end; replace them, as in text.replaceAll("\\\\n", "\\n")',
    );
  }
  const base64 = body.replace(/[ \t\r\n]+/g, '');
  const der = decodeStrictBase64(base64);
  if (der === undefined) throw damaged('the text between its BEGIN and END lines is not base64');
  return { label, encryption, der };
}

/** Standard base64 with its padding, and nothing else (RFC 4648 section 4); undefined for any other text. */
export function decodeStrictBase64(text: string): Buffer | undefined {
  const bytes = Buffer.from(text, 'base64');
  // Node's decoder is lenient, so what it understood is written again and must be what stood there.
  return bytes.length > 0 && bytes.toString('base64') === text ? bytes : undefined;
}

function damaged(reason: string): InvalidJWKError {
  return new InvalidJWKError(`this PEM text cannot be read: ${reason}`);
}

/** RFC 7468 section 3: "generators MUST wrap the base64-encoded lines so that each line consists of exactly 64 characters". */
export function writePem(label: string, der: Uint8Array): string {
  const base64 = Buffer.from(der.buffer, der.byteOffset, der.byteLength).toString('base64');
  const lines = base64.match(/.{1,64}/g) ?? [];
  return [`${BEGIN}${label}${DASHES}`, ...lines, `${END}${label}${DASHES}`, ''].join('\n');
}
