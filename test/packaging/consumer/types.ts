// A TypeScript program that has the package installed; compiled, never run.
import { jws, jwk, errors, KeySet, opensslVersion, type Key } from 'jose-openssl';
import { jws as asynchronous } from 'jose-openssl/promises';

const key: Key = jwk.generateKey('EC', 'P-256', { kid: 'a' });
const token: string = jws.serializeCompact({ alg: 'ES256', kid: 'a' }, 'hello', key);
const payload: Buffer = jws.deserializeCompact(token, new KeySet([key])).payload;
const later: Promise<string> = asynchronous.serializeCompact({ alg: 'ES256' }, payload, key);
const version: string = opensslVersion();

// @ts-expect-error: a payload is text or bytes
jws.serializeCompact({ alg: 'ES256' }, 1, key);
// @ts-expect-error: the promise form gives a promise
const now: string = asynchronous.serializeCompact({ alg: 'ES256' }, payload, key);

export function codeOf(error: unknown): string | undefined {
  return error instanceof errors.JoseError ? error.code : undefined;
}
export { later, now, version };
