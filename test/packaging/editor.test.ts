/** What an editor shows of the published types: every verb with its docstring, whatever the entry and the form. */

import { join, resolve } from 'node:path';
import ts from 'typescript';

const root = resolve(__dirname, '..', '..');
const verbs = {
  jws: [
    'serializeCompact',
    'deserializeCompact',
    'deserializeCompactMany',
    'serializeJson',
    'deserializeJson',
    'signStream',
  ],
  jwe: ['encryptCompact', 'decryptCompact', 'encryptJson', 'decryptJson'],
  jwt: ['encode', 'decode', 'decodeMany', 'validate', 'encodeNested', 'decodeNested', 'createSigner', 'createVerifier'],
};

/** The documentation that the language service gives at the end of each line. */
function shown(entry: string, lines: readonly string[]): readonly string[] {
  const file = join(root, 'test', 'packaging', 'editor-example.ts');
  const text = `import { jws, jwe, jwt, sign, verify, encrypt, decrypt } from '${entry}';\n${lines.join('\n')}\n`;
  const host: ts.LanguageServiceHost = {
    getScriptFileNames: () => [file],
    getScriptVersion: () => '1',
    getScriptSnapshot: (name) => {
      const found = name === file ? text : ts.sys.readFile(name);
      return found === undefined ? undefined : ts.ScriptSnapshot.fromString(found);
    },
    getCurrentDirectory: () => root,
    getCompilationSettings: () => ({
      module: ts.ModuleKind.Node16,
      moduleResolution: ts.ModuleResolutionKind.Node16,
      paths: { 'jose-openssl': ['./dist/index'], 'jose-openssl/promises': ['./dist/promises'] },
    }),
    getDefaultLibFileName: (options) => ts.getDefaultLibFilePath(options),
    fileExists: (name) => name === file || ts.sys.fileExists(name),
    readFile: (name) => ts.sys.readFile(name),
    directoryExists: (name) => ts.sys.directoryExists(name),
  };
  const service = ts.createLanguageService(host);
  return lines.map((line) => {
    const info = service.getQuickInfoAtPosition(file, text.indexOf(`${line}\n`) + line.length - 1);
    return ts.displayPartsToString(info?.documentation);
  });
}

test.each(['jose-openssl', 'jose-openssl/promises'])('%s', (entry) => {
  const lines = [
    ...Object.entries(verbs).flatMap(([namespace, names]) => names.map((name) => `${namespace}.${name}`)),
    ...['sign', 'verify', 'encrypt', 'decrypt'].map((name) => `void ${name}`),
  ];
  const docstrings = shown(entry, lines);
  const empty = lines.filter((_, index) => (docstrings[index] ?? '').length < 20);
  expect(empty).toEqual([]);
});
