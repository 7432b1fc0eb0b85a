// `npm run stress -- walk [jwt.decode | jwt.encode]`: the functions and files of lib/ that an ordinary operation passes when it is
// warm, so that the way stays one that can be read. V8's precise coverage counts them. Their order is told by a debugger, which
// steps into every call of one more operation. The files of lib/ are run one by one, since dist/ has joined them.

import { readFileSync } from 'node:fs';
import { Session } from 'node:inspector';
import { Session as PromiseSession } from 'node:inspector/promises';
import { createRequire, SourceMap } from 'node:module';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { setFlagsFromString } from 'node:v8';
import { isMainThread, parentPort, Worker } from 'node:worker_threads';
import ts from 'typescript';

const lib = fileURLToPath(new URL('../lib/', import.meta.url));

/** Enough operations to fill every cache. */
const warmUp = 1000;
/** How many operations are counted together. */
const counted = 100;

/** The functions that stand in no source: what TypeScript writes for a re-export, and what V8 makes of a class's fields. */
const reExport = /^function ?\(\) \{ return \w+(\.\w+|\[k\]); \}$/;
const fields = '<instance_members_initializer>';

/** Lets `require` read TypeScript. The result finds the place in lib/ of a place in what V8 runs. */
function requireTypeScript() {
  const require = createRequire(import.meta.url);
  const compilerOptions = {
    module: ts.ModuleKind.CommonJS,
    target: ts.ScriptTarget.ES2022,
    esModuleInterop: true,
    sourceMap: true,
  };
  const files = new Map();
  require.extensions['.ts'] = (module, fileName) => {
    const { outputText, sourceMapText } = ts.transpileModule(readFileSync(fileName, 'utf8'), { fileName, compilerOptions }); // prettier-ignore
    files.set(fileName, { code: outputText, map: new SourceMap(JSON.parse(sourceMapText)) });
    module._compile(outputText, fileName);
  };
  const lineAt = (file, line, column) => files.get(file).map.findEntry(line, column).originalLine + 1;
  const lineAtOffset = (file, offset) => {
    const before = files.get(file).code.slice(0, offset).split('\n');
    return lineAt(file, before.length - 1, before.at(-1).length);
  };
  const isWritten = (file, name, start, end) => name !== fields && !reExport.test(files.get(file).code.slice(start, end)); // prettier-ignore
  return { load: () => require(join(lib, 'index.ts')), lineAt, lineAtOffset, isWritten };
}

const pathOf = (url) => (url.startsWith('file:') ? fileURLToPath(url) : url);
const nameOf = (functionName) => functionName.replace(/^exports\./, '') || '(anonymous)';

/** Counts from here on. A function that was compiled before is not seen, and optimised code is not counted. */
async function startCoverage() {
  for (const flag of ['--no-opt', '--no-maglev']) setFlagsFromString(flag);
  const session = new PromiseSession();
  session.connect();
  await session.post('Profiler.enable');
  await session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: true });
  return session;
}

/** The functions of lib/ that the operation passes, each once. */
async function functionsOf(session, operation, { lineAtOffset, isWritten }) {
  for (let i = 0; i < warmUp; i++) operation();
  await session.post('Profiler.takePreciseCoverage'); // which begins anew
  for (let i = 0; i < counted; i++) operation();
  const { result } = await session.post('Profiler.takePreciseCoverage');
  return result
    .map(({ url, functions }) => ({ file: pathOf(url), functions }))
    .filter(({ file }) => file.startsWith(lib))
    .flatMap(({ file, functions }) =>
      functions
        .map(({ functionName, ranges: [{ startOffset, endOffset, count }] }) => ({
          functionName,
          startOffset,
          endOffset,
          count,
        })) // prettier-ignore
        .filter(
          ({ functionName, startOffset, endOffset, count }) =>
            count > 0 && isWritten(file, functionName, startOffset, endOffset),
        ) // prettier-ignore
        .map(({ functionName, startOffset }) => ({
          name: nameOf(functionName),
          file: relative(lib, file),
          line: lineAtOffset(file, startOffset),
        })),
    );
}

/** In the worker: steps through the main thread from a `debugger` statement to the end of its function, and notes the calls. */
function followCalls() {
  const session = new Session();
  session.connectToMainThread();
  const scripts = new Map();
  const calls = [];
  let last = [];
  session.on('Debugger.scriptParsed', ({ params: { scriptId, url } }) => scripts.set(scriptId, pathOf(url)));
  session.on('Debugger.paused', ({ params: { callFrames } }) => {
    const frames = callFrames
      .map(({ functionName, functionLocation: { scriptId, lineNumber, columnNumber } }) => ({
        functionName,
        file: scripts.get(scriptId) ?? '',
        place: [lineNumber, columnNumber],
      }))
      .filter(({ file }) => file.startsWith(lib))
      .reverse();
    const isSame = ({ file, place }, other) => other?.file === file && `${other.place}` === `${place}`;
    const kept = frames.findIndex((frame, depth) => !isSame(frame, last[depth]));
    if (kept !== -1) calls.push(...frames.slice(kept).map((frame, more) => ({ ...frame, depth: kept + more })));
    last = frames;
    session.post(callFrames.some(({ functionName }) => functionName === 'stepThrough') ? 'Debugger.stepInto' : 'Debugger.resume'); // prettier-ignore
  });
  session.post('Debugger.enable');
  session.post('Debugger.setBlackboxPatterns', { patterns: ['^node:'] });
  parentPort.once('message', () => {
    parentPort.postMessage(calls);
    session.disconnect();
  });
  parentPort.postMessage('ready');
}

/** The calls of one operation, in order. */
async function callsOf(operation, { lineAt }) {
  const worker = new Worker(new URL(import.meta.url));
  const message = () => new Promise((resolve) => worker.once('message', resolve));
  await message();
  (function stepThrough() {
    debugger; // eslint-disable-line no-debugger -- the worker steps on from here
    operation();
  })();
  const answer = message();
  worker.postMessage('done');
  return (await answer)
    .filter(({ functionName }) => functionName !== fields)
    .map(({ functionName, file, place, depth }) => ({
      name: nameOf(functionName),
      file: relative(lib, file),
      line: lineAt(file, ...place),
      depth,
    }));
}

/** What is walked: one key, one header, claims as most tokens have them, no options. */
function operationsOf({ jwk, jwt }) {
  const key = jwk.importKey({ kty: 'oct', k: 'A'.repeat(43), alg: 'HS256' });
  const header = { alg: 'HS256' };
  const claims = { iss: 'https://issuer.example.com', sub: 'user-1', aud: ['api'], iat: 1700000000, exp: 4102444800 };
  const token = jwt.encode(header, claims, key);
  return { 'jwt.decode': () => jwt.decode(token, key), 'jwt.encode': () => jwt.encode(header, claims, key) };
}

async function main(names) {
  const source = requireTypeScript();
  const session = await startCoverage();
  const operations = Object.entries(operationsOf(source.load())).filter(([name]) => names.length === 0 || names.includes(name)); // prettier-ignore
  const walks = [];
  // All are counted before the debugger comes, for which V8 compiles anew.
  for (const [name, operation] of operations) walks.push({ name, operation, functions: await functionsOf(session, operation, source) }); // prettier-ignore
  for (const { name, operation, functions } of walks) {
    console.log(`${name} with HS256, a Key, no options:`);
    const placeOf = ({ file, line }) => `${file}:${line}`;
    const places = new Set(functions.map(placeOf));
    const calls = (await callsOf(operation, source)).filter((call) => places.has(placeOf(call)));
    for (const call of calls) console.log(`${'  '.repeat(call.depth + 1)}${call.name}  ${placeOf(call)}`);
    for (const call of calls) places.delete(placeOf(call));
    for (const place of places) console.log(`  counted, but not met in stepping: ${place}`);
    console.log(`${name}: ${functions.length} functions in ${new Set(functions.map(({ file }) => file)).size} files\n`);
  }
}

if (isMainThread) await main(process.argv.slice(2));
else followCalls();
