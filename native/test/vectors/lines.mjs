// The lines of `jose_openssl_core_tests --jwe`: see native/test/jwe_lines.h.

export const encode = (bytes) => Buffer.from(bytes).toString('base64url');
export const fromHex = (hex) => encode(Buffer.from(hex, 'hex'));

const keyMembers = ['k', 'n', 'e', 'd', 'p', 'q', 'dp', 'dq', 'qi', 'x', 'y'];

const membersOf = (jwk, prefix) =>
  keyMembers.filter((name) => name in jwk).map((name) => [`${prefix}.${name}`, jwk[name]]);

export const typeOf = (jwk) => jwk.crv ?? jwk.kty;

/** The fields of a key that is given as JWK. */
export const keyFields = (jwk) => ({ type: typeOf(jwk), ...Object.fromEntries(membersOf(jwk, 'key')) });

/** The fields of an ephemeral key. */
export const ephemeralFields = (jwk) => ({ 'epk.type': typeOf(jwk), ...Object.fromEntries(membersOf(jwk, 'epk')) });

export const lineOf = (verb, fields) =>
  [
    verb,
    ...Object.entries(fields)
      .filter(([, value]) => value !== undefined)
      .map(([name, value]) => `${name}=${value}`),
  ].join(' ');
