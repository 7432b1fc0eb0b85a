/** Private keys written behind a password, and that nobody is ever asked for one. */

import { createPrivateKey } from 'node:crypto';
import { spawn, spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
import { generateKey, importKey, type Key } from '../../lib/jwk';
import { expectJoseError } from '../support/both';
import { describeWithOpenssl, Workshop } from '../support/openssl-command';

const password = 'correct horse – Батарея';
const keys: readonly Key[] = [
  generateKey('RSA', 2048),
  ...['P-256', 'P-384', 'P-521', 'secp256k1'].map((crv) => generateKey('EC', crv)),
  ...['Ed25519', 'Ed448', 'X25519', 'X448'].map((crv) => generateKey('OKP', crv)),
];

describeWithOpenssl('encrypted PKCS#8', () => {
  const shop = new Workshop();

  it.each(keys.map((key) => [key.crv ?? key.kty, key] as const))('of %s', (_name, key) => {
    const pem = key.toPEM({ private: true, password });
    expect(pem).toMatch(/^-----BEGIN ENCRYPTED PRIVATE KEY-----\n(.{1,64}\n)+-----END ENCRYPTED PRIVATE KEY-----\n$/);
    const path = shop.write('key.pem', pem);
    // The tool decrypts it to the same DER as is written without a password.
    const plain = shop.run('pkcs8', '-topk8', '-nocrypt', '-in', path, '-passin', `pass:${password}`);
    expect(plain.toString()).toBe(key.toPEM({ private: true }));
    const passphrase = Buffer.from(password);
    const node = createPrivateKey({ key: pem, passphrase });
    expect(node.export({ format: 'der', type: 'pkcs8' })).toEqual(key.toDER({ private: true }));
    expect(importKey(pem, { password: passphrase }).toDER({ private: true })).toEqual(key.toDER({ private: true }));
  });

  it('is PBES2 with AES-256 and 600,000 iterations of PBKDF2-HMAC-SHA256, and a fresh salt', () => {
    const [, key = generateKey('EC')] = keys;
    const [first, second] = [1, 2].map(() => key.toDER({ private: true, format: 'pkcs8', password }));
    expect(first).not.toEqual(second);
    const structure = shop.run('asn1parse', '-inform', 'DER', '-in', shop.write('key.der', first ?? '')).toString();
    for (const part of [/:PBES2/, /:PBKDF2/, /:hmacWithSHA256/, /:aes-256-cbc/, /INTEGER\s+:0927C0/]) {
      expect(structure).toMatch(part);
    }
    expect(/OCTET STRING\s+\[HEX DUMP\]:([0-9A-F]+)/.exec(structure)?.[1]).toHaveLength(32);
  });
});

describe('what cannot be encrypted', () => {
  const key = generateKey('EC');
  const rsa = generateKey('RSA');

  it('is a public key, or a form that has no encryption', () => {
    for (const run of [
      () => key.toPEM({ password }),
      () => key.publicKey().toPEM({ password }),
      () => key.toPEM({ private: true, format: 'sec1', password }),
      () => rsa.toDER({ private: true, format: 'pkcs1', password }),
      () => rsa.toDER({ format: 'pkcs1', password }),
      () => key.toPEM({ private: true, password: 5 as never }),
      () => key.toPEM({ private: true, password: null as never }),
    ]) {
      expect(run).toThrow(TypeError);
    }
  });

  it('is a key without a private half, or a secret', async () => {
    await expectJoseError(() => key.publicKey().toPEM({ private: true, password }), 'ERR_KEY_TYPE_MISMATCH');
    await expectJoseError(() => generateKey('oct').toPEM({ private: true, password }), 'ERR_KEY_TYPE_MISMATCH');
  });

  it('is a key whose password is empty or too long', async () => {
    for (const empty of ['', new Uint8Array()]) {
      await expectJoseError(() => key.toPEM({ private: true, password: empty }), 'ERR_KEY_PASSWORD');
    }
    const long = 'x'.repeat(1025);
    await expectJoseError(() => key.toDER({ private: true, password: long }), 'ERR_JOSE_LIMIT_EXCEEDED', [long]);
  });
});

describe('on a terminal', () => {
  const program = resolve(__dirname, '..', 'support', 'locked-keys.cjs');
  const shop = new Workshop();
  const files = (): string[] => {
    const [rsa, ec = rsa] = keys;
    const legacy = createPrivateKey(ec?.toPEM({ private: true }) ?? '').export({
      ...{ format: 'pem', type: 'sec1', cipher: 'aes-256-cbc', passphrase: password },
    });
    return [
      shop.write('pkcs8.pem', rsa?.toPEM({ private: true, password }) ?? ''),
      shop.write('pkcs8.der', rsa?.toDER({ private: true, password }) ?? ''),
      shop.write('legacy.pem', legacy),
    ];
  };

  it('and without one nobody is asked for a password', async () => {
    const child = spawn(process.execPath, [program, ...files()], { stdio: ['ignore', 'pipe', 'pipe'], detached: true });
    let output = '';
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
    const code = await new Promise((ended) => child.on('close', ended));
    expect({ code, output }).toEqual({ code: 0, output: 'nobody was asked\n' });
  }, 30_000);

  it('of its own nobody is asked for a password', () => {
    // script(1) gives its command a terminal, on which OpenSSL would ask.
    if (spawnSync('script', ['--version']).status !== 0) {
      console.warn('NOT TESTED: nothing is asked on a terminal: the script command of util-linux is not installed.');
      return;
    }
    const command = [process.execPath, program, ...files()].map((word) => `'${word}'`).join(' ');
    const { status, stdout } = spawnSync('script', ['-qec', command, '/dev/null'], { input: '', timeout: 30_000 });
    expect({ status, output: stdout.toString().replaceAll('\r', '') }).toEqual({
      status: 0,
      output: 'nobody was asked\n',
    });
  }, 30_000);
});
