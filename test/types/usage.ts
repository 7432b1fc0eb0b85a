/**
 * What the public types allow and what they refuse. Nothing here runs: `tsc` compiles it (npm run check), and a line
 * under `@ts-expect-error` that compiles is an error.
 */

import * as jose from '../../lib/index';
import * as later from '../../lib/promises';

type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;

/** Compiles only when both types are the same. */
declare function same<A, B>(verdict: Equal<A, B>): void;

declare const key: jose.Key;
declare const set: jose.KeySet;
declare const registry: jose.jws.Registry;

export function keys(): void {
  same<ReturnType<typeof jose.OctKey.importKey>, jose.OctKey>(true);
  const rsa: jose.RSAKey = jose.jwk.generateKey('RSA', 2048, { kid: 'a', autoKid: false });
  const ec: jose.ECKey = jose.jwk.generateKey('EC', 'P-256');
  const okp: jose.OKPKey = jose.jwk.generateKey('OKP', 'Ed25519');
  const oct: jose.OctKey = jose.jwk.generateKey('oct', 256);
  const any: jose.Key[] = [rsa, ec, okp, oct];
  const members: jose.JWK = rsa.toJWK({ private: true });
  const pem: string = rsa.toPEM({ format: 'pkcs1' });
  const der: Buffer = ec.toDER({ private: true, format: 'sec1' });
  const text: string = okp.thumbprint('sha512');
  jose.jwk.importKey(pem, { use: 'sig', key_ops: ['verify'] });
  jose.jwk.importKey(members);
  jose.jwk.importKey(der);
  new jose.KeySet(any).find({ kid: text, kty: 'RSA' });

  // @ts-expect-error: not a key
  jose.jwk.importKey(1);
  // @ts-expect-error: not an encoding
  rsa.toPEM({ format: 'pem' });
  // @ts-expect-error: keys are immutable
  rsa.kid = 'b';
}

export function signing(): void {
  const token: string = jose.jws.serializeCompact({ alg: 'HS256' }, 'payload', 'secret', { algorithms: ['HS256'] });
  jose.jws.serializeCompact({ alg: 'HS256' }, new Uint8Array(1), key, { registry });
  const result = jose.jws.deserializeCompact(token, set);
  same<typeof result.payload, Buffer>(true);
  const alg: string = result.protected.alg;
  jose.jws.deserializeCompact(token, (header) => (header.kid === alg ? key : set), { payload: 'detached' });
  const flattened: jose.jws.FlattenedJWS = jose.jws.serializeJson({ protected: { alg } }, 'payload', key);
  const general: jose.jws.GeneralJWS = jose.jws.serializeJson([{ header: { alg } }], 'payload', [key]);
  const { members } = jose.jws.deserializeJson(general, key, { verify: 'any' });
  for (const member of members) {
    if (member.verified) same<typeof member.key, jose.Key>(true);
    else jose.errors satisfies object;
    // @ts-expect-error: the headers of a member that may not be verified
    member.joseHeader satisfies object;
  }
  jose.jws.deserialize(flattened, key);
  const detached: string = jose.jws.detach(token);
  jose.jws.decodeUnverified(detached);
  new jose.jws.Registry({
    algorithms: ['HS256'],
    headers: { mine: { description: 'mine', required: true } },
    maxDepth: 8,
  });

  // @ts-expect-error: a compact token is a string
  jose.jws.deserializeCompact(flattened, key);
  // @ts-expect-error: a payload is text or bytes
  jose.jws.serializeCompact({ alg: 'HS256' }, { sub: 'a' }, key);
  // @ts-expect-error: a key is missing
  jose.jws.serializeCompact({ alg: 'HS256' }, 'payload');
  // @ts-expect-error: not an option
  jose.jws.serializeCompact({ alg: 'HS256' }, 'payload', key, { algorithm: 'HS256' });
  // @ts-expect-error: neither all nor any
  jose.jws.deserializeJson(general, key, { verify: 'most' });
  // @ts-expect-error: asynchronous key functions are for jose-openssl/promises
  jose.jws.deserializeCompact(token, () => Promise.resolve(key));
  // @ts-expect-error: results are readonly
  result.protected.alg = 'none';
}

export async function promises(): Promise<void> {
  const token: string = await later.jws.serializeCompact({ alg: 'HS256' }, 'payload', 'secret');
  const { payload } = await later.jws.deserializeCompact(token, () => Promise.resolve(key));
  same<typeof payload, Buffer>(true);
  const generated: jose.RSAKey = await later.jwk.generateKey('RSA', 2048);
  // One set of classes serves both entry points.
  same<later.OctKey, jose.OctKey>(true);
  jose.jws.serializeCompact({ alg: 'RS256' }, payload, generated);
  // @ts-expect-error: a promise, not the token
  token satisfies ReturnType<typeof later.jws.serializeCompact>;
}

export function failures(error: unknown): string {
  if (error instanceof jose.errors.ExpiredTokenError) return error.expiredAt.toISOString();
  if (error instanceof jose.errors.InvalidClaimError) return error.claim;
  if (!(error instanceof jose.errors.JoseError)) return 'another';
  same<typeof error.code, jose.errors.ErrorCode>(true);
  // @ts-expect-error: not one of the codes
  if (error.code === 'ERR_JOSE_UNHEARD_OF') return 'never';
  return error.code;
}
