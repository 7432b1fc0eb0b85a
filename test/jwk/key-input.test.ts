/** What a verb may be given for its key, and that each key is imported but once. */

import * as crypto from 'node:crypto';
import { promiseEngine, syncEngine, type Engine } from '../../lib/native/engine';
import { signatureAlgorithm } from '../../lib/jwa';
import { importKey, KeySet, OctKey, type AnyKey } from '../../lib/jwk';
import { resolveKey, type KeyMessage } from '../../lib/jwk/key-input';
import { jwks, publicHalf } from '../support/keys';

function resolve(
  input: unknown,
  alg = 'ES256',
  engine: Engine = syncEngine,
  header: object = { alg },
): readonly AnyKey[] {
  const algorithm = signatureAlgorithm(alg)!;
  const message: KeyMessage = {};
  const context = {
    header: header as never,
    message,
    algorithm,
    operation: 'verify' as const,
    maxKeyCandidates: 16,
    strict: false,
  };
  return resolveKey(engine, input, context) as readonly AnyKey[];
}

function codeOf(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    const { code, name } = error as { code?: string; name: string };
    return code ?? name;
  }
  return 'none';
}

const object = crypto.createPublicKey({ key: publicHalf(jwks.p256), format: 'jwk' });
const pem = object.export({ type: 'spki', format: 'pem' });
const der = object.export({ type: 'spki', format: 'der' });
const key = importKey(pem);

describe('forms', () => {
  it.each<[string, unknown]>([
    ['a Key', key],
    ['a JWK', publicHalf(jwks.p256)],
    ['PEM text', pem],
    ['PEM bytes', Buffer.from(pem)],
    ['DER', der],
    ['a KeyObject', object],
    ['a KeySet', new KeySet([key])],
    ['a function', () => pem],
    ['a function of a function', () => () => key],
    ['a function that gives a set', () => new KeySet([key])],
  ])('%s', (_name, input) => {
    const [resolved, ...others] = resolve(input);
    expect(others).toEqual([]);
    expect(resolved?.thumbprint()).toBe(key.thumbprint());
  });

  it('of asymmetric keys stay such for HMAC', () => {
    for (const input of [pem, Buffer.from(pem), der, object, publicHalf(jwks.p256), ` \uFEFF${pem.toString()}`]) {
      expect(resolve(input, 'HS256')[0]?.kty).toBe('EC');
    }
  });

  it('bare secrets are for HMAC alone', () => {
    for (const input of ['a secret', Buffer.from('a secret'), new Uint8Array([1, 2])]) {
      expect(resolve(input, 'HS256')[0]?.kty).toBe('oct');
      for (const alg of ['RS256', 'ES256', 'EdDSA', 'PS512'])
        expect(codeOf(() => resolve(input, alg))).toBe('ERR_JWK_INVALID');
    }
    const secret = crypto.createSecretKey(Buffer.from('a secret'));
    expect(resolve(secret, 'HS256')[0]?.kty).toBe('oct');
  });

  it.each<[string, unknown, string, string]>([
    ['undefined', undefined, 'TypeError', 'TypeError'],
    ['null', null, 'TypeError', 'TypeError'],
    ['0', 0, 'TypeError', 'TypeError'],
    ['false', false, 'TypeError', 'TypeError'],
    ['an array', [], 'TypeError', 'TypeError'],
    ['a symbol', Symbol('x'), 'TypeError', 'TypeError'],
    ['{}', {}, 'ERR_JWK_INVALID', 'ERR_JWK_INVALID'],
    ['a set that is no KeySet', { keys: [] }, 'ERR_JWK_INVALID', 'ERR_JWK_INVALID'],
    ['an empty text', '', 'ERR_JWK_INVALID', 'ERR_KEY_TOO_SHORT'],
    ['no bytes', Buffer.alloc(0), 'ERR_JWK_INVALID', 'ERR_KEY_TOO_SHORT'],
    ['a function that knows no key', () => undefined, 'ERR_JWKS_NO_MATCHING_KEY', 'ERR_KEY_TOO_SHORT'],
    ['a function that gives null', () => null, 'ERR_JWKS_NO_MATCHING_KEY', 'ERR_KEY_TOO_SHORT'],
    ['a function that gives an empty text', () => '', 'ERR_JWK_INVALID', 'ERR_KEY_TOO_SHORT'],
    ['a function that gives a number', () => 5, 'TypeError', 'TypeError'],
    ['a view of shared memory', new Uint8Array(new SharedArrayBuffer(8)), 'TypeError', 'TypeError'],
    ['an SSH key', 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5', 'ERR_JWK_INVALID', 'ERR_JWK_INVALID'],
    ['JWK text', JSON.stringify(publicHalf(jwks.p256)), 'ERR_JWK_INVALID', 'ERR_JWK_INVALID'],
    ['damaged PEM', '-----BEGIN PUBLIC KEY-----', 'ERR_JWK_INVALID', 'ERR_JWK_INVALID'],
  ])('%s is none', (_name, input, forSignature, forMac) => {
    expect(codeOf(() => resolve(input, 'ES256'))).toBe(forSignature);
    expect(codeOf(() => resolve(input, 'HS256'))).toBe(forMac);
  });
});

describe('functions', () => {
  it('are given the header and the message', () => {
    const seen: unknown[] = [];
    const header = Object.freeze({ alg: 'ES256', kid: 'x' });
    resolve((...args: unknown[]) => (seen.push(...args), key), 'ES256', syncEngine, header);
    expect(seen).toEqual([header, {}]);
    expect(seen[0]).toBe(header);
  });

  it('fail with their own errors', () => {
    const own = new RangeError('mine');
    const failing = (): never => {
      throw own;
    };
    expect(() => resolve(failing)).toThrow(own);
    expect(() => resolve(() => failing)).toThrow(own);
  });

  it('that return functions for ever are stopped', () => {
    const endless = (): unknown => endless;
    expect(codeOf(() => resolve(endless))).toBe('ERR_JOSE_LIMIT_EXCEEDED');
  });

  it('that are asynchronous need the promise form', async () => {
    const later = async (): Promise<unknown> => Promise.resolve(() => Promise.resolve(pem));
    expect(() => resolve(later)).toThrow(/jose-openssl\/promises/);
    const [resolved] = await (resolve(later, 'ES256', promiseEngine) as unknown as Promise<readonly AnyKey[]>);
    expect(resolved?.thumbprint()).toBe(key.thumbprint());
    const own = new Error('mine');
    await expect(resolve(() => Promise.reject(own), 'ES256', promiseEngine)).rejects.toBe(own);
  });
});

describe('the cache', () => {
  const once = (input: unknown, alg = 'ES256'): AnyKey => resolve(input, alg)[0]!;

  it.each<[string, unknown, string]>([
    ['a JWK', { ...publicHalf(jwks.p256) }, 'ES256'],
    ['PEM text', pem, 'ES256'],
    ['PEM bytes', Buffer.from(pem), 'ES256'],
    ['DER', Buffer.from(der), 'ES256'],
    ['a KeyObject', object, 'ES256'],
    ['a secret text', 'cached secret', 'HS256'],
    ['secret bytes', Buffer.from('cached secret'), 'HS256'],
    ['a secret KeyObject', crypto.createSecretKey(Buffer.alloc(32, 5)), 'HS256'],
  ])('imports %s once, and anew when it was disposed', (_name, input, alg) => {
    const first = once(input, alg);
    expect(once(input, alg)).toBe(first);
    first.dispose();
    const second = once(input, alg);
    expect(second).not.toBe(first);
    expect(once(input, alg)).toBe(second);
    expect(second.thumbprint()).toHaveLength(43);
  });

  it('sees equal text and equal JWKs as the same', () => {
    expect(once(`${pem.toString().slice(0, 10)}${pem.toString().slice(10)}`)).toBe(once(pem));
    const jwk = { ...publicHalf(jwks.otherP256), kid: 'a', key_ops: ['verify'] };
    expect(once({ ...jwk, key_ops: ['verify'] })).toBe(once(jwk));
    expect(once({ ...jwk, kid: 'b' })).not.toBe(once(jwk));
  });

  it('sees every change of an object', () => {
    const jwk: Record<string, unknown> = { ...publicHalf(jwks.p384), key_ops: ['verify', 'own'], own: { a: [1] } };
    const changes: (() => void)[] = [
      () => (jwk['kid'] = 'new'),
      () => (jwk['kid'] = 'newer'),
      () => (jwk['key_ops'] as string[]).pop(),
      () => ((jwk['own'] as { a: number[] }).a[0] = 2),
      () => ((jwk['own'] as { b?: number }).b = 1),
      () => delete jwk['kid'],
      () => (jwk['use'] = 'sig'),
    ];
    let before = once(jwk);
    for (const change of changes) {
      expect(once(jwk)).toBe(before);
      change();
      const after = once(jwk);
      expect(after).not.toBe(before);
      expect(after.parameters).toEqual(jwk);
      before = after;
    }
    jwk['y'] = jwk['x'];
    expect(codeOf(() => once(jwk))).toBe('ERR_JWK_INVALID');
  });

  it('sees bytes that change in place', () => {
    const bytes = Buffer.from('one secret');
    const first = once(bytes, 'HS256');
    bytes.write('two');
    const second = once(bytes, 'HS256');
    expect(second.toJWK({ private: true }).k).toBe(Buffer.from('two secret').toString('base64url'));
    expect(first.toJWK({ private: true }).k).toBe(Buffer.from('one secret').toString('base64url'));
  });

  it('does not mix up a secret and PEM, nor keep failures', () => {
    expect(once('text', 'HS256').kty).toBe('oct');
    expect(codeOf(() => once('text', 'RS256'))).toBe('ERR_JWK_INVALID');
    expect(codeOf(() => once('text', 'RS256'))).toBe('ERR_JWK_INVALID');
    expect(once('text', 'HS256')).toBe(once('text', 'HS512'));
  });

  it('is bounded', () => {
    const first = once('first secret', 'HS256');
    for (let i = 0; i < 2000; i++) once(`secret number ${i}`, 'HS256');
    expect(once('first secret', 'HS256')).not.toBe(first);
    const kept = once('kept secret', 'HS256');
    for (let i = 0; i < 2000; i++) {
      once(`another secret ${i}`, 'HS256');
      if (i % 100 === 0) expect(once('kept secret', 'HS256')).toBe(kept);
    }
    expect(first.bits).toBe(96);
  });

  it('is not what importKey uses: its keys are the caller’s own', () => {
    expect(importKey(pem)).not.toBe(importKey(pem));
    expect(importKey(pem)).not.toBe(once(pem));
    expect(OctKey.importKey('cached secret')).not.toBe(once('cached secret', 'HS256'));
  });
});
