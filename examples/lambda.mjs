// A function for AWS Lambda that answers requests with a good bearer token: docs/lambda.md.

import { KeySet, errors, jwt } from 'jose-openssl';

// Once a cold start: keys are imported and checked here, not at each request.
const keys = KeySet.importKeySet(JSON.parse(process.env.JWKS));
const decode = jwt.createVerifier(keys, {
  algorithms: ['ES256'],
  issuer: process.env.ISSUER,
  audience: process.env.AUDIENCE,
  required: ['exp', 'sub'],
});

export async function handler({ headers = {} }) {
  const [, token] = /^Bearer (\S+)$/i.exec(headers.authorization ?? '') ?? [];
  if (token === undefined) return { statusCode: 401, body: 'no bearer token' };
  try {
    const { claims } = decode(token);
    return { statusCode: 200, body: JSON.stringify({ sub: claims.sub }) };
  } catch (error) {
    // What is wrong with the token is the caller's fault; anything else is ours.
    if (!errors.isJoseError(error)) throw error;
    return { statusCode: 401, body: error.code };
  }
}
