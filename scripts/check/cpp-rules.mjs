// House rules of the C++ sources that no formatter knows: ownership is RAII, failures are never swallowed.

import { filesUnder, read, report } from './files.mjs';

const rules = [
  { name: 'raw new: use std::make_unique, std::make_shared or a container', forbidden: /\bnew\s+[A-Za-z_:(]/ },
  { name: 'raw delete: let an owner do it', forbidden: /(?<!=\s*)\bdelete\s*(\[\s*\])?\s*[A-Za-z_(*]/ },
  {
    name: 'C allocation: use a container or SecretBytes',
    forbidden: /(?<![\w:])(std::)?(malloc|calloc|realloc|free)\s*\(/,
    // What stands in for OpenSSL's allocator, to cleanse what it frees, and to fail when it is told to.
    except: /^native\/(src\/core\/cleansed_frees|test\/allocator)\.cc$/,
  },
  {
    name: 'OpenSSL object freed by hand: use the alias of openssl_ptr.h',
    forbidden: /\b(EVP|BN|BIO|RSA|EC|X509|OSSL|ECDSA)_\w*free\s*\(/,
    except: /openssl_ptr\.h$/,
  },
  { name: 'catch (...) that swallows', forbidden: /catch\s*\(\s*\.\.\.\s*\)\s*\{\s*\}/ },
  { name: 'using namespace', forbidden: /\busing\s+namespace\s+(?!std::(string_view_)?literals)/ },
  {
    name: 'printing: the library has no voice',
    forbidden: /\b(printf|fprintf|puts)\s*\(|std::(cout|cerr)\b/,
    except: /^native\/test\//,
  },
  {
    name: 'a comparison that leaks time: use CRYPTO_memcmp',
    forbidden: /(?<![\w_])(std::)?(memcmp|strcmp)\s*\(/,
    except: /^native\/test\//,
  },
];

/** Blanks comments and string literals, keeping the lines, so that prose is not read as code. */
export function codeOnly(text) {
  const blank = (match) => match.replace(/[^\n]/g, ' ');
  return text.replace(/\/\/[^\n]*|\/\*[\s\S]*?\*\/|"(?:\\.|[^"\\\n])*"/g, blank);
}

function findingsIn(file) {
  const code = codeOnly(read(file));
  const lines = read(file).split('\n');
  return rules
    .filter((rule) => !rule.except?.test(file))
    .flatMap((rule) =>
      [...code.matchAll(new RegExp(rule.forbidden, 'g'))].map((match) => {
        const line = code.slice(0, match.index).split('\n').length;
        return `${file}:${line}: ${rule.name}: ${lines[line - 1].trim()}`;
      }),
    );
}

const files = filesUnder('native', ['.cc', '.h']);
const guardless = files.filter((file) => file.endsWith('.h') && !/^#pragma once$|^#ifndef \w+_H_?$/m.test(read(file)));
report(
  'cpp rules',
  [...files.flatMap(findingsIn), ...guardless.map((file) => `${file}: no #pragma once or include guard`)],
  `${files.length} files, ${rules.length} rules`,
);
