/**
 * The public `errors` namespace: `import { errors } from 'jose-openssl'`.
 *
 * Every refusal of input is a {@link JoseError} with a stable `code`; table.ts says what each code means and what to do
 * about it.
 */

export * from './classes';
export type { ClaimViolation, ErrorCode, ErrorName, OpenSSLFailure } from './table';
