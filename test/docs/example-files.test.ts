/** The files in examples/ run. examples/demo.mjs and the guards have tests of their own. */

import { runExample } from '../support/example';

test.each(['tokens.mjs', 'security-goals.mjs', 'padded-tokens.mjs'])('%s', async (file) => {
  await runExample(file);
});
