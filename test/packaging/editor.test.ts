/** What an editor shows of the published types: every verb with its docstring and the names of its types, in either form. */

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
    'serialize',
    'deserialize',
    'detach',
    'signStream',
    'verifyStream',
    'decodeUnverified',
  ],
  jwe: ['encryptCompact', 'decryptCompact', 'encryptJson', 'decryptJson', 'encrypt', 'decrypt', 'decodeUnverified'],
  jwt: [
    'encode',
    'decode',
    'decodeMany',
    'validate',
    'decodeUnverified',
    'encodeNested',
    'decodeNested',
    'createSigner',
    'createVerifier',
  ],
  jwk: ['importKey', 'generateKey', 'thumbprint', 'thumbprintUri'],
};
const small = ['sign', 'verify', 'encrypt', 'decrypt', 'serializeCompact', 'deserializeCompact'];

interface Shown {
  readonly line: string;
  /** The type, where the cursor is on a name. */
  readonly type: string;
  readonly docstring: string;
  /** The docstring beside the name in the list of completions. */
  readonly inList: string;
}

/** What the language service shows at the end of each line. */
function shown(entry: string, lines: readonly string[]): readonly Shown[] {
  const file = join(root, 'test', 'packaging', 'editor-example.ts');
  const text = `import { jws, jwe, jwt, jwk, ${small.join(', ')} } from '${entry}';\n${lines.join('\n')}\n`;
  const host: ts.LanguageServiceHost = {
    getScriptFileNames: () => [file],
    getScriptVersion: () => '1',
    getScriptSnapshot: (name) => {
      const found = name === file ? text : ts.sys.readFile(name);
      return found === undefined ? undefined : ts.ScriptSnapshot.fromString(found);
    },
    getCurrentDirectory: () => root,
    getCompilationSettings: () => ({
      strict: true,
      module: ts.ModuleKind.Node16,
      moduleResolution: ts.ModuleResolutionKind.Node16,
      paths: { 'jose-openssl': ['./dist/index'], 'jose-openssl/promises': ['./dist/promises'] },
    }),
    getDefaultLibFileName: (options) => ts.getDefaultLibFilePath(options),
    fileExists: (name) => name === file || ts.sys.fileExists(name),
    readFile: (name) => ts.sys.readFile(name),
    directoryExists: (name) => ts.sys.directoryExists(name),
    getDirectories: (name) => ts.sys.getDirectories(name),
  };
  const service = ts.createLanguageService(host);
  return lines.map((line) => {
    const at = text.indexOf(`${line}\n`) + line.length - 1;
    const info = service.getQuickInfoAtPosition(file, at);
    const name = line.replace(/.*[. ]/, '');
    const entry = service.getCompletionEntryDetails(file, at, name, undefined, undefined, undefined, undefined);
    return {
      line,
      type: ts.displayPartsToString(info?.displayParts),
      docstring: ts.displayPartsToString(info?.documentation),
      inList: ts.displayPartsToString(entry?.documentation),
    };
  });
}

test.each(['jose-openssl', 'jose-openssl/promises'])('%s', (entry) => {
  const lines = [
    ...Object.entries(verbs).flatMap(([namespace, names]) => names.map((name) => `${namespace}.${name}`)),
    ...small.map((name) => `void ${name}`),
  ];
  const all = shown(entry, lines);
  const without = all.filter(({ docstring, inList }) => docstring.length < 20 || inList !== docstring);
  expect(without.map(({ line }) => line)).toEqual([]);
  const withPaths = all.filter(({ type }) => type.includes('import('));
  expect(withPaths.map(({ line }) => line)).toEqual([]);
  expect(all.find(({ line }) => line === 'jwt.decode')?.type).toMatch(
    /key: jwt\.JWTKey<.*options\?: .*jwt\.DecodeOptions/,
  );
});
