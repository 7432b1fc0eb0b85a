// The differences between the three. Those with jose have a row here with the reason, and what must be the case for it; a
// difference without a row is a finding, and so is any with the reference: it and the library must agree on every message.

/** Whether a message in JSON has several signatures or recipients. */
function hasSeveral({ kind, message }) {
  if (!kind.endsWith('Json')) return false;
  try {
    const { signatures, recipients } = JSON.parse(message);
    return (signatures ?? recipients)?.length > 1;
  } catch {
    return false;
  }
}

const refusedFor =
  (...reasons) =>
  ({ reference }) =>
    reasons.includes(reference.code);
const detail =
  (pattern) =>
  ({ reference }) =>
    pattern.test(reference.message);
const both =
  (...tests) =>
  (outcomes, one) =>
    tests.every((test) => test(outcomes, one));

/** jose accepts, the library and the reference refuse; the first row that fits counts. */
const joseAccepts = [
  {
    name: 'of several signatures jose verifies one; here all must verify, unless `verify: "any"` is given',
    when: (_, one) => one.kind === 'jwsJson' && one.verify !== 'any' && hasSeveral(one),
  },
  {
    name: 'jose forgets malformed signatures or recipients beside a good one; here they spoil the message',
    when: (outcomes, one) =>
      hasSeveral(one) &&
      refusedFor('header', 'json', 'utf8', 'base64url', 'crit', 'duplicate', 'not an object', 'shape', 'two headers', 'unprotected', 'limit', 'depth', 'alg')(outcomes), // prettier-ignore
  },
  {
    name: 'base64url with padding, white space, unused bits or characters of base64: one token had several texts',
    when: refusedFor('base64url'),
  },
  { name: 'a member twice in an object of JSON: readers differ on which counts', when: refusedFor('duplicate') },
  { name: 'JSON nested deeper than 64 levels', when: refusedFor('depth') },
  { name: 'a registered header parameter of another type, which jose does not look at', when: refusedFor('header') },
  { name: 'a byte order mark before JSON (RFC 8259 section 8.1), which jose strips', when: both(refusedFor('json'), (_, one) => hasByteOrderMark(one)) }, // prettier-ignore
  { name: '"b64": false that "crit" does not list (RFC 7797 section 6), which jose ignores', when: both(refusedFor('crit'), detail(/^crit: b64$/)) }, // prettier-ignore
  { name: '"crit" that lists a name of RFC 7515, 7516 or 7518', when: refusedFor('crit') },
  { name: '"b64" of a JWE or "zip" of a JWS in an unprotected header, which jose does not look at', when: both(refusedFor('unprotected'), detail(/: (b64|zip)$/)) }, // prettier-ignore
  { name: 'a member of the message of another type or without use, which jose does not look at', when: refusedFor('shape') }, // prettier-ignore
  { name: 'a secret below RFC 7518 section 3.2', when: refusedFor('key size') },
  { name: 'claims where "cty" says that a nested token is inside, which jose does not look at', when: refusedFor('nested') }, // prettier-ignore
  { name: 'an encrypted JWT where nobody asked for one', when: both(refusedFor('alg'), detail(/^alg: encrypted$/)) },
  { name: 'a date claim without bounds, such as 1e400', when: both(refusedFor('claim'), detail(/: (exp|nbf|iat)$/), (_, one) => isInfinite(one)) }, // prettier-ignore
  { name: '"aud" with members that are no strings (RFC 7519 section 4.1.3), where jose finds the wanted one among them', when: both(refusedFor('claim'), detail(/: aud$/)) }, // prettier-ignore
  { name: 'octets after the DEFLATE stream', when: both(refusedFor('decryption'), detail(/after the stream/)) },
];

const unknownToJose = /^(ES256K|Ed448|RSA1_5)$/;
const curvesUnknownToJose = ['secp256k1', 'Ed448', 'X448'];

/** The library and the reference accept, jose refuses. */
const joseRefuses = [
  {
    name: 'an algorithm or curve that jose lacks: ES256K, Ed448, X448, RSA1_5',
    when: ({ ours }, one) =>
      JSON.parse(ours.headers).some(({ alg }) => unknownToJose.test(alg)) || curvesUnknownToJose.includes(one.key),
  },
];

function textsOf({ message, sample }) {
  const parts = message.startsWith('{') ? [] : message.split('.').slice(0, 2);
  return [...parts.map((part) => Buffer.from(part, 'base64url').toString('utf8')), sample.message];
}

function hasByteOrderMark(one) {
  return (
    textsOf(one).some((text) => text.startsWith('\ufeff')) || one.trail.some((name) => /text before JSON/.test(name))
  );
}

/** In an encrypted token the claims cannot be seen here. */
function isInfinite(one) {
  return textsOf(one).some((text) => text.includes('1e400')) || one.sample.cek !== undefined;
}

function rowFor(rows, one, outcomes, what) {
  const row = rows.find(({ when }) => when(outcomes, one));
  const { ours, reference, jose } = outcomes;
  if (row !== undefined) return { name: `${what}: ${row.name}`, isKnown: true };
  return { name: `${what}, unlisted (${ours.code}, ${reference.code}, ${jose.code}, ${one.kind})`, isKnown: false };
}

const sameContent = (a, b) => a.payload === b.payload && (b.headers === undefined || a.headers === b.headers);

/** @returns {{ name: string, isKnown: boolean }[]} what to count a message as; none known is a finding */
export function classify(one, outcomes) {
  const { ours, reference, jose } = outcomes;
  const finding = (name) => [{ name, isKnown: false }];
  if (ours.broken) return finding('the library failed with what is no documented error');
  if (reference.broken) return finding('the reference failed');
  if (ours.accepted && !reference.accepted) return finding('ACCEPTED here, refused by the reference');
  if (!ours.accepted && reference.accepted) return finding('refused here, accepted by the reference');
  if (ours.accepted && !sameContent(ours, reference)) return finding('another content than the reference’s');
  if (ours.accepted && !jose.accepted) return [rowFor(joseRefuses, one, outcomes, 'jose refuses')];
  if (!ours.accepted && jose.accepted) return [rowFor(joseAccepts, one, outcomes, 'jose accepts')];
  if (ours.accepted && !sameContent(ours, jose)) return finding('another content than jose’s');
  return [{ name: ours.accepted ? 'all three accept' : 'all three refuse', isKnown: true }];
}
