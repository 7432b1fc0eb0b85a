/**
 * What the last JSON payload of a key was like. The claims of one issuer's tokens have the same members in the same order,
 * and of their values only a few differ from token to token. So a key remembers the last, the core says what is new, and
 * the rest is copied: ten claims take 130 ns instead of JSON.parse's 800, and the core need not look for duplicate names.
 * A payload that is not of the layout is parsed.
 */

import type { JsonObject, JsonValue } from '../internal/json';
import { addon, type KeyHandle } from '../internal/native';
import type { KeyState } from '../jwk/key';

/** A payload, and what is needed to make one like it. */
export interface PayloadLayout {
  readonly payload: JsonObject;
  readonly names: readonly string[];
  /** The members that are arrays or objects, as texts: each payload has its own. */
  readonly nested: readonly (readonly [name: string, text: string])[];
}

/** What a pattern knows of the payloads of its tokens. */
export interface LayoutMemory {
  /** Of the key, whose memory this is as long as it is what it `read`. */
  readonly state: KeyState;
  readonly handle: KeyHandle;
  layout: PayloadLayout | undefined;
  /** Payloads in a row that were not of the layout. */
  strangers: number;
  /** So many of them replace it. It doubles each time: where every payload is another, none is worth remembering. */
  patience: number;
}

const maxPatience = 4096;
const maxLength = 1024;
/** The core's limit. */
const maxMembers = 32;

/** Where the core tells changes: how many numbers follow, then two for each; see `payloadOf`. */
export const payloadChanges = new Float64Array(new ArrayBuffer(8 * (1 + 2 * maxMembers)));

/** Whether the core told changes, rather than the payload. */
export function isOfLayout(): boolean {
  return (payloadChanges[0] as number) >= 0;
}

/** The payload that the layout and the changes make, of which `texts` has the texts one behind the other. */
export function payloadOf(memory: LayoutMemory, texts: string): JsonObject {
  memory.strangers = 0;
  const { payload: last, names, nested } = memory.layout as PayloadLayout;
  const payload = { ...last };
  const count = payloadChanges[0] as number;
  let at = 0;
  for (let i = 1; i <= count; i += 2) {
    // Twice the place of the member, and one more for a text.
    const member = payloadChanges[i] as number;
    const value = payloadChanges[i + 1] as number;
    payload[names[member >> 1] as string] = (member & 1) === 0 ? value : texts.slice(at, (at += value));
  }
  // Last, and by index: a program may have replaced JSON.parse and Array.prototype by what decodes with the same key.
  for (let i = 0; i < nested.length; i++) {
    const [name, text] = nested[i] as PayloadLayout['nested'][number];
    if (payload[name] === last[name]) payload[name] = JSON.parse(text) as JsonValue;
  }
  return payload;
}

/** A payload that was verified, among octets; undefined where it is not of the layout. */
export function payloadAmong(
  memory: LayoutMemory,
  octets: Uint8Array,
  from: number,
  size: number,
): JsonObject | undefined {
  if (memory.layout === undefined) return undefined;
  const texts = addon.matchLayout(memory.handle, octets, from, size, payloadChanges);
  return texts === undefined ? undefined : payloadOf(memory, texts);
}

/**
 * The lengths of a payload's members as they stand in its text, or undefined where no layout can be made of it. A text beyond
 * ASCII has more octets than characters, which the core then finds.
 */
function layoutOf(text: string): { layout: PayloadLayout; lengths: Uint32Array } | undefined {
  const payload = JSON.parse(text) as JsonObject;
  // So names and values stand in the text as they are written here, none twice, and in the order of the object.
  if (JSON.stringify(payload) !== text) return undefined;
  const members = Object.entries(payload);
  if (members.length === 0 || members.length > maxMembers || Object.hasOwn(payload, '__proto__')) return undefined;
  const texts = members.map(([name, value]) => [name, JSON.stringify(value)] as const);
  // Before each value stands a brace or a comma, the name, and a colon.
  const lengths = Uint32Array.from(texts.flatMap(([name, value]) => [JSON.stringify(name).length + 2, value.length]));
  const nested = texts.filter(([, value]) => value.startsWith('{') || value.startsWith('['));
  // Parsed again: whoever gave Object.prototype a toJSON has seen the other one.
  return { layout: { payload: JSON.parse(text) as JsonObject, names: Object.keys(payload), nested }, lengths };
}

/** Takes note of the text of a payload that was not of the layout, though it is a JSON object. */
export function rememberLayout(memory: LayoutMemory, text: string): void {
  if (++memory.strangers < memory.patience) return;
  memory.strangers = 0;
  memory.patience = Math.min(2 * memory.patience, maxPatience);
  if (text.length > maxLength) return;
  try {
    const found = layoutOf(text);
    // A program's own JSON may have read other tokens with the key meanwhile: then the core has another pattern.
    if (found === undefined || memory.state.read !== memory) return;
    addon.rememberLayout(memory.handle, text, found.lengths);
    memory.layout = found.layout;
  } catch {
    // The claims are good; what cannot be remembered of them is no fault of theirs.
  }
}
