/** Keys of other kinds are never taken for secrets (threats 3 and 4), and secrets are never taken for keys. */

import * as crypto from 'node:crypto';

import { importKey, OctKey } from '../../lib/jwk';
import { derShape } from '../../lib/jwk/der-shape';
import { describeKeyText } from '../../lib/jwk/import-secret';
import { jwks, publicHalf } from '../support/keys';
import { readOwnVector } from '../support/vectors';

const rsa = crypto.createPrivateKey({ key: jwks.rsa, format: 'jwk' });
const ec = crypto.createPrivateKey({ key: jwks.p256, format: 'jwk' });
const ed = crypto.createPrivateKey({ key: jwks.ed25519, format: 'jwk' });
const spki = crypto.createPublicKey(rsa).export({ type: 'spki', format: 'pem' }).toString();
const { keys } = readOwnVector<{ keys: { B: { x5c: [string] } } }>('rfc7517_appendix_a.json');
const certificate = Buffer.from(keys.B.x5c[0], 'base64');

/** An SSH public key's bytes: strings, each after its length (RFC 4253 section 6.6). */
function sshWire(...parts: readonly (string | Buffer)[]): Buffer {
  return Buffer.concat(
    parts.flatMap((part) => {
      const bytes = Buffer.from(part);
      const length = Buffer.alloc(4);
      length.writeUInt32BE(bytes.length);
      return [length, bytes];
    }),
  );
}

const sshBytes = sshWire('ssh-ed25519', crypto.randomBytes(32));
const ssh = `ssh-ed25519 ${sshBytes.toString('base64')} user@host`;

const encrypted = rsa.export({ type: 'pkcs8', format: 'der', cipher: 'aes-256-cbc', passphrase: 'x' });
const ders: [string, Buffer, string][] = [
  ['RSA SPKI', crypto.createPublicKey(rsa).export({ type: 'spki', format: 'der' }), 'spki'],
  ['EC SPKI', crypto.createPublicKey(ec).export({ type: 'spki', format: 'der' }), 'spki'],
  ['Ed25519 SPKI', crypto.createPublicKey(ed).export({ type: 'spki', format: 'der' }), 'spki'],
  ['RSA PKCS#8', rsa.export({ type: 'pkcs8', format: 'der' }), 'pkcs8'],
  ['EC PKCS#8', ec.export({ type: 'pkcs8', format: 'der' }), 'pkcs8'],
  ['Ed25519 PKCS#8', ed.export({ type: 'pkcs8', format: 'der' }), 'pkcs8'],
  ['encrypted PKCS#8', encrypted, 'encrypted-pkcs8'],
  ['RSA PKCS#1, public', crypto.createPublicKey(rsa).export({ type: 'pkcs1', format: 'der' }), 'pkcs1-public'],
  ['RSA PKCS#1, private', rsa.export({ type: 'pkcs1', format: 'der' }), 'pkcs1-private'],
  ['SEC1', ec.export({ type: 'sec1', format: 'der' }), 'sec1'],
  ['X.509', certificate, 'x509'],
];

describe('DER', () => {
  it.each(ders)('%s has its shape', (_name, der, shape) => {
    expect(derShape(der)).toBe(shape);
    for (let length = 0; length < der.length; length += 7) expect(derShape(der.subarray(0, length))).toBeUndefined();
  });
});

const spaces = ['', ' ', '\n', '\t', '\r\n ', '\uFEFF', '\uFEFF\n', '\u00a0', '\v\f', '\u2003'];
const texts: [string, string][] = [
  ['PEM of a public key', spki],
  ['PEM of a private key', ec.export({ type: 'pkcs8', format: 'pem' }).toString()],
  [
    'PEM of an encrypted key',
    rsa.export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'x' }).toString(),
  ],
  ['a certificate', `-----BEGIN CERTIFICATE-----\n${keys.B.x5c[0]}\n-----END CERTIFICATE-----`],
  ['damaged PEM', spki.slice(0, 100)],
  ['PEM in one line', spki.replaceAll('\n', ' ')],
  ['PEM with escaped line ends', spki.replaceAll('\n', '\\n')],
  ['an SSH key', ssh],
  ['an SSH RSA key', `ssh-rsa ${sshWire('ssh-rsa', 'AAAA').toString('base64')}`],
  ['an SSH ECDSA key', 'ecdsa-sha2-nistp256 AAAAE2VjZHNhLXNoYTItbmlzdHAyNTY='],
  ['an SSH security key', 'sk-ssh-ed25519@openssh.com AAAAGnNrLXNzaC1lZDI1NTE5QG9wZW5zc2guY29t'],
  ['an SSH key without its name', sshBytes.toString('base64')],
  ['an RFC 4716 key', '---- BEGIN SSH2 PUBLIC KEY ----\nAAAA\n---- END SSH2 PUBLIC KEY ----'],
  ['an OpenSSH private key', '-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaA==\n-----END OPENSSH PRIVATE KEY-----'],
  ['a PuTTY key', 'PuTTY-User-Key-File-3: ssh-ed25519\nEncryption: none'],
  ['a JWK', JSON.stringify(publicHalf(jwks.rsa))],
  ['a JWK over several lines', JSON.stringify(publicHalf(jwks.rsa), null, 2)],
  ['a JWK Set', JSON.stringify({ keys: [publicHalf(jwks.p256)] })],
  ['an array of JWKs', JSON.stringify([publicHalf(jwks.p256)])],
  ...ders.map(([name, der]): [string, string] => [`base64 of ${name}`, der.toString('base64')]),
  ...ders.map(([name, der]): [string, string] => [`base64url of ${name}`, der.toString('base64url')]),
];

const refused = expect.objectContaining({
  code: 'ERR_JWK_INVALID',
  message: expect.stringMatching(/asymmetric key used as secret/) as string,
}) as Error;

describe('text', () => {
  it.each(texts)('%s is no secret', (_name, text) => {
    for (const space of spaces) {
      const spaced = space + text;
      for (const value of [
        spaced,
        Buffer.from(spaced),
        new Uint8Array(Buffer.from(spaced)),
        Buffer.from(spaced, 'utf16le'),
      ]) {
        expect(() => OctKey.importKey(value)).toThrow(refused);
      }
      const k = Buffer.from(spaced).toString('base64url');
      expect(() => importKey({ kty: 'oct', k })).toThrow(refused);
      expect(() => importKey(crypto.createSecretKey(Buffer.from(spaced)))).toThrow(refused);
    }
  });
});

describe('bytes', () => {
  it.each([...ders, ['an SSH key', sshBytes, ''] as const])('%s is no secret', (_name, der) => {
    const values = [der, new Uint8Array(der), Buffer.concat([der, Buffer.from('\n')]), der.toString('latin1')];
    // A zero byte starts the SSH form, which no text file holds.
    for (const value of values.slice(0, der[0] === 0 ? 3 : 4)) expect(() => OctKey.importKey(value)).toThrow(refused);
  });
});

describe('secrets', () => {
  it.each([
    'secret',
    'password',
    'a secret of at least thirty-two bytes',
    '0',
    '0123456789abcdef0123456789abcdef',
    '{"not":"a key"}',
    '[1,2,3]',
    'ssh-rsa',
    'sk-proj-abcdefghijklmnopqrstuvwxyz',
    'AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA',
    'MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEA',
    '-----',
    'kty',
    '\u{1F511}'.repeat(8),
  ])('%j stays one', (secret) => {
    expect(describeKeyText(secret)).toBeUndefined();
    expect(OctKey.importKey(secret).bits).toBe(Buffer.byteLength(secret) * 8);
  });

  it('of random bytes stay secrets, whatever they begin with', () => {
    for (const length of [16, 32, 48, 64, 256]) {
      for (let round = 0; round < 2000; round++) {
        const bytes = crypto.randomBytes(length);
        // The hardest case: a SEQUENCE of exactly the right length.
        if (round % 2 === 0) bytes.set(length < 130 ? [0x30, length - 2] : [0x30, 0x81, length - 3]);
        if (round % 4 === 0) bytes[length < 130 ? 2 : 3] = 0x02;
        expect(describeKeyText(bytes)).toBeUndefined();
        expect(describeKeyText(bytes.toString('base64'))).toBeUndefined();
        expect(describeKeyText(bytes.toString('hex'))).toBeUndefined();
      }
    }
  });
});
