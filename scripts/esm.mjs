// Makes the ES module side of the package: wrappers around the CommonJS files, so that there is one instance of every
// class however a program loads the package (a second copy would break instanceof and double the caches).

import { writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

const require = createRequire(import.meta.url);

export const entryPoints = ['index', 'promises'];

export function writeEsmWrappers(dist) {
  for (const name of entryPoints) {
    const names = Object.keys(require(join(dist, `${name}.js`))).sort();
    const lines = [
      `import cjs from './${name}.js';`,
      '',
      ...names.map((each) => `export const ${each} = cjs.${each};`),
    ];
    writeFileSync(join(dist, `${name}.mjs`), `${lines.join('\n')}\n`);
    writeFileSync(join(dist, `${name}.d.mts`), `export * from './${name}.js';\n`);
  }
}
