import { KeyTooShortError, LimitExceededError } from '../errors/classes';
import { native, type KeyHandle } from '../internal/native';
import { refuseKeyAsSecret } from './secret-guard';

/** The core's limit; looked at here as well, before a text is searched for keys. */
const MAX_SECRET = 1_048_576;

/**
 * Takes text or bytes as a shared secret, unless they are empty or a key of another kind stands in them. Nor may one
 * stand in the text that they were decoded from, the "k" of a JWK: hexadecimal digits are base64url, too, and those of a
 * public key would make a secret that anyone can compute.
 */
export function importSecret(secret: string | Uint8Array, written?: string): KeyHandle {
  if (secret.length === 0) {
    throw new KeyTooShortError(
      'an empty secret protects nothing: expected at least one byte, found none; look whether the setting it comes from was read',
    );
  }
  if (secret.length > MAX_SECRET) {
    throw new LimitExceededError(
      `a secret may hold at most ${MAX_SECRET} octets, found ${secret.length} or more; it is hardly a secret`,
    );
  }
  refuseKeyAsSecret(secret);
  if (written !== undefined) refuseKeyAsSecret(written);
  return native.importSecret(secret);
}
