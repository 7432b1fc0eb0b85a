/** Secrets as they are made: random, in every form that people write them. */

import * as crypto from 'node:crypto';

const words = (
  'correct horse battery staple key keys secret public private rsa ssh begin end certificate token openssl admin ' +
  'kty json age putty modulus signature base64 pem password hunter trombone ECDSA ed25519 AAAA BEGIN KEY'
).split(' ');

const printable = Array.from({ length: 95 }, (_, index) => String.fromCharCode(0x20 + index));

function pick<T>(values: readonly T[], random: number): T {
  const value = values[random % values.length];
  if (value === undefined) throw new Error('Nothing to pick from');
  return value;
}

const lengths = [16, 20, 24, 32, 33, 48, 64, 66, 96, 128, 256];
const choose = <T>(values: readonly T[], octets: Buffer, separator: string): string =>
  Array.from(octets, (octet) => String(pick(values, octet))).join(separator);

/** DER's hardest case: a SEQUENCE of exactly the right length, with an INTEGER or a SEQUENCE in it. */
function nearlyDer(octets: Buffer): Buffer {
  const isShort = octets.length < 130;
  octets.set(isShort ? [0x30, octets.length - 2] : [0x30, 0x81, Math.min(octets.length - 3, 255)]);
  octets[isShort ? 2 : 3] = octets.length % 2 === 0 ? 0x02 : 0x30;
  return octets;
}

const makers: readonly ((octets: Buffer) => string | Buffer)[] = [
  (octets) => octets,
  (octets) => octets.toString('base64'),
  (octets) => octets.toString('base64url'),
  (octets) => octets.toString('hex'),
  (octets) => octets.toString('hex').toUpperCase(),
  (octets) => (octets.toString('hex').match(/../g) ?? []).join(':'),
  (octets) => Buffer.from(octets.toString('base64')).toString('base64'),
  (octets) => Buffer.from(octets.toString('hex')).toString('base64'),
  (octets) => `base64:${octets.toString('base64')}`,
  (octets) => octets.toString('latin1'),
  (octets) => octets.toString('utf8'),
  (octets) => choose(printable, octets, ''),
  (octets) => choose(words, octets.subarray(0, 12), ' '),
  (octets) => choose(words, octets.subarray(0, 12), '-'),
  (octets) => JSON.stringify({ key: octets.toString('base64'), id: choose(words, octets.subarray(0, 2), '_') }),
  (octets) => Buffer.from(octets.toString('base64'), 'utf16le'),
  (octets) => String(new Uint8Array(octets)),
  nearlyDer,
  (octets) => nearlyDer(octets).toString('base64'),
  (octets) => nearlyDer(octets).toString('hex'),
];

/** So many secrets, of every form and length in turn. */
export function* randomSecrets(count: number): Generator<string | Buffer> {
  for (let i = 0; i < count; i++) {
    const make = pick(makers, i);
    yield make(crypto.randomBytes(pick(lengths, Math.floor(i / makers.length))));
  }
}
