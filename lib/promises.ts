/**
 * JOSE for Node.js over OpenSSL: signatures (JWS), encryption (JWE), claims (JWT) and keys (JWK), with promises:
 * work that takes longer than a hop to the thread pool and back is done there. `jose-openssl` has the same names,
 * synchronously.
 *
 * Every verb with options takes one more here, `signal`, an AbortSignal: when it is aborted, the promise is rejected with
 * its reason. What has not been begun then never is; what a thread has begun runs to its end and is dropped.
 *
 * @module jose-openssl/promises
 */

export * as errors from './errors';
export * as jwe from './jwe/promises';
export * as jwk from './jwk/promises';
export * as jws from './jws/promises';
export * as jwt from './jwt/promises';
export * from './jwk/exports';
export * from './small/promises';
export type { Bytes } from './util/bytes';
export type { HeaderRule, StrictHeaders } from './header/rules';
export type { AkpParameterSetName, CurveName, CurveOf, Kty } from './jwa/key-types';
export type * from './jwa/names';
export type { Outcome } from './message/many';

export { features, opensslVersion, type Features } from './features';
