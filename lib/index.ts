/**
 * JOSE for Node.js over OpenSSL: signatures (JWS), encryption (JWE), claims (JWT) and keys (JWK), synchronously.
 * `jose-openssl/promises` has the same names with promises.
 *
 * @module jose-openssl
 */

export * as errors from './errors';
export * as jwe from './jwe';
export * as jwk from './jwk';
export * as jws from './jws';
export * as jwt from './jwt';
export * from './jwk/exports';
export * from './small';
export { features, opensslVersion, type Features } from './features';
export type { Bytes } from './util/bytes';
export type { HeaderRule, StrictHeaders } from './header/rules';
export type { AkpParameterSetName, CurveName, CurveOf, Kty } from './jwa/key-types';
export type * from './jwa/names';
export type { Outcome } from './message/many';
