// The layers of docs/ARCHITECTURE.md, held: who may include or load what.

import { posix } from 'node:path';
import { filesUnder, read, report } from './files.mjs';

/** Each rule: in files that match `where` (and not `except`), no line may match `forbidden`. */
const rules = [
  {
    name: 'the core and its tests know nothing of Node',
    where: /^native\/(src\/core|test)\//,
    forbidden: /#\s*include\s*[<"](napi|napi-inl|node_api|js_native_api|node_buffer|node|v8[\w-]*|uv|binding\/.*)\b/,
  },
  {
    name: 'only native/src/binding includes the Node-API',
    where: /^native\/src\//,
    except: /^native\/src\/binding\//,
    forbidden: /#\s*include\s*[<"](napi|napi-inl|node_api|js_native_api|node)\.h[>"]/,
  },
  {
    name: 'the addon needs the Node-API alone: no V8, no libuv',
    where: /^native\//,
    forbidden: /#\s*include\s*[<"](v8[\w-]*|uv|node|node_buffer|nan)\.h[>"]/,
  },
  {
    name: 'only lib/internal/native.ts loads the addon',
    where: /^lib\//,
    except: /^lib\/internal\/native\.ts$/,
    forbidden: /['"`]node-gyp-build['"`]|\.node['"`]|process\.dlopen/,
  },
  {
    name: "cryptography is the addon's work: only lib/jwk knows node:crypto, to recognise its key objects",
    where: /^lib\//,
    except: /^lib\/jwk\//,
    forbidden: /['"](node:)?crypto['"]/,
  },
];

function brokenRules(files) {
  return files.flatMap((file) =>
    read(file)
      .split('\n')
      .flatMap((line, index) =>
        rules
          .filter((rule) => rule.where.test(file) && !rule.except?.test(file) && rule.forbidden.test(line))
          .map((rule) => `${file}:${index + 1}: ${rule.name}: ${line.trim()}`),
      ),
  );
}

/** The files that a TypeScript file imports values from; what is only a type leaves no trace at run time. */
function valueImports(file, known) {
  const statements = read(file).matchAll(/^(?:import|export)\s+(?!type\b)([^'";]*?)\bfrom\s+'(\.[^']*)'/gm);
  return [...statements]
    .filter(([, names]) => !/^\{\s*(type\s+[\w\s]+,?\s*)+\}\s*$/.test(names))
    .map(([, , path]) => posix.join(posix.dirname(file), path))
    .map((path) => [`${path}.ts`, `${path}/index.ts`].find((candidate) => known.has(candidate)))
    .filter((path) => path !== undefined);
}

function importCycles(files) {
  const known = new Set(files);
  const graph = new Map(files.map((file) => [file, valueImports(file, known)]));
  const finished = new Set();
  const cycles = [];
  const visit = (file, path) => {
    if (path.includes(file)) {
      cycles.push(`import cycle: ${[...path.slice(path.indexOf(file)), file].join(' -> ')}`);
      return;
    }
    if (finished.has(file)) return;
    for (const next of graph.get(file)) visit(next, [...path, file]);
    finished.add(file);
  };
  for (const file of files) visit(file, []);
  return cycles;
}

const native = filesUnder('native', ['.cc', '.h']);
const lib = filesUnder('lib', ['.ts']);
report(
  'layers',
  [...brokenRules([...native, ...lib]), ...importCycles(lib)],
  `${native.length} C++ and ${lib.length} TypeScript files`,
);
