/** What `require('jose-openssl')` says where its addon cannot be loaded: every case is really brought about. */

import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

import { explainLoadFailure } from '../../lib/native/load-failure';
import { cleanEnv, node, projectRoot, removeTemporaryFolders, temporaryFolder } from './support';

afterAll(removeTemporaryFolders);

const built = join(projectRoot, 'build', 'Release', 'jose_openssl.node');
const here = `${process.platform}-${process.arch}`;
const prebuilt = join('prebuilds', here, 'jose-openssl.glibc.node');

let addon: Buffer;

beforeAll(() => {
  for (const file of [built, join(projectRoot, 'dist', 'index.js')]) {
    if (!existsSync(file)) throw new Error(`${file} is missing: npm run build`);
  }
  addon = readFileSync(built);
});

type Files = Readonly<Record<string, Buffer | string>>;

interface Told {
  readonly code: string;
  readonly message: string;
  readonly cause: string;
}

/** An installation of the package with these files and no addon of its own; its folder. */
function installation(files: Files, folder = 'node_modules/jose-openssl'): string {
  const root = join(temporaryFolder(), folder);
  mkdirSync(join(root, 'node_modules'), { recursive: true });
  cpSync(join(projectRoot, 'dist'), join(root, 'dist'), { recursive: true });
  cpSync(join(projectRoot, 'package.json'), join(root, 'package.json'));
  symlinkSync(join(projectRoot, 'node_modules', 'node-gyp-build'), join(root, 'node_modules', 'node-gyp-build'));
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), content);
  }
  return root;
}

const loaders = {
  require: { name: 'main.cjs', load: (root: string) => `require(${JSON.stringify(root)})` },
  import: { name: 'main.mjs', load: (root: string) => `await import(${JSON.stringify(join(root, 'dist/index.mjs'))})` },
};

/** What is thrown when the package is loaded; the process must survive to tell. */
function failureOf(
  root: string,
  env: NodeJS.ProcessEnv = {},
  loader: keyof typeof loaders = 'require',
  flags: readonly string[] = [],
): Told {
  const { name, load } = loaders[loader];
  const program = `try { ${load(root)} } catch (error) {
    console.log(JSON.stringify({ code: error.code, message: error.message, cause: String(error.cause) }));
  }`;
  const result = node([...flags, join(temporaryFolder({ [name]: program }), name)], { env: cleanEnv(env) });
  expect(result.signal).toBeNull();
  // Node 18 and 20 also report what a CommonJS module threw to an ES module that caught it.
  if (loader === 'require') expect(result.stderr).toBe('');
  return JSON.parse(result.stdout) as Told;
}

/** The library that gcc makes of nothing, which needs a library of the name given. */
function needing(soname: string): Buffer {
  const folder = temporaryFolder({ 'empty.c': 'int nothing;\n' });
  const gcc = (...args: string[]): void => {
    const result = spawnSync('gcc', ['-shared', '-fPIC', '-nostdlib', ...args], { cwd: folder, encoding: 'utf8' });
    expect(result.stderr).toBe('');
  };
  gcc('-o', 'libneeded.so', `-Wl,-soname,${soname}`, 'empty.c');
  gcc('-o', 'addon.node', 'empty.c', '-Wl,--no-as-needed', '-L.', '-lneeded');
  return readFileSync(join(folder, 'addon.node'));
}

function changed(offset: number, octets: Buffer): Buffer {
  const copy = Buffer.from(addon);
  octets.copy(copy, offset);
  return copy;
}

test('the installation of these tests loads where the addon is good', () => {
  const root = installation({ [prebuilt]: addon });
  const result = node(['-p', `require(${JSON.stringify(root)}).opensslVersion()`], { env: cleanEnv() });
  expect(result.stderr).toBe('');
  expect(result.stdout).toMatch(/^OpenSSL 3\./);
});

describe('no addon', () => {
  test.each(['require', 'import'] as const)('%s: nothing prebuilt and no install script run', (load) => {
    const root = installation({});
    const { code, message, cause } = failureOf(root, {}, load);
    expect(code).toBe('ERR_JOSE_ADDON_NOT_LOADED');
    expect(message).toContain(`Wanted: ${here}`);
    expect(message).toContain(
      `for node ${process.versions.node} (Node-API ${process.versions['napi']!}, ABI ${process.versions.modules})`,
    );
    for (const folder of ['build/Release', 'build/Debug', `prebuilds/${here}`]) {
      expect(message).toContain(`  ${join(root, folder)}: no such folder`);
    }
    expect(message).toContain(`  ${join(dirname(process.execPath), 'prebuilds', here)}: no such folder`);
    expect(message).toContain('The package has no prebuilt addon at all: compile one here.');
    expect(message).toContain('npm rebuild jose-openssl --build-from-source');
    expect(message).toContain('OpenSSL 3 with its headers and static library');
    expect(message).toContain('npm approve-scripts jose-openssl');
    expect(cause).toContain('No native build was found');
  });

  test('one for other systems only', () => {
    const root = installation({ 'prebuilds/linux-mips/a.node': addon, 'prebuilds/aix-ppc64/a.node': addon });
    const { message } = failureOf(root);
    expect(message).toContain(`prebuilt addons for aix-ppc64, linux-mips, none for ${here}: compile one here.`);
  });

  test('one for the other libc only', () => {
    const root = installation({ [join('prebuilds', here, 'jose-openssl.musl.node')]: addon });
    const { message } = failureOf(root, { LIBC: 'glibc' });
    expect(message).toContain(`${join(root, 'prebuilds', here)}: jose-openssl.musl.node, which was not taken`);
    expect(message).toContain('The package has jose-openssl.musl.node, none for glibc: compile one here');
    expect(message).toContain('the environment has LIBC=glibc');
  });

  test('a build that did not finish', () => {
    const { message } = failureOf(installation({ 'build/Release/obj.target/a.o': '' }));
    expect(message).toMatch(/build.Release: no addon, only obj\.target/);
  });

  test('the environment leads elsewhere', () => {
    const root = installation({ [prebuilt]: addon });
    const elsewhere = temporaryFolder();
    const named = failureOf(root, { JOSE_OPENSSL_PREBUILD: elsewhere }).message;
    expect(named).toContain(`  ${join(elsewhere, 'build', 'Release')}: no such folder`);
    expect(named).toContain('Unset JOSE_OPENSSL_PREBUILD, unless you mean it');
    const crossed = failureOf(root, { npm_config_arch: 'ppc64' }).message;
    expect(crossed).toContain('the environment has npm_config_arch=ppc64');
    expect(crossed).toContain(`The package has prebuilt addons for ${here}, none for ${process.platform}-ppc64`);
  });

  test('a program that was bundled without the package', () => {
    const root = installation({});
    const bundle = temporaryFolder();
    cpSync(join(root, 'dist'), join(bundle, 'app', 'dist'), { recursive: true });
    cpSync(join(root, 'node_modules'), join(bundle, 'node_modules'), { recursive: true });
    const { message } = failureOf(join(bundle, 'app', 'dist', 'index.js'));
    expect(message).toContain('the program seems to be bundled. Tell the bundler that jose-openssl is external');
    expect(message).not.toContain('npm rebuild');
  });

  test('a worker hears of it, too', () => {
    const root = installation({});
    const program = `new (require('node:worker_threads').Worker)(${JSON.stringify(`require(${JSON.stringify(root)})`)}, { eval: true })
      .on('error', (error) => console.log(error.code))`;
    expect(node(['-e', program], { env: cleanEnv() }).stdout).toBe('ERR_JOSE_ADDON_NOT_LOADED\n');
  });
});

const onLinux = process.platform === 'linux' ? describe : describe.skip;

onLinux('an addon that does not load', () => {
  const fault = (content: Buffer, path = prebuilt, env: NodeJS.ProcessEnv = {}): Told => {
    const told = failureOf(installation({ [path]: content }), env);
    expect(told.code).toBe('ERR_JOSE_ADDON_NOT_LOADED');
    expect(told.message).toContain(`${path.split('/').at(-1)!}, which failed`);
    return told;
  };

  test.each([0.001, 0.25, 0.5, 0.999])('cut short to %d of its length', (part) => {
    // The loader itself would end the process with SIGBUS.
    const size = Math.trunc(addon.length * part);
    const { message } = fault(addon.subarray(0, size));
    expect(message).toContain(`it is cut short: ${size} of ${addon.length} octets`);
    expect(message).toContain('remove node_modules/jose-openssl and install it again');
  });

  test('empty, or no library at all', () => {
    expect(fault(Buffer.alloc(0)).message).toContain('but it is empty. The system says: ');
    const { message } = fault(Buffer.from('version https://git-lfs.github.com/spec/v1\n'.repeat(4)));
    expect(message).toContain('but it is no native library at all');
    expect(message).toContain('The file is damaged');
  });

  test('for another processor', () => {
    const machine = Buffer.from(process.arch === 'arm64' ? [0x3e, 0] : [0xb7, 0]);
    const other = process.arch === 'arm64' ? 'x64' : 'arm64';
    const { message } = fault(changed(18, machine), 'build/Release/jose_openssl.node');
    expect(message).toContain(`but it is an ELF library for ${other}`);
    expect(message).toContain(`install on ${here} itself, and do not copy node_modules from elsewhere`);
  });

  test.each([
    [
      'Windows',
      Buffer.concat([
        Buffer.from('MZ'),
        Buffer.alloc(58),
        Buffer.from([64, 0, 0, 0]),
        Buffer.from('PE\0\0\x64\x86', 'latin1'),
      ]),
      'a Windows library for x64',
    ],
    ['macOS', Buffer.from('cffaedfe0c000001'.padEnd(128, '0'), 'hex'), 'a macOS library for arm64'],
    ['macOS, universal', Buffer.from('cafebabe00000002'.padEnd(128, '0'), 'hex'), 'a universal macOS library'],
  ])('for %s', (_system, content, words) => {
    const { message } = fault(content);
    expect(message).toContain(`but it is ${words}`);
    expect(message).toContain('was installed or built for another system');
  });

  test('for musl', () => {
    const { message } = fault(needing('libc.musl-x86_64.so.1'));
    expect(message).toContain('it does not load. The system says: libc.musl-x86_64.so.1: cannot open');
    expect(message).toContain('The file is for another libc (glibc or musl), or for a newer glibc');
  });

  test('for a newer glibc', () => {
    const name = /GLIBC_2\.\d\d(?=\0)/.exec(addon.toString('latin1'))!;
    const { message } = fault(changed(name.index, Buffer.from('GLIBC_9.99')));
    expect(message).toMatch(/The system says: .*version `GLIBC_9\.99' not found/);
    expect(message).toContain('for a newer glibc than this system has. Compile the addon here');
  });

  test('linked to a shared libcrypto that is not here', () => {
    const { message } = fault(needing('libcrypto.so.99'));
    expect(message).toContain('The addon was linked to a shared libcrypto');
  });

  test('a library that is no addon', () => {
    expect(fault(needing('libc.so.6')).message).toContain(
      'but it does not load. The system says: Module did not self-register',
    );
  });

  test('inside an asar archive', () => {
    const root = installation({}, 'app.asar/node_modules/jose-openssl');
    const { message } = failureOf(root);
    expect(message).toContain('list node_modules/jose-openssl and its dependencies in asarUnpack');
  });
});

test('what needs rights that tests do not have, by the words that the loader says it in', () => {
  const root = installation({ [prebuilt]: addon });
  const cause = new Error('x.node: failed to map segment from shared object: Operation not permitted');
  expect(explainLoadFailure(root, join(root, prebuilt), cause)).toContain('is not mounted noexec');
});

describe('row 85: Node itself forbids addons, and the message names the flag', () => {
  const model = process.allowedNodeEnvironmentFlags.has('--permission') ? '--permission' : '--experimental-permission';
  const quietly = ['--disable-warning=ExperimentalWarning', '--disable-warning=SecurityWarning', model];

  const told = (flags: readonly string[], env: NodeJS.ProcessEnv = {}): string => {
    const { code, message } = failureOf(installation({ [prebuilt]: addon }), env, 'require', flags);
    expect(code).toBe('ERR_JOSE_ADDON_NOT_LOADED');
    expect(message).not.toMatch(/compile|npm rebuild|npm approve-scripts|the program seems to be bundled/);
    return message;
  };

  test('--no-addons, on the command line and in NODE_OPTIONS', () => {
    for (const message of [told(['--no-addons']), told([], { NODE_OPTIONS: '--no-addons' })]) {
      expect(message).toContain('This program runs with --no-addons');
      expect(message).not.toContain('--permission');
    }
  });

  test('--no-addons, of a worker alone', () => {
    const root = installation({ [prebuilt]: addon });
    const program = `new (require('node:worker_threads').Worker)(${JSON.stringify(`require(${JSON.stringify(root)})`)}, { eval: true, execArgv: ['--no-addons'] })
      .on('error', (error) => console.log(error.message))`;
    expect(node(['-e', program], { env: cleanEnv() }).stdout).toContain('This program runs with --no-addons');
  });

  test('the permission model without --allow-addons', () => {
    const message = told([...quietly, '--allow-fs-read=*']);
    expect(message).toContain('start it with --allow-addons as well');
    expect(message).not.toContain('--allow-fs-read');
  });

  test('the permission model that keeps the addon from being read', () => {
    const program = `try { require('./index.js') } catch (error) { console.log(error.message) }`;
    const root = installation({ [prebuilt]: addon, 'dist/main.cjs': program });
    const readable = ['dist', 'package.json', 'node_modules'].map((name) => join(root, name));
    const flags = [...readable, join(projectRoot, 'node_modules')].map((each) => `--allow-fs-read=${each}`);
    const { stdout: message } = node([...quietly, '--allow-addons', ...flags, join(root, 'dist', 'main.cjs')], {
      env: cleanEnv(),
    });
    expect(message).not.toMatch(/compile|npm rebuild/);
    expect(message).toContain(`  ${join(root, 'prebuilds', here)}: may not be read`);
    expect(message).toContain(`--allow-fs-read=${join(root, '*')}`);
  });
});

test('a host program without Node-API 8', () => {
  const older = `Object.defineProperty(process, 'versions', { value: { ...process.versions, napi: '7' } });`;
  const flags = ['--require', join(temporaryFolder({ 'older.cjs': older }), 'older.cjs')];
  const { message } = failureOf(installation({}), {}, 'require', flags);
  expect(message).toContain('(Node-API 7, ABI');
  expect(message).toContain('Use a host program with Node-API 8 or newer');
});

test('row 72: an addon that could not be set up is not to be compiled', () => {
  const root = installation({ [prebuilt]: addon });
  const cause = Object.assign(new Error('not enough memory for this operation'), { code: 'ERR_OPENSSL' });
  const message = explainLoadFailure(root, join(root, prebuilt), cause);
  expect(message).toContain('most likely for want of memory');
  expect(message).not.toContain('npm rebuild');
});
