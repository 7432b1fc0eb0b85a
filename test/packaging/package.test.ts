/** The package as npm would publish it: what is in it, and programs that have it installed. */

import { spawnSync } from 'node:child_process';
import { copyFileSync, cpSync, existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { cleanEnv, node, projectRoot, removeTemporaryFolders, temporaryFolder, writeTree } from './support';

const addon = join('build', 'Release', 'jose_openssl.node');

let contents: string[];
let size: number;
let consumer: string;
let installed: string;

/** Packs the built project and lays the result out as an installation without network or install scripts would. */
beforeAll(() => {
  for (const file of [addon, join('dist', 'index.mjs')]) {
    if (!existsSync(join(projectRoot, file))) throw new Error(`${file} is missing: npm run build`);
  }
  const folder = temporaryFolder();
  const pack = spawnSync('npm', ['pack', '--ignore-scripts', '--json', '--pack-destination', folder], {
    cwd: projectRoot,
    encoding: 'utf8',
  });
  const [packed] = JSON.parse(pack.stdout) as { filename: string; size: number; files: { path: string }[] }[];
  size = packed!.size;
  contents = packed!.files.map(({ path }) => path);

  consumer = temporaryFolder({ 'package.json': '{ "private": true }\n' });
  installed = join(consumer, 'node_modules', 'jose-openssl');
  mkdirSync(installed, { recursive: true });
  const unpacked = spawnSync('tar', ['-xzf', join(folder, packed!.filename), '--strip-components=1', '-C', installed]);
  expect(unpacked.status).toBe(0);
  mkdirSync(join(installed, 'build', 'Release'), { recursive: true });
  copyFileSync(join(projectRoot, addon), join(installed, addon));
  mkdirSync(join(consumer, 'node_modules', '@types'));
  for (const name of ['node-gyp-build', 'node-addon-api', '@types/node', 'undici-types']) {
    symlinkSync(join(projectRoot, 'node_modules', name), join(consumer, 'node_modules', name));
  }
  cpSync(join(__dirname, 'consumer'), consumer, { recursive: true });
}, 60_000);

afterAll(removeTemporaryFolders);

describe('contents', () => {
  test('only what is needed to run and to build from source', () => {
    const expected =
      /^(dist\/[\w./-]+\.(js|mjs|d\.ts|d\.mts)|native\/src\/[\w./]+\.(cc|h)|native\/(exports\.(map|list)|(addon|binding)\.gypi)|scripts\/(addon|openssl)\/\w+\.(mjs|json)|prebuilds\/(README\.md|(linux|win32|darwin)-(x64|arm64)\/jose-openssl(\.(glibc|musl))?\.node)|docs\/[\w-]+\.(md|svg)|examples\/[\w-]+\.mjs|binding\.gyp|package\.json|(README|CHANGELOG|CONTRIBUTING|SECURITY)\.md|LICENSE)$/;
    expect(contents.filter((path) => !expected.test(path))).toEqual([]);
  });

  test('wherever the README leads', () => {
    const readme = readFileSync(join(installed, 'README.md'), 'utf8');
    const links = Array.from(readme.matchAll(/\]\((?!https?:|#)([^)#]+)/g), ([, path]) => path ?? '');
    expect(links.length).toBeGreaterThan(10);
    expect(links.filter((path) => !contents.includes(path))).toEqual([]);
  });

  test('no more than docs/prebuilds.md allows, and without binaries little', () => {
    const binaries = contents.filter((path) => path.endsWith('.node'));
    const targets = JSON.stringify(join(projectRoot, 'scripts', 'prebuild', 'targets.mjs'));
    const program = `import(${targets}).then(({ budget }) => console.log(budget.package))`;
    const budget = Number(node(['-e', program], { env: cleanEnv() }).stdout);
    const page = readFileSync(join(projectRoot, 'docs', 'prebuilds.md'), 'utf8');
    expect(page).toContain(`the packed package with all of them at most ${budget / 1e6} MB`);
    expect(size).toBeLessThan(binaries.length === 0 ? 600_000 : budget);
    expect(binaries.every((path) => path.startsWith('prebuilds/'))).toBe(true);
  });

  test('all of what is needed', () => {
    const sources = readdirSync(join(projectRoot, 'native', 'src'), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name).slice(projectRoot.length + 1));
    expect(contents).toEqual(
      expect.arrayContaining([
        ...['index', 'promises'].flatMap((name) => ['js', 'mjs', 'd.ts', 'd.mts'].map((end) => `dist/${name}.${end}`)),
        ...sources,
        'binding.gyp',
        'LICENSE',
        'package.json',
      ]),
    );
  });

  test('the scripts that the install script and binding.gyp run are there, with all that they import', () => {
    for (const script of ['scripts/openssl/print.mjs', 'scripts/addon/sources.mjs', 'scripts/addon/stamp.mjs']) {
      const result = node([script, 'native/src'], { cwd: installed, env: cleanEnv() });
      expect(result.stderr).toBe('');
      expect(result.status).toBe(0);
    }
  });

  test('node-gyp configures a build from the package alone', () => {
    const gyp = require.resolve('node-gyp/bin/node-gyp.js');
    // nodedir: the same headers as for this checkout's own build, without a download.
    const nodedir = process.env.npm_config_nodedir;
    const result = node([gyp, 'configure', ...(nodedir === undefined ? [] : [`--nodedir=${nodedir}`])], {
      cwd: installed,
      env: cleanEnv(),
    });
    expect(result.stderr).toContain('gyp info ok');
    expect(result.status).toBe(0);
    // `configure` starts the folder anew.
    mkdirSync(join(installed, 'build', 'Release'), { recursive: true });
    copyFileSync(join(projectRoot, addon), join(installed, addon));
  }, 60_000);
});

describe('programs that have it installed', () => {
  test.each(['require.cjs', 'import.mjs'])('%s', (program) => {
    // The documented secret is shorter than RFC 7518 asks for, which is worth a warning elsewhere.
    const result = node([program], { cwd: consumer, env: cleanEnv({ NODE_NO_WARNINGS: '1' }) });
    expect(result.stderr).toBe('');
    expect(result.stdout).toMatch(/^(require|import): OpenSSL 3\.\d/);
    expect(result.status).toBe(0);
  });

  test.each([
    ['node16', 'CommonJS', { module: 'node16', moduleResolution: 'node16' }, 'commonjs'],
    ['node16', 'ES modules', { module: 'node16', moduleResolution: 'node16' }, 'module'],
    ['bundler', 'ES modules', { module: 'esnext', moduleResolution: 'bundler' }, 'module'],
  ])(
    'TypeScript with moduleResolution %s, %s',
    (_resolution, _kind, options, type) => {
      const compilerOptions = { ...options, target: 'es2022', strict: true, noEmit: true, types: ['node'] };
      writeTree(consumer, {
        'package.json': JSON.stringify({ private: true, type }),
        'tsconfig.json': JSON.stringify({ compilerOptions, files: ['types.ts'] }),
      });
      const result = node([require.resolve('typescript/bin/tsc'), '-p', '.'], { cwd: consumer, env: cleanEnv() });
      expect(result.stdout).toBe('');
      expect(result.status).toBe(0);
    },
    60_000,
  );
});
