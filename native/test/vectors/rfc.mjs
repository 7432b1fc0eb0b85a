// The messages that the RFCs print: each is decrypted, and encrypted again with the printed random values to give the
// same octets. RSA encryption has randomness of its own that nothing can give, so there only the content is compared.

import { filesIn, read } from './files.mjs';
import { encode, ephemeralFields, keyFields, lineOf } from './lines.mjs';

/** The content encryption keys of RFC 7516 appendix A and RFC 7517 appendix C. */
const a1Key = 'b1a1f480548fe173 3fb403ff6b9ad4f6 8a076e5b702e2269 2f82cb2e7aea40fc'.replaceAll(' ', '');
const a2Key = '04d31fc5549dfcfe 0b649dfa3faa6ace 6b7cd42d6f6b09db c8b100f08f9c2ccf'.replaceAll(' ', '');
const cKey = '6f1b1934421d144e 5cb038f041d05270 a1832437caecb9ac 811799c2c330fdb6'.replaceAll(' ', '');

const appendix = {
  'rfc7516-A.1': a1Key,
  'rfc7516-A.2': a2Key,
  'rfc7516-A.3': a2Key,
  'rfc7516-A.4': a2Key,
  'rfc7516-A.5': a2Key,
  'rfc7519-A.1': undefined,
  'rfc7519-A.2': undefined,
  'rfc7517-C': cKey,
};

const textOf = (base64url) => Buffer.from(base64url, 'base64url').toString();

/** A message in the general serialization as one row for each recipient. */
function rowsOf({ name, message, keys, plaintext, cek, ephemerals = [] }) {
  const { protected: text = '', unprotected, iv, ciphertext, tag } = message;
  const aad = encode(message.aad === undefined ? text : `${text}.${message.aad}`);
  const shared = { ...(text === '' ? {} : JSON.parse(textOf(text))), ...unprotected };
  return (message.recipients ?? [message]).map((recipient, index) => ({
    name: `${name}, recipient ${index + 1}`,
    header: { ...shared, ...recipient.header },
    key: keys[index],
    encryptedKey: recipient.encrypted_key ?? '',
    ephemeral: ephemerals[index],
    content: { iv, aad, ciphertext, tag },
    plaintext,
    cek,
  }));
}

const headerFields = ({ epk, apu, apv, iv, tag, p2s, p2c }) => ({
  ...(epk === undefined ? {} : ephemeralFields(epk)),
  apu,
  apv,
  'kw.iv': iv,
  'kw.tag': tag,
  p2s,
  p2c,
});

/** Whether the answer to `encrypt` holds the octets that are printed, and the header parameters as well. */
function sealedAs({ encryptedKey, header, content }) {
  return (answer) => {
    const [verb, key, ciphertext, tag, parameters] = answer.split(' ');
    if (verb !== 'sealed' || ciphertext !== content.ciphertext || tag !== content.tag) return false;
    const added = Object.entries(JSON.parse(textOf(parameters)));
    const isRandom = header.alg.startsWith('RSA');
    return (
      (isRandom || key === encryptedKey) &&
      added.every(([name, value]) => JSON.stringify(value) === JSON.stringify(header[name]))
    );
  };
}

function questionsOf(row) {
  const { name, header, key, encryptedKey, content, plaintext, cek, ephemeral } = row;
  const common = { alg: header.alg, enc: header.enc, ...keyFields(key), ...headerFields(header) };
  const decryption = {
    name: `${name}, decryption`,
    mode: '--jwe',
    line: lineOf('decrypt', { ...common, encrypted_key: encryptedKey, ...content }),
    expected: plaintext === undefined ? /^plaintext ./ : `plaintext ${plaintext}`,
  };
  const needsEphemeral = header.epk !== undefined && ephemeral === undefined;
  if (plaintext === undefined || needsEphemeral || (cek === undefined && header.alg !== 'dir')) return [decryption];
  const given = ephemeral === undefined ? {} : ephemeralFields(ephemeral);
  const { iv, aad } = content;
  const line = lineOf('encrypt', { ...common, ...given, cek: cek ?? '', iv, aad, plaintext });
  return [decryption, { name: `${name}, encryption`, mode: '--jwe', line, expected: sealedAs(row) }];
}

function appendixRows(vector) {
  const [protectedText, encryptedKey, iv, ciphertext, tag] = (vector.token ?? '').split('.');
  const message = vector.jwe ?? { protected: protectedText, encrypted_key: encryptedKey, iv, ciphertext, tag };
  const password = vector.password === undefined ? undefined : { kty: 'oct', k: encode(vector.password) };
  const cek = appendix[vector.id];
  return rowsOf({
    name: vector.id,
    message,
    keys: vector.keys ?? [password ?? vector.key],
    plaintext: vector.plaintext_b64u ?? vector.payload_b64u,
    cek: cek && encode(Buffer.from(cek, 'hex')),
  });
}

/** The copy of the fixture whose "epk" has a private part that does not belong to it. */
const withoutEphemeral = 'rfc7520/curve25519/ecdh-es.json';

function cookbookRows(file) {
  const { input, generated, encrypting_key: steps = [], output } = read(file);
  const password = input.pwd === undefined ? undefined : { kty: 'oct', k: encode(input.pwd) };
  return rowsOf({
    name: file,
    message: output.json,
    keys: [password ?? input.key].flat(),
    plaintext: generated.plaintext_c ?? encode(input.plaintext),
    cek: generated.cek ?? [steps].flat()[0]?.cek,
    ephemerals: file === withoutEphemeral ? [] : [steps].flat().map(({ epk }) => epk),
  });
}

export function rfc() {
  const printed = read('rfc/rfc-appendix.json').vectors.filter(({ id }) => id in appendix);
  if (printed.length !== Object.keys(appendix).length) throw new Error('rfc-appendix.json lacks a vector');
  const files = filesIn('rfc7520/jwe');
  if (files.length !== 13) throw new Error(`rfc7520/jwe holds ${files.length} files, not 13`);
  const rows = [...printed.flatMap(appendixRows), ...[...files, withoutEphemeral].flatMap(cookbookRows)];
  return rows.flatMap(questionsOf);
}
