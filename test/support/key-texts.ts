/** Texts that hold a key: kinds of keys, encodings and prefixes, to be combined. */

import * as crypto from 'node:crypto';
import { jwks, privateObject, publicJwk, publicObject } from './keys';
import { readOwnVector } from './vectors';

export type Named<T> = readonly [name: string, value: T];

const { keys } = readOwnVector<{ keys: { B: { x5c: [string] } } }>('rfc7517_appendix_a.json');
const certificate = Buffer.from(keys.B.x5c[0], 'base64');

const rsa = publicObject('rsa');
const rsaPrivate = privateObject('rsa');
const ec = publicObject('p256');
const ecPrivate = privateObject('p256');
const ed = publicObject('ed25519');
const edPrivate = privateObject('ed25519');
const encrypted = { cipher: 'aes-256-cbc', passphrase: 'x' };

const pem = (key: crypto.KeyObject, options: object): Buffer =>
  Buffer.from(key.export({ format: 'pem', ...options } as crypto.KeyExportOptions<'pem'>));
const der = (key: crypto.KeyObject, options: object): Buffer =>
  key.export({ format: 'der', ...options } as crypto.KeyExportOptions<'der'>);

/** Strings, each after its length (RFC 4253 section 6.6). */
function sshWire(...parts: readonly (string | Buffer)[]): Buffer {
  return Buffer.concat(
    parts.flatMap((part) => {
      const length = Buffer.alloc(4);
      length.writeUInt32BE(Buffer.byteLength(part));
      return [length, Buffer.from(part)];
    }),
  );
}

const edWire = sshWire('ssh-ed25519', Buffer.from(publicJwk('ed25519')['x'] ?? '', 'base64url'));
const rsaWire = sshWire(
  'ssh-rsa',
  Buffer.from('AQAB', 'base64url'),
  Buffer.from(`AA${publicJwk('rsa')['n'] ?? ''}`, 'base64url'),
);
const point = ['BA', publicJwk('p256')['x'], publicJwk('p256')['y']].map((part) =>
  Buffer.from(part ?? '', 'base64url'),
);
const ecWire = sshWire('ecdsa-sha2-nistp256', 'nistp256', Buffer.concat(point));
const skWire = sshWire('sk-ssh-ed25519@openssh.com', crypto.randomBytes(32), 'ssh:');
const modulus = Buffer.from(publicJwk('rsa')['n'] ?? '', 'base64url').toString('base64');
const text = (value: string): Buffer => Buffer.from(value);
const armored = (label: string, body: Buffer): Buffer =>
  text(
    `-----BEGIN ${label}-----\n${(body.toString('base64').match(/.{1,64}/g) ?? []).join('\n')}\n-----END ${label}-----\n`,
  );

/** Keys as octets that are no text. */
export const binaryKeys: readonly Named<Buffer>[] = [
  ['RSA SPKI in DER', der(rsa, { type: 'spki' })],
  ['EC SPKI in DER', der(ec, { type: 'spki' })],
  ['Ed25519 SPKI in DER', der(ed, { type: 'spki' })],
  ['RSA PKCS#1 in DER', der(rsa, { type: 'pkcs1' })],
  ['RSA PKCS#8 in DER', der(rsaPrivate, { type: 'pkcs8' })],
  ['RSA private PKCS#1 in DER', der(rsaPrivate, { type: 'pkcs1' })],
  ['EC PKCS#8 in DER', der(ecPrivate, { type: 'pkcs8' })],
  ['SEC1 in DER', der(ecPrivate, { type: 'sec1' })],
  ['Ed25519 PKCS#8 in DER', der(edPrivate, { type: 'pkcs8' })],
  ['encrypted PKCS#8 in DER', der(ecPrivate, { type: 'pkcs8', ...encrypted })],
  ['a certificate in DER', certificate],
  ['the octets of an ssh-ed25519 key', edWire],
  ['the octets of an ssh-rsa key', rsaWire],
  ['the octets of an ECDSA key of SSH', ecWire],
  ['the octets of a security key of SSH', skWire],
];

/** Keys as text. */
export const textKeys: readonly Named<Buffer>[] = [
  ['RSA SPKI in PEM', pem(rsa, { type: 'spki' })],
  ['EC SPKI in PEM', pem(ec, { type: 'spki' })],
  ['Ed25519 SPKI in PEM', pem(ed, { type: 'spki' })],
  ['RSA PKCS#1 in PEM', pem(rsa, { type: 'pkcs1' })],
  ['RSA PKCS#8 in PEM', pem(rsaPrivate, { type: 'pkcs8' })],
  ['SEC1 in PEM', pem(ecPrivate, { type: 'sec1' })],
  ['encrypted PKCS#8 in PEM', pem(ecPrivate, { type: 'pkcs8', ...encrypted })],
  ['a certificate in PEM', armored('CERTIFICATE', certificate)],
  ['a line of PEM', text('-----BEGIN PUBLIC KEY-----')],
  ['a cut ssh-ed25519 line', text('ssh-ed25519 AAAAC3NzaC1lZDI1NTE5')],
  ['the beginning of PEM', pem(rsa, { type: 'spki' }).subarray(0, 60)],
  ['an OpenSSH private key', armored('OPENSSH PRIVATE KEY', Buffer.concat([text('openssh-key-v1\0'), edWire]))],
  ['an RSA JWK', text(JSON.stringify(publicJwk('rsa')))],
  ['an EC JWK', text(JSON.stringify(publicJwk('p256'), null, 2))],
  ['an OKP JWK', text(JSON.stringify({ ...publicJwk('ed25519'), kid: 'é' }))],
  ['a private JWK', text(JSON.stringify(jwks.p256))],
  ['a JWK with kty last', text(JSON.stringify({ n: publicJwk('rsa')['n'], e: 'AQAB', kty: 'RSA' }))],
  ['a JWK with \\u006bty', text(JSON.stringify(publicJwk('rsa')).replace('"kty"', '"\\u006bty"'))],
  ['a JWK with \\u006b\\u0074\\u0079', text(JSON.stringify(publicJwk('rsa')).replace('kty', '\\u006b\\u0074\\u0079'))],
  ['a JWK Set', text(JSON.stringify({ keys: [publicJwk('p256')] }))],
  ['a JWK as JavaScript', text(`{ kty: 'RSA', n: '${publicJwk('rsa')['n'] ?? ''}', e: 'AQAB' }`)],
  ['a JWK as YAML', text(`kty: OKP\ncrv: Ed25519\nx: ${publicJwk('ed25519')['x'] ?? ''}\n`)],
  ['an ssh-ed25519 line', text(`ssh-ed25519 ${edWire.toString('base64')} me@host`)],
  ['an ssh-rsa line', text(`ssh-rsa ${rsaWire.toString('base64')}`)],
  ['an ECDSA line', text(`ecdsa-sha2-nistp256 ${ecWire.toString('base64')} me`)],
  ['a security key line', text(`sk-ssh-ed25519@openssh.com ${skWire.toString('base64')}`)],
  ['a known_hosts line', text(`example.com,192.0.2.1 ssh-ed25519 ${edWire.toString('base64')}`)],
  [
    'a hashed known_hosts line',
    text(`|1|F1E1KeoE/eEWhi10WpGv4OdiO6Y=|3988QV0VE8wmZL7suNrYQLITLCg= ssh-rsa ${rsaWire.toString('base64')}`),
  ],
  [
    'an authorized_keys line',
    text(`from="*.example.com",command="/bin/x \\"y\\"",no-pty ssh-rsa ${rsaWire.toString('base64')} me`),
  ],
  [
    'an RFC 4716 key',
    text(`---- BEGIN SSH2 PUBLIC KEY ----\n${edWire.toString('base64')}\n---- END SSH2 PUBLIC KEY ----`),
  ],
  ['an RSAKeyValue', text(`<RSAKeyValue><Modulus>${modulus}</Modulus><Exponent>AQAB</Exponent></RSAKeyValue>`)],
  [
    'a ds:RSAKeyValue',
    text(
      `<ds:KeyInfo><ds:KeyValue><ds:RSAKeyValue xmlns:ds="x"><ds:Modulus>${modulus}</ds:Modulus></ds:RSAKeyValue></ds:KeyValue></ds:KeyInfo>`,
    ),
  ],
  ['an ECKeyValue', text('<ECKeyValue xmlns="http://www.w3.org/2009/xmldsig11#"><NamedCurve/></ECKeyValue>')],
  [
    'a PuTTY key',
    text(`PuTTY-User-Key-File-3: ssh-ed25519\nEncryption: none\nPublic-Lines: 2\n${edWire.toString('base64')}\n`),
  ],
  ['a PGP block', armored('PGP PUBLIC KEY BLOCK', crypto.randomBytes(80))],
  ['an age identity', text('AGE-SECRET-KEY-1QQQSYQCYQ5RQWZQFPG9SCRGWPUGPZYSNZS23V9CCRYDPK8QARC0SJ5UUVX')],
  ['an age recipient', text('age1qqqsyqcyq5rqwzqfpg9scrgwpugpzysnzs23v9ccrydpk8qarc0sc7zwyk')],
];

const hex = (octets: Buffer): string => octets.toString('hex');
const pairs = (octets: Buffer): string[] => hex(octets).match(/../g) ?? [];

/** Octets as a program reads them from a file: as UTF-8 where they are UTF-8, else as Latin-1. */
export function asString(octets: Buffer): string {
  const read = octets.toString('utf8');
  return Buffer.from(read).equals(octets) ? read : octets.toString('latin1');
}

/** Ways to write octets. */
export const encodings: readonly Named<(octets: Buffer) => Buffer>[] = [
  ['base64', (octets) => text(octets.toString('base64'))],
  ['base64 without padding', (octets) => text(octets.toString('base64').replace(/=+$/, ''))],
  ['base64 in lines', (octets) => text((octets.toString('base64').match(/.{1,76}/g) ?? []).join('\r\n'))],
  ['base64url', (octets) => text(octets.toString('base64url'))],
  ['hex', (octets) => text(hex(octets))],
  ['HEX', (octets) => text(hex(octets).toUpperCase())],
  ['0x', (octets) => text(`0x${hex(octets)}`)],
  ['0X', (octets) => text(`0X${hex(octets).toUpperCase()}`)],
  ['hex with colons', (octets) => text(pairs(octets).join(':'))],
  ['HEX with colons', (octets) => text(pairs(octets).join(':').toUpperCase())],
  ['hex with spaces', (octets) => text(pairs(octets).join(' '))],
  ['HEX with dashes', (octets) => text(pairs(octets).join('-').toUpperCase())],
  [
    'hex as an array',
    (octets) =>
      text(
        pairs(octets)
          .map((pair) => `0x${pair}`)
          .join(', '),
      ),
  ],
  ['decimal numbers', (octets) => text(new Uint8Array(octets).toString())],
  ['a Buffer as JSON', (octets) => text(JSON.stringify(octets))],
  ['UTF-16LE', (octets) => Buffer.from(asString(octets), 'utf16le')],
  ['UTF-16LE with BOM', (octets) => Buffer.from(`\ufeff${asString(octets)}`, 'utf16le')],
  ['UTF-16BE', (octets) => Buffer.from(asString(octets), 'utf16le').swap16()],
  ['UTF-16BE with BOM', (octets) => Buffer.from(`\ufeff${asString(octets)}`, 'utf16le').swap16()],
  ['JSON', (octets) => text(JSON.stringify(asString(octets)))],
  ['JSON twice', (octets) => text(JSON.stringify(JSON.stringify(asString(octets))))],
  ['single quotes', (octets) => Buffer.concat([text("'"), octets, text("'")])],
  [
    '\\u escapes',
    (octets) =>
      text(
        pairs(octets)
          .map((pair) => `\\u00${pair}`)
          .join(''),
      ),
  ],
  [
    '\\x escapes',
    (octets) =>
      text(
        pairs(octets)
          .map((pair) => `\\x${pair}`)
          .join(''),
      ),
  ],
  ['a URL', (octets) => text(encodeURIComponent(asString(octets)))],
];

/** What may stand before a key. */
export const prefixes: readonly Named<Buffer>[] = [
  ['nothing', text('')],
  ['a comment', text('# key\n')],
  ['U+200B', text('\u200b')],
  ['NUL', text('\0')],
  ['a quote', text('"')],
  ['an apostrophe', text("'")],
  ['JWK=', text('JWK=')],
  ['export KEY="', text('export KEY="')],
  ['a word', text('key ')],
  ['a letter', text('x')],
  ['hexadecimal digits', text('cafe0 ')],
  ['a zero', text('0')],
  ['white space and a BOM', text(' \ufeff\n\u00a0')],
  ['Cyrillic', text('ключ: ')],
  ['a digit', text('1')],
  ['numbers', text('5, 1717')],
  // The same every time, so that what is not found after them can be looked at.
  ['random octets', crypto.createHash('sha512').update('a prefix').digest().subarray(0, 33)],
];
