// OpenSSL's source package from the Debian mirror that this machine uses, with an apt configuration of its own: nothing of the
// system's is changed, and apt checks the signatures with the system's Debian keys.

import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isInstalled, PinnedBuildFailure, run } from './failure.mjs';
import { isVersionOlder, readPin } from './pin.mjs';
import { debianSuite, oldestRelease, series } from './pinned.mjs';

const keyring = '/usr/share/keyrings/debian-archive-keyring.gpg';

/** The archives of Debian that apt knows here: [{ uri, suite }], from both spellings of its configuration. */
export function knownArchives(folder = '/etc/apt') {
  const parts = join(folder, 'sources.list.d');
  const files = [
    join(folder, 'sources.list'),
    ...(existsSync(parts) ? readdirSync(parts).map((name) => join(parts, name)) : []),
  ].filter((file) => existsSync(file));
  return files.flatMap((file) => {
    const text = readFileSync(file, 'utf8');
    return file.endsWith('.sources') ? readDeb822(text) : readOneLine(text);
  });
}

function readDeb822(text) {
  const withoutComments = text.replace(/^#.*\n/gm, '');
  return withoutComments.split(/\n\s*\n/).flatMap((paragraph) => {
    const words = (name) => new RegExp(`^${name}:(.*)$`, 'im').exec(paragraph)?.[1].trim().split(/\s+/) ?? [];
    return words('URIs').flatMap((uri) => words('Suites').map((suite) => ({ uri, suite })));
  });
}

function readOneLine(text) {
  const entries = text.matchAll(/^\s*deb(?:-src)?\s+(?:\[[^\]]*\]\s+)?(\S+)\s+(\S+)/gm);
  return [...entries].map(([, uri, suite]) => ({ uri, suite }));
}

/** The suites of `debianSuite` on the same mirrors: bookworm-security becomes trixie-security. */
export function sourceSuites(archives, codename) {
  const suffixes = ['', '-updates', '-security'];
  const wanted = archives.flatMap(({ uri, suite }) => {
    const suffix = suffixes.find((candidate) => suite === `${codename}${candidate}`);
    return suffix === undefined ? [] : [`${uri} ${debianSuite}${suffix}`];
  });
  return [...new Set(wanted)].map((entry) => entry.split(' '));
}

export function codename() {
  const release = existsSync('/etc/os-release') ? readFileSync('/etc/os-release', 'utf8') : '';
  return /^ID=debian$/m.test(release) ? /^VERSION_CODENAME=(\S+)$/m.exec(release)?.[1] : undefined;
}

/** apt in a folder of its own, told of these suites alone: of their source packages, or of an architecture's binary ones. */
export function privateApt(folder, suites, types = 'deb-src', architecture = undefined) {
  for (const name of ['parts', 'lists/partial', 'cache/archives/partial'])
    mkdirSync(join(folder, name), { recursive: true });
  const paragraphs = suites.map(
    ([uri, suite]) => `Types: ${types}\nURIs: ${uri}\nSuites: ${suite}\nComponents: main\nSigned-By: ${keyring}\n`,
  );
  writeFileSync(join(folder, 'parts', 'source.sources'), paragraphs.join('\n'));
  const settings = {
    'Dir::Etc::sourcelist': '/dev/null',
    'Dir::Etc::sourceparts': join(folder, 'parts'),
    'Dir::State::lists': join(folder, 'lists'),
    'Dir::Cache': join(folder, 'cache'),
    'APT::Sandbox::User': 'root',
    // What is installed here has no say in what is downloaded.
    ...(architecture === undefined ? {} : { 'APT::Architecture': architecture, 'Dir::State::status': '/dev/null' }),
    'Acquire::Retries': '2',
    'Acquire::http::Timeout': '20',
  };
  const options = Object.entries(settings).flatMap(([name, value]) => ['-o', `${name}=${value}`]);
  return (command, args, cwd = folder) =>
    run(command, [...options, ...args], { cwd, env: { ...process.env, LC_ALL: 'C' } });
}

/** The versions of the series that are new enough, the newest first. */
export function usableVersions(showsrc, isOlder) {
  const versions = [...showsrc.matchAll(/^Version: (\S+)$/gm)].map(([, version]) => version);
  return [...new Set(versions)]
    .filter((version) => version.startsWith(`${series}.`) && !isOlder(version, oldestRelease))
    .sort((a, b) => (isOlder(a, b) ? 1 : -1));
}

/** The same, each with its release and the sha256 of its tarball: [{ version, release, sha256 }]. */
export function describedVersions(showsrc, isOlder) {
  return usableVersions(showsrc, isOlder).map((version) => {
    const [release] = version.split('-');
    const tarball = `openssl_${release}.orig.tar.gz`.replaceAll('.', '\\.');
    return { version, release, sha256: new RegExp(`^ ([0-9a-f]{64}) \\d+ ${tarball}$`, 'm').exec(showsrc)?.[1] };
  });
}

/** Calls `action` with an apt that knows the mirror's source packages. */
function withMirror(action) {
  const needed = ['apt-get', 'apt-cache', 'dpkg-source'].filter((command) => !isInstalled(command));
  const suites = needed.length === 0 ? sourceSuites(knownArchives(), codename()) : [];
  if (suites.length === 0) {
    const why =
      needed.length > 0 ? `${needed.join(', ')} not installed (Debian: dpkg-dev)` : 'no Debian mirror is configured';
    throw new PinnedBuildFailure(`Debian's source packages cannot be asked for here: ${why}.`);
  }
  const work = mkdtempSync(join(tmpdir(), 'jose-openssl-apt-'));
  try {
    const apt = privateApt(work, suites);
    apt('apt-get', ['update', '-qq', '--error-on=any']);
    return action(apt, describedVersions(apt('apt-cache', ['showsrc', '--only-source', 'openssl']), isVersionOlder));
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/** What the mirror's signed index names of the series, the newest first: [{ version, release, sha256 }]. */
export function askMirror() {
  const versions = withMirror((apt, described) => described);
  if (versions.length === 0) throw new PinnedBuildFailure(`the Debian mirror names no OpenSSL ${series}`);
  return versions;
}

/**
 * Downloads and unpacks the source package into `folder`/src; returns { version, file, source }. The pinned version is the first that
 * is tried. Where that cannot be had, the newest is taken, but not `known`, which is here already: then it is undefined.
 */
export function fetchDebianSource(folder, known, log) {
  log(`asking the Debian mirror for OpenSSL ${readPin().debian}`);
  try {
    return withMirror((apt, versions) => download(apt, versions, { folder, known, log }));
  } catch (error) {
    if (!(error instanceof PinnedBuildFailure)) throw error;
    error.message += '\n  A tarball can be given instead: npm run openssl -- --source PATH_OR_URL --sha256 HEX';
    throw error;
  }
}

/** An index may name a version that its mirror no longer, or not yet, holds. */
function download(apt, versions, { folder, known, log }) {
  const pinned = readPin().debian;
  const names = versions.map(({ version }) => version);
  const refusals = [];
  for (const version of [...names.filter((name) => name === pinned), ...names.filter((name) => name !== pinned)]) {
    if (version === known) return undefined;
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    try {
      log(`downloading openssl ${version}`);
      apt('apt-get', ['source', '-qq', '--download-only', `openssl=${version}`], folder);
    } catch (error) {
      log(`  not to be had: ${/^E: .*$/m.exec(error.message)?.[0] ?? 'apt-get source failed'}`);
      refusals.push(error.message);
      continue;
    }
    const files = readdirSync(folder);
    const dsc = files.find((name) => name.endsWith('.dsc'));
    const file = files.find((name) => name.endsWith('.orig.tar.gz'));
    log(`unpacking ${dsc}, with Debian's patches`);
    run('dpkg-source', ['--no-check', '-x', dsc, 'src'], { cwd: folder });
    return { version, file: join(folder, file), source: `Debian source package openssl ${version}` };
  }
  throw new PinnedBuildFailure(
    `No usable OpenSSL ${series} (at least ${oldestRelease}) in ${debianSuite}.\n${refusals.join('\n')}`,
  );
}
