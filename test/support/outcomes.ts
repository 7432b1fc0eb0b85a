/** Batches against the verb for one token: the same results, the same errors. */

import { errors } from '../../lib';

/** An outcome as it is compared: keys by identity, errors by class, code and words. */
export type Compared = { readonly value: unknown } | { readonly error: readonly unknown[] };

export interface OutcomeFace {
  readonly ok: boolean;
  readonly value?: unknown;
  readonly error?: unknown;
}

function comparedError(error: unknown): Compared {
  if (!(error instanceof Error)) throw new Error('not an Error', { cause: error });
  // A mistake of the program is told with the name of the verb.
  const words = errors.isJoseError(error) ? [error.code, error.message, error.cause] : [];
  return { error: [error.constructor, ...words] };
}

/** What the verb for one token does with each, one after the other. */
export async function oneByOne(
  tokens: readonly unknown[],
  read: (token: unknown) => Promise<unknown>,
): Promise<Compared[]> {
  const found: Compared[] = [];
  for (const token of tokens) {
    found.push(await read(token).then((value) => ({ value }), comparedError));
  }
  return found;
}

/** What a batch made of them, after a check of its shape. */
export function compared(outcomes: readonly OutcomeFace[]): Compared[] {
  return Array.from(outcomes, (outcome) => {
    expect(Object.keys(outcome)).toEqual(['ok', outcome.ok ? 'value' : 'error']);
    return outcome.ok ? { value: outcome.value } : comparedError(outcome.error);
  });
}
