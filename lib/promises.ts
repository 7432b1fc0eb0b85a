/**
 * JOSE for Node.js over OpenSSL: signatures (JWS), encryption (JWE), claims (JWT) and keys (JWK), with promises: the
 * work is done on the thread pool. `jose-openssl` has the same names, synchronously.
 *
 * @module jose-openssl/promises
 */

export * as errors from './errors';
export * as jwe from './jwe/promises';
export * as jwk from './jwk/promises';
export * as jws from './jws/promises';
export * as jwt from './jwt/promises';
export * from './jwk/classes';
export * from './small/promises';
export type { Bytes } from './internal/bytes';
export type { HeaderRule, StrictHeaders } from './header';
export type { AkpParameterSetName, CurveName, CurveOf, Kty } from './jwa/key-types';
export type * from './jwa/names';

export { opensslVersion } from './index';
