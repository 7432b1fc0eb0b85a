/** dist/ as rollup makes it: few files, one instance of everything, and names that are not changed. */

import { readdirSync, readFileSync } from 'node:fs';
import { join, sep } from 'node:path';
import { cleanEnv, node, projectRoot, removeTemporaryFolders, temporaryFolder } from './support';

afterAll(removeTemporaryFolders);

const dist = join(projectRoot, 'dist');

/** What a program prints as JSON that has both entry points. */
function printed(program: string): unknown {
  const load = ['index', 'promises'].map((name) => `const ${name} = require(${JSON.stringify(join(dist, name))});`);
  const result = node(['-e', `${load.join('\n')}\n${program}`], { env: cleanEnv() });
  expect(result.stderr).toBe('');
  return JSON.parse(result.stdout);
}

test('each entry point is one file of code with its wrappers; one file has what they share; each namespace has its types', () => {
  const files = readdirSync(dist, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) =>
      join(entry.parentPath, entry.name)
        .slice(dist.length + 1)
        .split(sep)
        .join('/'),
    );
  const entry = (name: string): string[] => ['js', 'd.ts', 'mjs', 'd.mts'].map((end) => `${name}.${end}`);
  const namespaces = ['jwe', 'jwk', 'jws', 'jwt'].flatMap((name) => [`${name}/index.d.ts`, `${name}/promises.d.ts`]);
  const shared = ['shared/library.js', 'shared/library.d.ts'];
  const expected = [...entry('index'), ...entry('promises'), 'errors/index.d.ts', ...namespaces, ...shared];
  expect(files.sort()).toEqual(expected.sort());
});

test('the classes and the errors of both entry points are the same, and have the names that they are published under', () => {
  const program = `
    const classes = Object.entries({ ...index, ...index.errors }).filter(([, value]) => typeof value === 'function' && /^class /.test(String(value)));
    console.log(JSON.stringify({
      count: classes.length,
      renamed: classes.filter(([name, value]) => value.name !== name).map(([name]) => name),
      differing: classes.filter(([name, value]) => (promises[name] ?? promises.errors[name]) !== value).map(([name]) => name),
    }));`;
  expect(printed(program)).toEqual({ count: expect.any(Number), renamed: [], differing: [] });
  expect(printed('console.log(index.errors === promises.errors)')).toBe(true);
});

test('the ES modules have exactly the names of the CommonJS files, and their values', () => {
  const folder = temporaryFolder({
    'main.mjs': ['index', 'promises']
      .map(
        (name) => `
          import * as ${name} from ${JSON.stringify(join(dist, `${name}.mjs`))};
          import ${name}Cjs from ${JSON.stringify(join(dist, `${name}.js`))};
          for (const each of new Set([...Object.keys(${name}), ...Object.keys(${name}Cjs)]))
            if (${name}[each] === undefined || ${name}[each] !== ${name}Cjs[each]) console.log(each);`,
      )
      .join('\n'),
  });
  expect(node([join(folder, 'main.mjs')], { env: cleanEnv() })).toMatchObject({ status: 0, stdout: '', stderr: '' });
});

test('the namespaces can be stubbed by the tests of others', () => {
  expect(printed('index.jwt.decode = () => 1; console.log(index.jwt.decode())')).toBe(1);
});

test('nothing internal is among the types', () => {
  const files = readdirSync(dist, { recursive: true })
    .map(String)
    .filter((name) => name.endsWith('.d.ts'));
  expect(files.length).toBeGreaterThan(2);
  for (const name of files) expect(readFileSync(join(dist, name), 'utf8')).not.toContain('@internal');
});

test('the build fails where imports form a circle', () => {
  const namespaces = [
    'errors/index',
    ...['jwe', 'jwk', 'jws', 'jwt'].flatMap((name) => [`${name}/index`, `${name}/promises`]),
  ];
  const types = [...namespaces, 'index', 'promises'].map((name) => [`build/lib/${name}.d.ts`, 'export type A = 1;\n']);
  const tree = {
    ...(Object.fromEntries(types) as Record<string, string>),
    'build/lib/index.js': "export { a } from './a';\n",
    'build/lib/promises.js': "export { a } from './a';\n",
    'build/lib/a.js': "import { b } from './b';\nexport const a = () => b;\n",
    'build/lib/b.js': 'export const b = 1;\n',
  };
  const build = (changed: Readonly<Record<string, string>>): { status: number | null; stderr: string } => {
    const rollup = require.resolve('rollup/dist/bin/rollup');
    const config = join(projectRoot, 'rollup.config.mjs');
    return node([rollup, '--config', config, '--silent'], { cwd: temporaryFolder({ ...tree, ...changed }) });
  };
  expect(build({}).status).toBe(0);
  const circle = build({ 'build/lib/b.js': "import { a } from './a';\nexport const b = () => a;\n" });
  expect(circle.stderr).toContain('Circular dependency');
  expect(circle.status).not.toBe(0);
}, 30_000);
