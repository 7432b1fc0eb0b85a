/** The `parameters` argument of importKey and generateKey: members to merge, and two options. */

import { toBytes, type Bytes } from '../internal/bytes';
import { describeType, quote } from '../internal/text';
import { copyMembers, type Members } from './json-copy';
import { materialMembers } from './key-shapes';

export interface ReadParameters {
  readonly members: Members;
  readonly password: Bytes | undefined;
  readonly autoKid: boolean;
}

const none: ReadParameters = { members: Object.freeze({ __proto__: null }), password: undefined, autoKid: false };

export function readParameters(parameters: unknown, where: string): ReadParameters {
  if (parameters === undefined) return none;
  if (typeof parameters !== 'object' || parameters === null || Array.isArray(parameters)) {
    throw new TypeError(`${where}: parameters must be an object of JWK members, found ${describeType(parameters)}`);
  }
  // The rest pattern takes own members only, so a polluted prototype adds none.
  const { password, autoKid, ...members } = { password: undefined, autoKid: undefined, ...parameters } as Members;
  const material = Object.keys(members).find((name) => materialMembers.has(name));
  if (material !== undefined) {
    throw new TypeError(`${where}: parameters cannot set ${quote(material)}, which is part of the key itself`);
  }
  if (autoKid !== undefined && typeof autoKid !== 'boolean') {
    throw new TypeError(`${where}: autoKid must be a boolean, found ${describeType(autoKid)}`);
  }
  if (autoKid === true && members.kid !== undefined) {
    throw new TypeError(`${where}: give either kid or autoKid: true, not both`);
  }
  return { members: copyMembers(members), password: readPassword(password, where), autoKid: autoKid === true };
}

function readPassword(password: unknown, where: string): Bytes | undefined {
  return password === undefined ? undefined : toBytes(password, `${where}: password`);
}
