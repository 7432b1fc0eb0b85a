// `npm run stress -- lambda`: the packed package in a function that aws-lambda-ric runs against a Runtime API on loopback. The function's
// folder cannot be written to, and PATH is empty. Prints what loading the library costs there.

import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, copyFileSync, cpSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { clearTimeout, setTimeout } from 'node:timers';
import { writeCount } from '../check/counts.mjs';
import { root } from '../check/files.mjs';
import { installPackage } from '../matrix/installed.mjs';
import { fetched, runtimes } from '../matrix/runtimes.mjs';
import { runtimeClient } from './client.mjs';
import { runtimeApi } from './runtime-api.mjs';

const starts = 9;
const nobody = 65534;

function filesOf(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name));
}

/** As root, rights keep nothing from being written; so the function runs as somebody else. */
function makeReadOnly(folder) {
  spawnSync('chmod', ['-R', 'a-w,a+rX', folder]);
}

/** Has the system forget the files' contents, so that the next start reads them from the disk. */
function forget(files) {
  for (const file of files) spawnSync('dd', [`if=${file}`, 'iflag=nocache', 'count=0', 'status=none']);
}

/** Starts a function and calls it with the events, in turn: its results. */
async function call(place, handler, events, env = {}) {
  const api = await runtimeApi(events);
  const child = spawn(place.node, [place.client, handler], {
    cwd: place.folder,
    env: {
      AWS_LAMBDA_RUNTIME_API: api.address,
      AWS_LAMBDA_FUNCTION_NAME: 'test',
      AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
      AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '256',
      AWS_LAMBDA_LOG_GROUP_NAME: '/aws/lambda/test',
      AWS_LAMBDA_LOG_STREAM_NAME: 'test',
      LAMBDA_TASK_ROOT: place.folder,
      _HANDLER: handler,
      PATH: '',
      ...env,
    },
    ...(process.getuid?.() === 0 ? { uid: nobody, gid: nobody } : {}),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text) => (said += text));
  child.on('exit', (status, signal) => api.fail(new Error(`the function ended (${signal ?? status}):\n${said}`)));
  child.on('error', api.fail);
  const timer = setTimeout(() => api.fail(new Error(`no result within two minutes:\n${said}`)), 120_000);
  try {
    return await api.results;
  } finally {
    clearTimeout(timer);
    child.removeAllListeners('exit').kill('SIGKILL');
    api.close();
  }
}

/** The installed package with functions beside it, in a folder that is closed then. */
function prepare() {
  const place = installPackage();
  const node = join(place.temporary, 'node');
  copyFileSync(fetched(runtimes.find(({ name }) => name === 'node22')), node);
  cpSync(runtimeClient(node), join(place.temporary, 'client'), { recursive: true });
  cpSync(join(root, 'test', 'lambda'), place.folder, { recursive: true });
  copyFileSync(join(root, 'examples', 'lambda.mjs'), join(place.folder, 'lambda.mjs'));
  const made = spawnSync(process.execPath, ['make-samples.cjs'], { cwd: place.folder, encoding: 'utf8' });
  if (made.status !== 0) throw new Error(made.stderr);
  makeReadOnly(place.temporary);
  chmodSync(place.temporary, 0o755);
  return { ...place, node, client: join(place.temporary, 'client', 'node_modules', 'aws-lambda-ric', 'index.mjs') };
}

const results = { passed: 0, failed: 0 };

function check(what, good, found) {
  results[good ? 'passed' : 'failed'] += 1;
  console.log(`  ${good ? 'ok' : 'FAILED'}: ${what}${good ? '' : `: ${JSON.stringify(found)}`}`);
}

async function checkExample(place) {
  const program = `
    const { jwk, jwt, KeySet } = require('jose-openssl');
    const key = jwk.generateKey('EC', 'P-256', { kid: '1', alg: 'ES256' });
    const options = { issuer: 'https://issuer.example', audience: 'test', expiresIn: '5m' };
    const encode = (claims, more) => jwt.encode({ alg: 'ES256', kid: '1' }, claims, key, { ...options, ...more });
    console.log(JSON.stringify({
      jwks: new KeySet([key]).toJWKS(), good: encode({ sub: 'alice' }), other: encode({ sub: 'alice' }, { audience: 'else' }),
    }));`;
  const { stdout } = spawnSync(process.execPath, ['-e', program], { cwd: place.folder, encoding: 'utf8' });
  const { jwks, good, other } = JSON.parse(stdout);
  const events = [good, other, `${good.slice(0, -6)}AAAAAA`]
    .map((token) => ({ headers: { authorization: `Bearer ${token}` } }))
    .concat({ headers: {} });
  const env = { JWKS: JSON.stringify(jwks), ISSUER: 'https://issuer.example', AUDIENCE: 'test' };
  const answers = await call(place, 'lambda.handler', events, env);
  const told = answers.map(({ statusCode, body }) => `${statusCode} ${body}`);
  const expected = [
    '200 {"sub":"alice"}',
    '401 ERR_JWT_CLAIM_VALIDATION_FAILED',
    '401 ERR_JWS_SIGNATURE_VERIFICATION_FAILED',
    '401 no bearer token',
  ];
  check('examples/lambda.mjs: a good token, a foreign one, a forged one, none', told.join() === expected.join(), told);
}

async function checkSmoke(place) {
  const [smoke] = await call(place, 'measured.handler', [{ action: 'smoke' }]);
  check(`every algorithm in both forms: ${smoke.passed}`, smoke.failures.length === 0, smoke.failures);
}

async function measure(place, cold) {
  const files = filesOf(join(place.folder, 'node_modules'));
  const runs = [];
  for (let index = 0; index < starts; index += 1) {
    if (cold) forget(files);
    runs.push(...(await call(place, 'measured.handler', [{ action: 'measure' }])));
  }
  return runs;
}

const sorted = (runs, name) => runs.map((run) => run[name]).sort((a, b) => a - b);
const spread = (runs, name) => {
  const values = sorted(runs, name);
  const [least, median, most] = [values[0], values[values.length >> 1], values.at(-1)].map((value) => value.toFixed(1));
  return `${median} (${least} to ${most})`;
};

const place = prepare();
try {
  const addon = place.standIn ? 'the addon of build/Release as stand-in for a prebuilt one' : place.prebuilt.join(', ');
  console.log(`lambda: aws-lambda-ric, node ${runtimes.find(({ name }) => name === 'node22').version}, ${addon}`);
  await checkExample(place);
  await checkSmoke(place);
  const [warm, cold] = [await measure(place, false), await measure(place, true)];
  const [{ path, writable, openssl, user }] = warm;
  check('no PATH', !path, path);
  check(`a folder that cannot be written to (user ${user})`, writable === false, writable);
  const size = filesOf(place.installed).reduce((sum, file) => sum + statSync(file).size, 0);
  console.log(`
${openssl}; ${starts} starts each; the median (the least to the most)

| | files in memory | files read from the disk |
| --- | --- | --- |
| require(), ms | ${spread(warm, 'requireMs')} | ${spread(cold, 'requireMs')} |
| of that on the processor, ms | ${spread(warm, 'requireCpuMs')} | ${spread(cold, 'requireCpuMs')} |
| first token made and read, ms | ${spread(warm, 'firstTokenMs')} | ${spread(cold, 'firstTokenMs')} |
| memory that require() adds, MiB | ${spread(warm, 'rssMiB')} | ${spread(cold, 'rssMiB')} |
| memory of the process then, MiB | ${spread(warm, 'processMiB')} | ${spread(cold, 'processMiB')} |

installed: ${(size / 2 ** 20).toFixed(1)} MiB; tarball: ${(statSync(place.tarball).size / 2 ** 20).toFixed(1)} MiB`);
} finally {
  spawnSync('chmod', ['-R', 'u+w', place.temporary]);
  rmSync(place.temporary, { recursive: true, force: true });
}
writeCount('lambda', results);
console.log(`lambda: ${results.passed} passed, ${results.failed} failed`);
if (results.failed > 0) process.exitCode = 1;
