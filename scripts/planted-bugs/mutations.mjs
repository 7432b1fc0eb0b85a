// Finds the markers of planted bugs in the code, and changes the statement that follows one. A marker is a line of its own,
// `// planted: crit`; it moves with its statement, and no formatter minds it.

import { filesUnder, read } from '../check/files.mjs';

const marker = /^[ \t]*\/\/ planted: ([a-z0-9-]+)$/gm;

/** Where each marker of lib/ and native/src stands. */
export function findMarkers() {
  return [...filesUnder('lib', ['.ts']), ...filesUnder('native/src', ['.cc', '.h'])].flatMap((file) =>
    Array.from(read(file).matchAll(marker), ([, name]) => ({ name, file })),
  );
}

const closing = { '(': ')', '[': ']', '{': '}' };

/** The index behind the comment, the text or the one character at `at`. */
function afterToken(text, at) {
  const rest = text.slice(at);
  const token = /^(?:\/\/[^\n]*|\/\*[^]*?\*\/|'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"|`(?:\\.|[^`\\])*`)/.exec(rest);
  return at + (token?.[0].length ?? 1);
}

/** The index of the first character of `wanted` at or after `at` that is in no text, no comment and no bracket. */
function find(text, at, wanted) {
  while (at < text.length && !wanted.includes(text[at])) {
    const close = closing[text[at]];
    at = close === undefined ? afterToken(text, at) : find(text, at + 1, close) + 1;
  }
  if (at >= text.length) throw new Error(`there is no "${wanted}" in the statement`);
  return at;
}

/** What stands between the brackets after `if`, as it is made by `change`. */
const condition = (change) => (text, at) => {
  const open = find(text, at, '(;{');
  if (!/^if\s*$/.test(text.slice(at, open))) throw new Error('no if follows');
  const end = find(text, open + 1, ')');
  return [open + 1, end, change(text.slice(open + 1, end))];
};

/** What stands between the first `return` of the statement and its semicolon. */
const returned = (change) => (text, at) => {
  const found = /\breturn\b/.exec(text.slice(at));
  const first = find(text, at, ';');
  if (found === null || at + found.index > first) throw new Error('no return follows');
  const start = at + found.index + 'return'.length;
  const end = find(text, start, ';');
  return [start, end, ` ${change(text.slice(start, end).trim())}`];
};

/** Each takes a text and where a statement begins in it, and gives what to put instead of which part. The old part stays in use, so that compilers do not mind. */
const mutations = {
  never: condition((old) => `(${old}) && false`),
  always: condition((old) => `(${old}) || true`),
  true: returned((old) => `(${old}) || true`),
  false: returned((old) => `(${old}) && false`),
  drop: (text, at) => [at, find(text, at, ';') + 1, ''],
};

function changeOf(mutation) {
  if (typeof mutation === 'string') return mutations[mutation];
  return mutation.condition === undefined ? returned(() => mutation.returns) : condition(() => mutation.condition);
}

/** The text of a file with the bug in the statement after the marker: one of `mutations`, or `{ returns }` or `{ condition }` for another value. */
export function mutate(text, name, mutation) {
  const found = new RegExp(`^[ \\t]*// planted: ${name}\\n`, 'm').exec(text);
  if (found === null) throw new Error(`there is no marker // planted: ${name}`);
  let at = found.index + found[0].length;
  while (/^(?:\s|\/\/)/.test(text.slice(at, at + 2))) at = afterToken(text, at);
  const [start, end, instead] = changeOf(mutation)(text, at);
  return text.slice(0, start) + instead + text.slice(end);
}
