// How near the published verbs come to a bare loop over EVP: the core's test executable runs one on the same OpenSSL, over
// the same octets, with keys of the same kind, slice by slice in turn with this process. No JSON is read or written here.

import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { jws } from 'jose-openssl';
import { buildAddon, coreTestsFile } from '../../scripts/addon/build.mjs';
import { onOneProcessor } from '../affinity.mjs';
import { algorithms, claims, workOf } from './claims.mjs';
import { ownKeys } from './peers.mjs';

/** Milliseconds that both processes run before they are measured, since each has waited for the other. */
const stride = 5;

const benches = new Map();

/** The executable, which runs on until the end; on one processor, or on all. */
function benchOf(command) {
  buildAddon({ quiet: true, tests: true });
  const [file, ...args] = [...command, '--bench-slices'];
  const name = command.join(' ');
  if (!benches.has(name)) {
    const child = spawn(file, args, { stdio: ['pipe', 'pipe', 'inherit'] });
    benches.set(name, { child, lines: createInterface({ input: child.stdout })[Symbol.asyncIterator]() });
  }
  return benches.get(name);
}

/** Asks the executable for a slice; it answers with the nanoseconds that one operation took. */
async function ask(command, question) {
  const { child, lines } = benchOf(command);
  child.stdin.write(`${question}\n`);
  const { value, done } = await lines.next();
  if (done || !(Number(value) > 0)) throw new Error(`the core's benchmark answered ${value} to ${question}`);
  return 1e9 / Number(value);
}

/** A loop over EVP that verifies what is signed by these octets, in so many threads at once. */
export const bareVerify = (alg, threads, input) => (milliseconds) =>
  ask([coreTestsFile], `${alg} verify ${threads} ${stride} ${milliseconds} ${input.toString('hex')}`);

/** Ends what was started of it. */
export function endBench() {
  for (const { child } of benches.values()) child.stdin.end();
}

export const bare = algorithms.flatMap((alg) =>
  ['sign', 'verify'].map((verb) => ({
    section: 'Against a bare EVP loop',
    oneProcessor: {},
    name: `${alg} ${verb} without JSON`,
    subjects: () => {
      const [signer, verifier] = ownKeys(workOf(alg));
      const header = { alg, typ: 'JWT' };
      const payload = JSON.stringify(claims);
      const token = jws.serializeCompact(header, payload, signer);
      const input = Buffer.from(token.slice(0, token.lastIndexOf('.'))).toString('hex');
      return [
        {
          name: 'jose-openssl',
          own: true,
          stride,
          operation:
            verb === 'sign'
              ? () => jws.serializeCompact(header, payload, signer)
              : () => jws.deserializeCompact(token, verifier),
        },
        {
          name: 'bare EVP',
          slice: (milliseconds) =>
            ask(onOneProcessor(coreTestsFile), `${alg} ${verb} 1 ${stride} ${milliseconds} ${input}`),
        },
      ];
    },
  })),
);
