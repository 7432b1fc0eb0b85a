/** The files in examples/ run. examples/demo.mjs and the guards have tests of their own. */

import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

import { runExample } from '../support/example';

const root = resolve(__dirname, '..', '..');

test.each(['tokens.mjs', 'security-goals.mjs', 'padded-tokens.mjs'])('%s', async (file) => {
  await runExample(file);
});

test('docs/lambda.md shows examples/lambda.mjs as it is; npm run stress -- lambda runs it', () => {
  const [, shown] = /```js no-run\n([^]*?)```/.exec(readFileSync(join(root, 'docs', 'lambda.md'), 'utf8')) ?? [];
  expect(readFileSync(join(root, 'examples', 'lambda.mjs'), 'utf8')).toContain(shown);
});
