import { readFileSync } from 'node:fs';
import * as sync from 'jose-openssl';
import * as promises from 'jose-openssl/promises';
import smokeModule from './smoke.cjs';

const samples = JSON.parse(readFileSync(new URL('samples.json', import.meta.url), 'utf8'));
console.log(JSON.stringify(await smokeModule.smoke({ sync, promises, samples })));
