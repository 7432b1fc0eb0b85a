/** What becomes of one token among many. */

/** The result for one token, or the error that the verb for one token throws. */
export type Outcome<T> =
  | { readonly ok: true; readonly value: T; readonly error?: undefined }
  | { readonly ok: false; readonly value?: undefined; readonly error: unknown };

export function success<T>(value: T): Outcome<T> {
  return { ok: true, value };
}

export function failure(error: unknown): Outcome<never> {
  return { ok: false, error };
}
