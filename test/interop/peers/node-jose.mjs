// The peer `node-jose` from npm.

import nodeJose from 'node-jose';
import { answer } from './answer.mjs';

const { JWE, JWK, JWS, util } = nodeJose;
const bytes = (text) => util.base64url.decode(text);

const known = new Map();

/** A key, imported once. */
async function keyOf(jwk) {
  const text = JSON.stringify(jwk);
  if (!known.has(text)) known.set(text, await JWK.asKey({ ...jwk }));
  return known.get(text);
}

async function recipientOf({ key, alg }) {
  return { key: await keyOf(key), reference: null, header: { alg } };
}

await answer({
  async encrypt({ format, plaintext, header, aad, key, alg, recipients }) {
    const to = await Promise.all((recipients ?? [{ key, alg }]).map(recipientOf));
    const fields = { ...header };
    if (recipients !== undefined) delete fields.alg;
    const protect = recipients === undefined ? '*' : ['enc'];
    const options = {
      format,
      fields,
      protect,
      ...(aad === undefined ? {} : { aad: Buffer.from(bytes(aad)).toString() }),
    };
    const token = await JWE.createEncrypt(options, recipients === undefined ? to[0] : to).final(
      Buffer.from(bytes(plaintext)),
    );
    return { token };
  },
  async sign({ format, payload, header, key }) {
    const one = { key: await keyOf(key), reference: null, header };
    const options = { format, protect: '*' };
    return {
      token: await JWS.createSign(options, format === 'general' ? [one, one] : one).final(Buffer.from(bytes(payload))),
    };
  },
  async verify({ token, key, alg }) {
    const { payload } = await JWS.createVerify(await keyOf(key), { algorithms: [alg] }).verify(token);
    return { payload: util.base64url.encode(payload) };
  },
  async decrypt({ token, key }) {
    const made = JWE.createDecrypt(await keyOf(key), { algorithms: ['*'] });
    const { plaintext } = await made.decrypt(token);
    return { plaintext: util.base64url.encode(plaintext) };
  },
});
