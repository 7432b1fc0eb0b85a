// Makes dist/ from what TypeScript made of lib/ in build/lib: for each entry point one file of CommonJS, an ES module that takes
// its names from that file, and the types. What several entry points share is one file more, which each of them requires, so that
// there is one instance of every class however a program loads the package.

import { existsSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { dts } from 'rollup-plugin-dts';

const entryPoints = ['index', 'promises'];
/** The namespaces have files of types of their own, so that editors show their members with docstrings. */
const namespaces = [
  'errors/index',
  ...['jwe', 'jwk', 'jws', 'jwt'].flatMap((name) => [`${name}/index`, `${name}/promises`]),
];

const built = (name) => resolve('build', 'lib', name);

/** Finds './jws' where TypeScript does: jws.js or jws/index.js. */
const findModules = {
  name: 'find-modules',
  resolveId(path, importer) {
    if (importer === undefined || !path.startsWith('.')) return null;
    const base = resolve(dirname(importer), path);
    return [`${base}.js`, `${base}/index.js`].find(existsSync) ?? null;
  },
};

/** The ES module and its types for each entry point. */
const wrapEntryPoints = {
  name: 'wrap-entry-points',
  generateBundle(_, bundle) {
    for (const { name, exports } of Object.values(bundle).filter(({ isEntry }) => isEntry)) {
      const source = `import cjs from './${name}.js';\n\nexport const { ${exports.join(', ')} } = cjs;\n`;
      this.emitFile({ type: 'asset', fileName: `${name}.mjs`, source });
      this.emitFile({ type: 'asset', fileName: `${name}.d.mts`, source: `export * from './${name}.js';\n` });
    }
  },
};

/** Leaves `export * as jws from './jws'` of the entry points as it is, but for the path. */
const keepNamespaces = {
  name: 'keep-namespaces',
  resolveId(path, importer) {
    if (!entryPoints.some((name) => importer === built(`${name}.d.ts`))) return null;
    const name = namespaces.find((each) => [`./${each}`, `./${each}`.replace('/index', '')].includes(path));
    return name === undefined ? null : { id: `./${name}.js`, external: true };
  },
};

/** A warning is an import that leads nowhere, or a circle of imports; but some types are not meant to be named by others. */
function onwarn({ message }) {
  if (!message.includes('private shared type')) throw new Error(message);
}

const bundle = (end, names, plugins, options) => ({
  input: Object.fromEntries(names.map((name) => [name, built(`${name}${end}`)])),
  external: /^node[:-]/,
  plugins,
  onwarn,
  output: {
    dir: 'build/dist',
    entryFileNames: `[name]${end}`,
    // As deep as the loader of the addon in lib/, which finds the package's root by two steps up.
    chunkFileNames: `shared/library${end}`,
    ...options,
  },
});

export default [
  bundle('.js', entryPoints, [findModules, wrapEntryPoints], {
    format: 'cjs',
    exports: 'named',
    interop: 'default',
    freeze: false,
  }),
  bundle('.d.ts', [...entryPoints, ...namespaces], [keepNamespaces, dts()], {
    hoistTransitiveImports: false,
    minifyInternalExports: false,
    manualChunks: (id) =>
      [...entryPoints, ...namespaces].some((name) => id === built(`${name}.d.ts`)) ? null : 'library',
  }),
];
