// The rules of the C++ sources that neither a formatter nor clang-tidy knows: layers, files of one mechanism, no voice, and no
// comparison or release by hand.

import { filesUnder, read, report } from './files.mjs';

const tests = /^native\/test\//;

/** In files that match `where` (all, unless told otherwise) and not `except`, nothing may match `forbidden`. */
const rules = [
  {
    name: 'the core and its tests know nothing of Node',
    where: /^native\/(src\/core|test)\//,
    forbidden: /#\s*include\s*[<"](napi|napi-inl|node_api|js_native_api|node_buffer|node|v8[\w-]*|uv|binding\/.*)\b.*/,
  },
  {
    name: 'only native/src/binding includes the Node-API',
    except: /^native\/src\/binding\//,
    forbidden: /#\s*include\s*[<"](napi|napi-inl|node_api|js_native_api|node)\.h[>"]/,
  },
  {
    name: 'the addon needs the Node-API alone: no V8, no libuv',
    forbidden: /#\s*include\s*[<"](v8[\w-]*|uv|node|node_buffer|nan)\.h[>"]/,
  },
  {
    name: 'OpenSSL object freed by hand: use the alias of openssl_ptr.h',
    except: /openssl_ptr\.h$/,
    forbidden: /\b(EVP|BN|BIO|RSA|EC|X509|OSSL|ECDSA)_\w*free\s*\(/,
  },
  {
    name: 'a comparison that leaks time: use CRYPTO_memcmp',
    except: tests,
    forbidden: /(?<![\w_])(std::)?(memcmp|strcmp)\s*\(/,
  },
  {
    name: 'printing: the library has no voice',
    except: tests,
    forbidden: /\b(printf|fprintf|puts)\s*\(|std::(cout|cerr)\b/,
  },
  // clang-tidy has this one from version 17 on.
  { name: 'catch (...) that swallows', forbidden: /catch\s*\(\s*\.\.\.\s*\)\s*\{\s*\}/ },
];

const mostLines = 300;

/** Blanks comments, and string literals but for the paths of includes; keeps the lines. */
function codeOnly(text) {
  const blank = (match) => match.replace(/[^\n]/g, ' ');
  return text.replace(/^#\s*include.*$|\/\/[^\n]*|\/\*[^]*?\*\/|"(?:\\.|[^"\\\n])*"/gm, (match) =>
    match.startsWith('#') ? match : blank(match),
  );
}

function findingsIn(file) {
  const text = read(file);
  const code = codeOnly(text);
  const lines = text.split('\n').length - 1;
  return [
    ...rules
      .filter(({ where, except }) => where?.test(file) !== false && !except?.test(file))
      .flatMap(({ name, forbidden }) =>
        Array.from(code.matchAll(new RegExp(forbidden, 'g')), ({ 0: found, index }) => {
          const line = code.slice(0, index).split('\n').length;
          return `${file}:${line}: ${name}: ${found}`;
        }),
      ),
    ...(lines > mostLines ? [`${file}: ${lines} lines, at most ${mostLines}`] : []),
    ...(file.endsWith('.h') && !/^#pragma once$/m.test(text) ? [`${file}: no #pragma once`] : []),
  ];
}

const files = filesUnder('native', ['.cc', '.h']);
report('C++ rules', files.flatMap(findingsIn), `${files.length} files, ${rules.length} rules`);
