/** What messages tell somebody who has just begun: what was meant, what is allowed, and how to allow more. */

import { jwe, jwk, jws, jwt, OctKey } from '../../lib';

const ec = jwk.generateKey('EC', 'P-384');
const secret = jwk.generateKey('oct', 512);

describe('near misses are named', () => {
  test.each<[string, () => unknown, string]>([
    [
      'an option',
      () => jws.serializeCompact({ alg: 'HS256' }, 'x', secret, { algorithm: ['HS256'] } as never),
      '"algorithms"',
    ],
    ['a claim option', () => jwt.decode('a.b.c', secret, { audiance: 'x' } as never), '"audience"'],
    ['a registry option', () => new jws.Registry({ maxtokenlength: 1 } as never), '"maxTokenLength"'],
    ['an export option', () => ec.toPEM({ privat: true } as never), '"private"'],
    ['a parameter of importKey', () => jwk.importKey(ec.toJWK(), { keyOps: ['verify'] }), '"key_ops"'],
    ['a parameter of generateKey', () => jwk.generateKey('EC', 'P-256', { autokid: true }), '"autoKid"'],
    ['a password', () => jwk.importKey(ec.toPEM({ private: true }), { pasword: 'x' }), '"password"'],
  ])('%s', (_what, run, meant) => {
    expect(run).toThrow(TypeError);
    expect(run).toThrow(`(did you mean ${meant}?)`);
  });

  test('a header parameter', () => {
    const headers = { tenant: { description: 'the tenant' } };
    const registry = new jws.Registry({ headers });
    const write =
      (header: object): (() => unknown) =>
      () =>
        jws.serializeCompact({ alg: 'HS256', ...header }, 'x', secret, { registry });
    expect(write({ Kid: 'a' })).toThrow('(did you mean "kid"?)');
    expect(write({ tennant: 'a' })).toThrow('(did you mean "tenant"?)');
    // No hint at what has a meaning in the other kind of object alone.
    expect(write({ encc: 'a' })).not.toThrow('did you mean "enc"');
  });

  test.each<[string, () => unknown, string]>([
    ['an alg of JWS', () => jws.serializeCompact({ alg: 'HS265' }, 'x', secret), '(did you mean "HS256"?)'],
    [
      'an alg of JWE',
      () => jwe.encryptCompact({ alg: 'RSA_OAEP', enc: 'A128GCM' }, 'x', secret),
      '(did you mean "RSA-OAEP"?)',
    ],
    ['an enc', () => jwe.encryptCompact({ alg: 'dir', enc: 'A256CGM' }, 'x', secret), '(did you mean "A256GCM"?)'],
    [
      'an alg of JWE in a JWS',
      () => jwt.encode({ alg: 'RSA-OAEP' }, {}, secret),
      'one of JWE, whose header has an "enc"',
    ],
  ])('%s', (_what, run, hint) => {
    expect(run).toThrow(hint);
    expect(run).toThrow(expect.objectContaining({ code: 'ERR_JOSE_ALG_NOT_ALLOWED' }));
  });

  test('nobody is led to "none" or RSA1_5', () => {
    for (const alg of ['None', 'NONE', 'non']) {
      expect(() => jws.serializeCompact({ alg }, 'x', null as never)).not.toThrow('did you mean');
      expect(() => jws.serializeCompact({ alg }, 'x', null as never)).toThrow('not a registered JWS algorithm');
    }
    expect(() => jwe.encryptCompact({ alg: 'RSA1-5', enc: 'A128GCM' }, 'x', secret)).not.toThrow('did you mean');
  });

  test('a member of the caller’s own is no misspelling', () => {
    for (const name of ['user', 'uid', 'sid', 'custom', 'tenant']) {
      expect(jwk.importKey(ec.toJWK(), { [name]: 'x' }).parameters[name]).toBe('x');
    }
    // What a JWK brings along is kept, whatever it is called.
    expect(jwk.importKey({ ...ec.toJWK(), keyOps: ['x'] }).parameters['keyOps']).toEqual(['x']);
  });
});

describe('an algorithm that is not allowed: the message has those that are, and how to allow it', () => {
  const hs512 = jws.serializeCompact({ alg: 'HS512' }, 'x', secret, { algorithms: ['HS512'] });

  test.each<[string, () => unknown, string[]]>([
    [
      'the default',
      () => jws.deserializeCompact(hs512, secret),
      ['"HS256", "RS256", "ES256"', 'the key\'s own "alg"', '["HS512"]'],
    ],
    ['a list', () => jws.deserializeCompact(hs512, secret, { algorithms: ['HS384'] }), ['only "HS384"', '["HS512"]']],
    [
      'an empty list',
      () => jws.deserializeCompact(hs512, secret, { algorithms: [] }),
      ['the list of algorithms is empty', '["HS512"]'],
    ],
    [
      'a registry',
      () => jws.deserializeCompact(hs512, secret, { registry: new jws.Registry({ algorithms: ['ES256'] }) }),
      ['only "ES256"', '["HS512"]'],
    ],
    [
      'the default of JWE',
      () => jwe.encryptCompact({ alg: 'RSA1_5', enc: 'A128GCM' }, 'x', secret),
      ['only "RSA-OAEP", "RSA-OAEP-256", "A128KW"', '["RSA1_5"]'],
    ],
    [
      'an enc',
      () => jwe.encryptCompact({ alg: 'dir', enc: 'A128GCM' }, 'x', secret, { algorithms: ['dir', 'A256GCM'] }),
      ['only "dir", "A256GCM"', '["A128GCM"]'],
    ],
  ])('%s', (_what, run, parts) => {
    for (const part of parts) expect(run).toThrow(part);
    expect(run).toThrow(expect.objectContaining({ code: 'ERR_JOSE_ALG_NOT_ALLOWED' }));
  });

  test('nobody is told how to allow "none"', () => {
    const token = `${Buffer.from('{"alg":"none"}').toString('base64url')}.e30.`;
    expect(() => jws.deserializeCompact(token, secret)).toThrow('only "HS256", "RS256", "ES256"');
    expect(() => jws.deserializeCompact(token, secret)).not.toThrow('["none"]');
  });
});

test('a short secret warns once, of what to do', () => {
  const emit = jest.spyOn(process, 'emitWarning').mockImplementation(() => undefined);
  try {
    jws.serializeCompact({ alg: 'HS256' }, 'x', OctKey.importKey('short'));
    jws.serializeCompact({ alg: 'HS256' }, 'x', OctKey.importKey('short again'));
    expect(emit).toHaveBeenCalledTimes(1);
    const [message, options] = emit.mock.calls[0] as unknown as [string, object];
    expect(options).toEqual({ type: 'SecurityWarning', code: 'JOSE_SHORT_SECRET' });
    expect(message).toContain("jwk.generateKey('oct', 256)");
    expect(message).toContain('new jws.Registry({ strict: true })');
    expect(message).not.toContain('short again');
  } finally {
    emit.mockRestore();
  }
});
