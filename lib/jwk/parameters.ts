/** The `parameters` argument of importKey and generateKey: members to merge, and two options. */

import { typeError } from '../errors/base';
import { type Bytes, toBytes } from '../util/bytes';
import { describeType, nearest, quote } from '../util/text';
import { copyMembers, type Members } from './json-copy';
import { registeredMembers } from './jwk-members';
import { materialMembers } from './key-shapes';

export interface ReadParameters {
  readonly members: Members;
  readonly password: Bytes | undefined;
  readonly autoKid: boolean;
}

/** What `parameters` may have that has an effect. Anything else is a member that the caller's own programs understand. */
const knownNames: readonly string[] = [...registeredMembers, 'password', 'autoKid'];

const none: ReadParameters = { members: Object.freeze({ __proto__: null }), password: undefined, autoKid: false };

export function readParameters(parameters: unknown): ReadParameters {
  if (parameters === undefined) return none;
  if (typeof parameters !== 'object' || parameters === null || Array.isArray(parameters)) {
    throw typeError(`parameters must be an object of JWK members, found ${describeType(parameters)}`);
  }
  // Without a prototype, in which any name would be looked for. The rest pattern would give it one.
  const members = { __proto__: null, ...parameters } as Record<string, unknown>;
  const { password, autoKid } = members;
  delete members.password;
  delete members.autoKid;
  const material = Object.keys(members).find((name) => materialMembers.has(name));
  if (material !== undefined) {
    throw typeError(`parameters cannot set ${quote(material)}, which is part of the key itself`);
  }
  const misspelt = Object.keys(members).find(isMisspelt);
  if (misspelt !== undefined) {
    throw typeError(
      `unknown parameter ${quote(misspelt)} (did you mean ${quote(nearest(misspelt, knownNames))}?); a member ` +
        'that is really called so can be had by importing a JWK that has it',
    );
  }
  if (autoKid !== undefined && typeof autoKid !== 'boolean') {
    throw typeError(`autoKid must be a boolean, found ${describeType(autoKid)}`);
  }
  if (autoKid === true && members.kid !== undefined) {
    throw typeError('give either kid or autoKid: true, not both');
  }
  return { members: copyMembers(members), password: readPassword(password), autoKid: autoKid === true };
}

/**
 * Whether a member is so near to a parameter that it must be a mistake. It would be kept like any member that nobody
 * registered, and a misspelt "use" would restrict nothing.
 */
function isMisspelt(name: string): boolean {
  if (knownNames.includes(name)) return false;
  const near = nearest(name, knownNames);
  // A short name may well be another one: "user" is no "use".
  return near !== undefined && (name.length >= 6 || near.toLowerCase() === name.toLowerCase());
}

function readPassword(password: unknown): Bytes | undefined {
  return password === undefined ? undefined : toBytes(password, 'password');
}
