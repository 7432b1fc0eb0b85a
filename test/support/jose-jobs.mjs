// What jose does with the jobs that it is given on its standard input as JSON: it is an ES module, which jest's CommonJS
// cannot load. The answers go to the standard output in the order of the jobs.

import { text } from 'node:stream/consumers';
import { CompactEncrypt, EncryptJWT, importJWK, jwtDecrypt, jwtVerify, SignJWT } from 'jose';

const work = {
  sign: ({ claims, header }, key) =>
    new SignJWT(claims).setProtectedHeader(header).setIssuedAt().setExpirationTime('1h').sign(key),
  verify: async ({ token, options }, key) => (await jwtVerify(token, key, options)).payload,
  encrypt: ({ claims, header }, key) =>
    new EncryptJWT(claims).setProtectedHeader(header).setExpirationTime('1h').encrypt(key),
  decrypt: async ({ token, options }, key) => (await jwtDecrypt(token, key, options)).payload,
  wrap: ({ token, header }, key) => new CompactEncrypt(Buffer.from(token)).setProtectedHeader(header).encrypt(key),
};

const jobs = JSON.parse(await text(process.stdin));
const answers = [];
for (const job of jobs) answers.push(await work[job.work](job, await importJWK(job.key, job.alg)));
process.stdout.write(JSON.stringify(answers));
