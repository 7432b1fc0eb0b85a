/** The time of a RegExp is the caller's, and where one is taken the documents say so (threats row 88). */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { expectJoseError } from '../support/both';
import { jwtForms } from '../support/jwt';

const root = join(__dirname, '..', '..');

/** The text of a file without its line ends and the asterisks of comments. */
function textOf(...path: readonly string[]): string {
  return readFileSync(join(root, ...path), 'utf8').replace(/\n\s*\*? */g, ' ');
}

describe.each(jwtForms)('$name', ({ jwt }) => {
  describe('row 88: an audience by RegExp', () => {
    test('is asked of at most 1024 characters', async () => {
      const options = { audience: /^a+$/ };
      await jwt.validate({ aud: 'a'.repeat(1024) }, options);
      await jwt.validate({ aud: ['b', 'a'.repeat(1024)] }, options);
      for (const aud of ['a'.repeat(1025), ['b', 'a'.repeat(1025)]]) {
        await expectJoseError(() => jwt.validate({ aud }, options), 'ERR_JWT_CLAIM_VALIDATION_FAILED');
      }
    });

    test.each([
      ['the docstring of the option', ['lib', 'jwt', 'types.ts'], /The time that the expression takes is the caller's.{0,400}readonly audience\?/],
      ['the docstring of decode', ['lib', 'jwt', 'verbs.ts'], /How long a RegExp takes that is given as `audience` is the caller's/],
      ['SECURITY.md', ['SECURITY.md'], /1024 characters \(within those, how long the expression runs is the caller's/],
      ['the threat model', ['docs', 'threat-model.md'], /time that the caller's own functions take, and a RegExp given as `audience`/],
    ] as const)('%s says whose the time is', (_, path, sentence) => {
      expect(textOf(...path)).toMatch(sentence);
    }); // prettier-ignore
  });
});
