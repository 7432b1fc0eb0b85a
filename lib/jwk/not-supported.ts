import { NotSupportedError } from '../errors/classes';

/** The refusal of AKP keys, wherever one turns up. */
export function akpNotSupported(): NotSupportedError {
  return new NotSupportedError(
    'keys of type AKP (ML-DSA, RFC 9964) are not supported by this version; use EC or OKP keys',
  );
}
