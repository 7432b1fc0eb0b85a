// Puts the docstrings of the verbs before the constants that are published under their names. `JWT<'sync'>['decode']` has that
// of the interface's member at a call alone: where the name is only hovered over, and in lists of completions, editors would show none.

import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';

/** Rewrites the index and the promises of each folder of `dist` that has verbs. */
export function documentVerbs(dist) {
  const folders = readdirSync(dist).filter((name) => existsSync(join(dist, name, 'verbs.d.ts')));
  const files = folders.flatMap((name) => ['index.d.ts', 'promises.d.ts'].map((file) => join(dist, name, file)));
  const program = ts.createProgram(files, { module: ts.ModuleKind.Node16, types: [] });
  const checker = program.getTypeChecker();
  for (const file of files) {
    let text = readFileSync(file, 'utf8');
    const constants = program.getSourceFile(file).statements.filter(ts.isVariableStatement);
    for (const constant of constants.reverse()) {
      const [member] = checker.getTypeAtLocation(constant.declarationList.declarations[0]).symbol.declarations;
      const [docstring] = ts.getJSDocCommentsAndTags(member);
      if (docstring === undefined) throw new Error(`${file}: no docstring for ${constant.getText()}`);
      const start = constant.getStart();
      text = `${text.slice(0, start)}${docstring.getText().replace(/^ {4}/gm, '')}\n${text.slice(start)}`;
    }
    writeFileSync(file, text);
  }
}
