// Puts the docstrings of the verbs before the constants that are published under their names. TypeScript gives both forms of
// a verb their types from one interface, but drops the docstrings of its members where they are taken out of an object, and
// editors would show none.

import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';

const verbFiles = (dist) =>
  readdirSync(dist, { recursive: true })
    .map((path) => join(dist, String(path)))
    .filter((path) => /[\\/]verbs\.d\.ts$/.test(path));

/** The docstrings of the members of a file's interfaces, inherited ones included, by name. */
function docstringsOf(checker, source) {
  const found = new Map();
  for (const statement of source.statements.filter(ts.isInterfaceDeclaration)) {
    for (const member of checker.getTypeAtLocation(statement).getProperties()) {
      const [docstring] = (member.declarations ?? []).flatMap((declaration) => ts.getJSDocCommentsAndTags(declaration));
      if (docstring !== undefined) found.set(member.name, docstring.getFullText().replace(/^ {4}/gm, '').trim());
    }
  }
  return found;
}

/** One statement for each constant of `export declare const a: A, b: B;`, each with its docstring. */
function withDocstrings(file, docstrings) {
  const text = readFileSync(file, 'utf8');
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  return source.statements
    .map((statement) => {
      if (!ts.isVariableStatement(statement)) return statement.getFullText();
      return statement.declarationList.declarations
        .map((declaration) => {
          const docstring = docstrings.get(declaration.name.getText());
          if (docstring === undefined) throw new Error(`${file}: ${declaration.name.getText()} has no docstring`);
          return `\n${docstring}\nexport declare const ${declaration.getText()};`;
        })
        .join('');
    })
    .join('')
    .concat('\n');
}

/** Rewrites the index and the promises of each folder of `dist` that has verbs. */
export function documentVerbs(dist) {
  const files = verbFiles(dist);
  const program = ts.createProgram(files, { module: ts.ModuleKind.Node16, types: [] });
  for (const file of files) {
    const docstrings = docstringsOf(program.getTypeChecker(), program.getSourceFile(file));
    for (const name of ['index.d.ts', 'promises.d.ts']) {
      const published = join(file, '..', name);
      writeFileSync(published, withDocstrings(published, docstrings));
    }
  }
}
