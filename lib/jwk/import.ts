import type { Kty } from '../jwa/key-types';
import { type Engine, type Maybe, syncEngine, then, verb } from '../native/engine';
import { constructKey, type KeyClass, type KeyMaterial } from './key';
import { AKPKey, ECKey, OctKey, OKPKey, RSAKey } from './key-classes';
import { readMaterial } from './material';

type AnyKey = KeysByType[Kty];

const keyClasses: Readonly<Record<Kty, KeyClass<AnyKey>>> = {
  oct: OctKey,
  RSA: RSAKey,
  EC: ECKey,
  OKP: OKPKey,
  AKP: AKPKey,
};

/** The class of keys of a type, by its name; of a type that is only known to be text, any. */
export type KeyOfType<K extends string> = K extends keyof KeysByType ? KeysByType[K] : AnyKey;

interface KeysByType {
  readonly oct: OctKey;
  readonly RSA: RSAKey;
  readonly EC: ECKey;
  readonly OKP: OKPKey;
  readonly AKP: AKPKey;
}

/** A key of the class that its type asks for. */
export function makeKey(material: KeyMaterial): AnyKey {
  return constructKey(keyClasses[material.kty], material);
}

function importKeyWith(engine: Engine, value: unknown, parameters?: unknown): Maybe<AnyKey> {
  return then(readMaterial(engine, value, parameters), makeKey);
}

/** {@link JWKVerbs.importKey} as a step of other functions. */
export function importNow(value: unknown): AnyKey {
  // With the synchronous engine no step returns a promise.
  return importKeyWith(syncEngine, value) as AnyKey;
}

/** Both forms of {@link JWKVerbs.importKey}. */
export const importVerb = verb(importKeyWith, 1);

export type { AnyKey };
