/**
 * Keys (RFC 7517, 7518 section 6, 7638, 8037, 9278): the `jwk` namespace of `jose-openssl`.
 *
 * @module
 */

export * from './exports';
export { generateKey } from './generate';
export { importKey } from './import';
export { thumbprint, thumbprintUri } from './thumbprint-of';
