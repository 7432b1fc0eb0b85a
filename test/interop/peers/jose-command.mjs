// The peer `jose`, Debian's command: one run for each request, for it knows no other way.

import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { answer } from './answer.mjs';

const folder = mkdtempSync(join(tmpdir(), 'jose-'));
process.on('exit', () => rmSync(folder, { recursive: true }));

function file(name, content) {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

function run(args, input) {
  const { status, stdout, stderr } = spawnSync('jose', args, { input, maxBuffer: 2 ** 26 });
  if (status !== 0) throw new Error(stderr.toString() || `jose ended with ${status}`);
  return stdout;
}

await answer({
  encrypt({ format, plaintext, header, aad, key, recipients }) {
    const content = file('plaintext', Buffer.from(plaintext, 'base64url'));
    const template = { protected: header, ...(aad === undefined ? {} : { aad }) };
    const to = recipients ?? [{ key }];
    const keys = JSON.stringify({ keys: to.map((recipient) => recipient.key) });
    const each = to.flatMap(({ alg }) =>
      recipients === undefined ? [] : ['-r', file(`recipient-${alg}`, JSON.stringify({ header: { alg } }))],
    );
    const args = [
      'jwe',
      'enc',
      '-i',
      file('template', JSON.stringify(template)),
      '-I',
      content,
      ...each,
      '-k',
      '-',
      '-o',
      '-',
    ];
    const token = run(format === 'compact' ? [...args, '-c'] : args, keys).toString();
    return { token: format === 'compact' ? token.trim() : JSON.parse(token) };
  },
  sign({ format, payload, header, key }) {
    const one = ['-k', file('key', JSON.stringify(key)), '-s', JSON.stringify({ protected: header })];
    const args = ['jws', 'sig', '-I', file('payload', Buffer.from(payload, 'base64url')), ...one];
    if (format === 'compact')
      return {
        token: run([...args, '-c', '-o', '-'], '')
          .toString()
          .trim(),
      };
    return { token: JSON.parse(run([...args, ...(format === 'general' ? one : []), '-o', '-'], '').toString()) };
  },
  verify({ token, key }) {
    const path = file('token', typeof token === 'string' ? token : JSON.stringify(token));
    const payload = run(['jws', 'ver', '-i', path, '-k', '-', '-O', '-'], JSON.stringify(key));
    return { payload: payload.toString('base64url') };
  },
  decrypt({ token, key }) {
    const path = file('token', typeof token === 'string' ? token : JSON.stringify(token));
    const plaintext = run(['jwe', 'dec', '-i', path, '-k', '-', '-O', '-'], JSON.stringify(key));
    return { plaintext: plaintext.toString('base64url') };
  },
});
