// What the guards for Express and Fastify have in common: RFC 6750, a JWT as the bearer token of an HTTP request.

import { errors } from 'jose-openssl';

/** RFC 6750 section 2.1: `"Bearer" 1*SP b64token`; the name of a scheme is case-insensitive (RFC 9110 section 11.1). */
const scheme = /^Bearer(?: +|$)/i;
const credentials = /^Bearer +([-\w.~+/]+=*)$/i;

/** What goes wrong on this side, and so is no fault of the token: an answer of 500, not of 401. */
const ownFaults = new Set(['ERR_OPENSSL', 'ERR_JWKS_TIMEOUT', 'ERR_JWKS_INVALID', 'ERR_JWK_INVALID']);

/**
 * Makes a function from the value of an Authorization header to `{ claims }`, or to `{ status, challenge }` for a request
 * that is to be refused; `challenge` is the value of WWW-Authenticate (RFC 6750 section 3).
 *
 * @param verify - of jwt.createVerifier, from 'jose-openssl' or 'jose-openssl/promises'
 * @param options - `realm`, and the `scope` that a token must have, if any
 */
export function bearer(verify, { realm, scope }) {
  const refuse = (status, parameters) => ({
    status,
    challenge: `Bearer ${Object.entries({ realm, ...parameters })
      .map(([name, value]) => `${name}="${value}"`)
      .join(', ')}`,
  });
  return async (authorization = '') => {
    // RFC 6750 section 3.1: a request without any credentials "SHOULD NOT" be told an error.
    if (!scheme.test(authorization)) return refuse(401, {});
    const token = credentials.exec(authorization)?.[1];
    if (token === undefined) return refuse(400, { error: 'invalid_request' });
    let claims;
    try {
      ({ claims } = await verify(token));
    } catch (error) {
      if (!errors.isJoseError(error) || ownFaults.has(error.code)) throw error;
      // Why it was refused is for the log alone, but for what a client can do something about.
      const description = error.code === 'ERR_JWT_EXPIRED' ? { error_description: 'The access token expired' } : {};
      return refuse(401, { error: 'invalid_token', ...description });
    }
    const scopes = typeof claims.scope === 'string' ? claims.scope.split(' ') : [];
    if (scope !== undefined && !scopes.includes(scope)) return refuse(403, { error: 'insufficient_scope', scope });
    return { claims };
  };
}
