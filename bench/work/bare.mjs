// How near the published verbs come to a bare loop over EVP: the core's test executable runs one on the same OpenSSL, over
// the same octets, with keys of the same kind, slice by slice in turn with this process. No JSON is read or written here.

import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { jws } from 'jose-openssl';
import { coreTestsFile } from '../../scripts/addon/build.mjs';
import { algorithms, claims, workOf } from './claims.mjs';
import { ownKeys } from './peers.mjs';

let bench;

/** Milliseconds that both processes run before they are measured, since each has waited for the other. */
const stride = 5;

/** Asks the executable for a slice; it answers with the nanoseconds that one operation took. */
function ask(question) {
  if (bench === undefined) {
    const child = spawn(coreTestsFile, ['--bench-slices'], { stdio: ['pipe', 'pipe', 'inherit'] });
    const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
    bench = { child, lines };
  }
  bench.child.stdin.write(`${question}\n`);
  return bench.lines.next().then(({ value, done }) => {
    if (done || !(Number(value) > 0)) throw new Error(`the core's benchmark answered ${value} to ${question}`);
    return 1e9 / Number(value);
  });
}

/** A loop over EVP that verifies what is signed by these octets, in so many threads at once. */
export const bareVerify = (alg, threads, input) => (milliseconds) =>
  ask(`${alg} verify ${threads} ${stride} ${milliseconds} ${input.toString('hex')}`);

/** Ends the executable, if it was ever started. */
export function endBench() {
  bench?.child.stdin.end();
}

export const bare = algorithms.flatMap((alg) =>
  ['sign', 'verify'].map((verb) => ({
    section: 'Against a bare EVP loop',
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
        { name: 'bare EVP', slice: (milliseconds) => ask(`${alg} ${verb} 1 ${stride} ${milliseconds} ${input}`) },
      ];
    },
  })),
);
