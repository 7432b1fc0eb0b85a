/** dist/library.js: files of CommonJS joined into one must behave as they did apart. */

import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { cleanEnv, node, projectRoot, removeTemporaryFolders, temporaryFolder } from './support';

afterAll(removeTemporaryFolders);

const script = JSON.stringify(pathToFileURL(join(projectRoot, 'scripts', 'one-file.mjs')).href);

/** Joins a tree with the entry point `main`; what the script said against it. */
function joined(files: Readonly<Record<string, string>>): { folder: string; stderr: string } {
  const folder = temporaryFolder(files);
  const program = `import { joinFiles } from ${script}; joinFiles(process.argv[1], ['main']);`;
  const { stderr } = node(['--input-type=module', '-e', program, folder], { env: cleanEnv() });
  return { folder, stderr };
}

/** What a program prints that has the tree's entry point as `load`. */
function run(folder: string, program: string): unknown {
  const load = `const load = () => require(${JSON.stringify(join(folder, 'main.js'))});`;
  const result = node(['-e', `${load}\n${program}`], { env: cleanEnv() });
  expect(result.stderr).toBe('');
  return JSON.parse(result.stdout);
}

const names = (folder: string): string[] =>
  readdirSync(folder, { recursive: true })
    .map(String)
    .filter((name) => name.endsWith('.js'))
    .sort();

test('each file runs once, under its own __dirname, whichever path names it', () => {
  const { folder, stderr } = joined({
    'main.js': `"use strict";\nexports.all = [require("./a/one"), require("./a"), require("./a/index.js")];\n`,
    'a/one.js': `"use strict";\nexports.folder = __dirname;\nexports.index = require(".");\n`,
    'a/index.js': `"use strict";\nexports.path = require("node:path").sep;\nglobalThis.runs = (globalThis.runs ?? 0) + 1;\n`,
  });
  expect(stderr).toBe('');
  expect(names(folder)).toEqual(['library.js', 'main.js']);
  expect(
    run(
      folder,
      `const [one, two, three] = load().all;
       console.log(JSON.stringify([one.folder, one.index === two, two === three, two.path, runs]));`,
    ),
  ).toEqual([join(folder, 'a'), true, true, '/', 1]);
});

test('files that need each other see what is there so far', () => {
  const { folder } = joined({
    'main.js': `"use strict";\nexports.early = 1;\nexports.seen = require("./other").seen;\n`,
    'other.js': `"use strict";\nexports.seen = Object.keys(require("./main"));\n`,
  });
  expect(run(folder, 'console.log(JSON.stringify(load().seen))')).toEqual(['early']);
});

test('what throws is run again at the next require(), and nothing of it stays', () => {
  const { folder } = joined({
    'main.js': `"use strict";\nexports.half = true;\nexports.value = require("./broken").value;\n`,
    'broken.js': `"use strict";\nif (globalThis.mended !== true) throw new Error('broken');\nexports.value = 42;\n`,
  });
  const program = `
    const told = [1, 2].map(() => { try { return load(); } catch (error) { return error.message; } });
    globalThis.mended = true;
    console.log(JSON.stringify([...told, load().value]));`;
  expect(run(folder, program)).toEqual(['broken', 'broken', 42]);
});

test('what cannot be joined is refused', () => {
  const refusal = (text: string): string => joined({ 'main.js': text }).stderr;
  expect(refusal(`exports.x = require("./missing");\n`)).toContain('lib/main.ts: there is no file for ./missing');
  expect(refusal(`exports.x = import("./main");\n`)).toContain('cannot be joined');
  expect(refusal(`module.exports = 1;\n`)).toContain('cannot be joined');
});

test('the package has one file of code, and its types apart', () => {
  const dist = join(projectRoot, 'dist');
  expect(names(dist)).toEqual(['index.js', 'library.js', 'promises.js']);
  expect(existsSync(join(dist, 'jws', 'compact.d.ts'))).toBe(true);
  // The classes of both entry points are the same.
  const program = `
    const [index, promises] = ['index', 'promises'].map((name) => require(${JSON.stringify(dist)} + '/' + name + '.js'));
    console.log(JSON.stringify([index.errors === promises.errors, index.Key === promises.Key]));`;
  expect(JSON.parse(node(['-e', program], { env: cleanEnv() }).stdout)).toEqual([true, true]);
});
