import { typeError } from '../errors/base';
import { plainVerb } from '../native/engine';
import { describeType } from '../util/text';
import { importNow } from './import';
import { isKey, thumbprintSource } from './key';
import { computeThumbprint, computeThumbprintUri, type ThumbprintSource } from './thumbprint';

function sourceOf(value: unknown): ThumbprintSource {
  if (isKey(value)) return thumbprintSource(value);
  if (typeof value !== 'object' || value === null || Array.isArray(value) || ArrayBuffer.isView(value)) {
    throw typeError(`a thumbprint is of a Key or a JWK object, found ${describeType(value)}`);
  }
  return thumbprintSource(importNow(value));
}

/** Both forms of {@link JWKVerbs.thumbprint}. */
export const thumbprintVerb = plainVerb(function thumbprint(value: unknown, digest: unknown = 'sha256'): string {
  return computeThumbprint(sourceOf(value), digest);
});

/** Both forms of {@link JWKVerbs.thumbprintUri}. */
export const thumbprintUriVerb = plainVerb(function thumbprintUri(value: unknown, digest: unknown = 'sha256'): string {
  return computeThumbprintUri(sourceOf(value), digest);
});
