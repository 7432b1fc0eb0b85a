import { KeyTooShortError } from '../errors/classes';
import { native, type KeyHandle } from '../internal/native';
import { refuseKeyAsSecret } from './secret-guard';

/** Takes text or bytes as a shared secret, unless they are empty or a key of another kind. */
export function importSecret(secret: string | Uint8Array): KeyHandle {
  if (secret.length === 0) {
    throw new KeyTooShortError(
      'an empty secret protects nothing: expected at least one byte, found none; look whether the setting it comes from was read',
    );
  }
  refuseKeyAsSecret(secret);
  return native.importSecret(secret);
}
