/**
 * JOSE for Node.js over OpenSSL: signatures (JWS) and keys (JWK), with promises: the work is done on the
 * thread pool. `jose-openssl` has the same names, synchronously.
 *
 * @module jose-openssl/promises
 */

export * as errors from './errors';
export * as jwk from './jwk/promises';
export * as jws from './jws/promises';
export * from './jwk/classes';
export type { Bytes } from './internal/bytes';
export type { HeaderRule, StrictHeaders } from './header';

export { opensslVersion } from './index';
