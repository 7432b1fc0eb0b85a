/** PEM is read strictly (RFC 7468), and what cannot be read is named. */

import * as crypto from 'node:crypto';

import { importKey } from '../../lib/jwk';
import { readPem, writePem } from '../../lib/jwk/import-pem';
import { jwks } from '../support/keys';

const ec = crypto.createPrivateKey({ key: jwks.p256, format: 'jwk' });
const pem = ec.export({ type: 'pkcs8', format: 'pem' }).toString();
const spki = crypto.createPublicKey(ec).export({ type: 'spki', format: 'pem' }).toString();
const sec1 = ec.export({ type: 'sec1', format: 'pem' }).toString();
const [, body = ''] = /-\n([^]*)\n-/.exec(pem) ?? [];

function block(label: string, text = body): string {
  return `-----BEGIN ${label}-----\n${text}\n-----END ${label}-----\n`;
}

const invalid = 'ERR_JWK_INVALID';
const legacy = 'Proc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,00112233445566778899AABBCCDDEEFF\n\n';

describe('what is refused', () => {
  const cases: [string, string, string, RegExp][] = [
    ['no END line', pem.replace(/-----END[^]*/, ''), invalid, /END PRIVATE KEY.*missing/],
    ['another END line', pem.replace('END PRIVATE', 'END PUBLIC'), invalid, /END PRIVATE KEY.*missing/],
    ['four dashes at BEGIN', pem.replace('KEY-----\n', 'KEY----\n'), invalid, /cannot be read/],
    ['a label in small letters', block('private key'), invalid, /label/],
    ['an empty label', block(''), invalid, /cannot be read/],
    ['nothing inside', block('PRIVATE KEY', ''), invalid, /not base64/],
    ['a character that is not base64', pem.replace(body.slice(0, 4), '*AAA'), invalid, /not base64/],
    ['base64url', block('PRIVATE KEY', 'AAA-AAA_'), invalid, /not base64/],
    ['padding in the middle', block('PRIVATE KEY', `AA==${body}`), invalid, /not base64/],
    ['padding missing', block('PRIVATE KEY', 'AAAAA'), invalid, /not base64/],
    ['trailing bits', block('PRIVATE KEY', 'AB=='), invalid, /not base64/],
    ['line ends as text', pem.replaceAll('\n', '\\n'), invalid, /backslash/],
    ['a label of nothing known', block('MESSAGE'), invalid, /labelled "MESSAGE"/],
    ['an OpenSSH key', block('OPENSSH PRIVATE KEY'), invalid, /ssh-keygen/],
    ['a DSA key', block('DSA PRIVATE KEY'), invalid, /no DSA/],
    ['a certificate request', block('CERTIFICATE REQUEST'), invalid, /certificate/],
    ['EC parameters alone', block('EC PARAMETERS', 'BggqhkjOPQMBBw=='), invalid, /without the key/],
    ['two keys', pem + pem, invalid, /one key.*2 blocks/],
    ['a key and its public half', sec1 + spki, invalid, /one key/],
    ['a certificate and a key', block('CERTIFICATE') + pem, invalid, /certificate chain.*"PRIVATE KEY"/],
    ['the wrong label', block('PUBLIC KEY'), invalid, /SPKI/],
    ['the wrong label for RSA', block('RSA PRIVATE KEY'), invalid, /PKCS#1/],
    ['a certificate that is none', block('CERTIFICATE'), invalid, /X\.509/],
    [
      'octets after the key',
      block(
        'PRIVATE KEY',
        Buffer.from(`${Buffer.from(body, 'base64').toString('latin1')}\0`, 'latin1').toString('base64'),
      ),
      invalid,
      /PKCS#8/,
    ],
    ['an encrypted key', block('ENCRYPTED PRIVATE KEY'), 'ERR_KEY_PASSWORD', /password/],
    ['a key encrypted in the old way', block('EC PRIVATE KEY', legacy + body), 'ERR_KEY_PASSWORD', /password/],
    ['other headers', block('EC PRIVATE KEY', `Comment: x\n\n${body}`), invalid, /not base64/],
  ];
  it.each(cases)('%s', (_name, text, code, message) => {
    const matcher = expect.objectContaining({ code, message: expect.stringMatching(message) as string }) as Error;
    expect(() => importKey(text)).toThrow(matcher);
    expect(() => importKey(Buffer.from(text))).toThrow(matcher);
  });
});

describe('what is accepted', () => {
  it.each([
    ['as it is', pem],
    ['without a line end after it', pem.trim()],
    ['with one line', block('PRIVATE KEY', body.replaceAll('\n', ''))],
    ['with short lines', block('PRIVATE KEY', body.replace(/(.{10})/g, '$1\n'))],
    ['with white space in it', block('PRIVATE KEY', body.replace(/(.{30})/g, '$1 \t\r\n'))],
    ['with text around it', `Bag Attributes\n    friendlyName: x\n${pem}\nmore text`],
    ['after its parameters, as openssl ecparam writes it', block('EC PARAMETERS', 'BggqhkjOPQMBBw==') + sec1],
  ])('%s', (_name, text) => {
    expect(importKey(text).toPEM({ private: true })).toBe(pem);
  });
});

describe('exports that do not exist', () => {
  const key = importKey(pem);
  const publicKey = key.publicKey();
  const rsa = importKey(jwks.rsa);
  const mismatch = 'ERR_KEY_TYPE_MISMATCH';
  it.each([
    ['a public key with private: true', () => publicKey.toPEM({ private: true }), mismatch],
    ['DER of the same', () => publicKey.toDER({ private: true, format: 'sec1' }), mismatch],
    ['PKCS#1 of an EC key', () => key.toPEM({ format: 'pkcs1' }), mismatch],
    ['SEC1 of an RSA key', () => rsa.toPEM({ private: true, format: 'sec1' }), mismatch],
    ['PKCS#8 of the public half', () => key.toPEM({ format: 'pkcs8' }), undefined],
    ['SPKI of the private half', () => key.toPEM({ private: true, format: 'spki' }), undefined],
    ['SEC1 of the public half', () => key.toDER({ format: 'sec1' }), undefined],
    ['an unknown format', () => key.toPEM({ format: 'jwk' as never }), undefined],
    ['an unknown option', () => key.toPEM({ encoding: 'pem' } as never), undefined],
    ['private that is no boolean', () => key.toDER({ private: 1 as never }), undefined],
    ['options that are no object', () => key.toPEM('pkcs8' as never), undefined],
    ['a password for a public key', () => key.toPEM({ password: 'x' }), undefined],
    ['a password that is a number', () => key.toPEM({ private: true, password: 5 as never }), undefined],
  ])('%s', (_name, run, ...[code]) => {
    expect(run).toThrow(code === undefined ? TypeError : (expect.objectContaining({ code }) as Error));
  });
});

it('reads and writes any octets', () => {
  for (let length = 1; length < 200; length++) {
    const der = crypto.randomBytes(length);
    const text = writePem('SOME LABEL', der);
    expect(readPem(text)).toEqual([{ label: 'SOME LABEL', encryption: undefined, der }]);
    expect(
      text
        .split('\n')
        .slice(1, -2)
        .every((line) => line.length <= 64 && line.length > 0),
    ).toBe(true);
  }
});

it('takes time in proportion to the text, however many BEGIN lines there are', () => {
  const started = Date.now();
  expect(() => importKey('-----BEGIN A-----'.repeat(100_000))).toThrow(/cannot be read/);
  expect(() => importKey('-----BEGIN A-----AAAA-----END A-----\n'.repeat(50_000))).toThrow(/labelled "A"/);
  expect(Date.now() - started).toBeLessThan(2000);
});
