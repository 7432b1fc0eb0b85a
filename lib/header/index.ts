/** JOSE header parameters: the registry, what a caller adds to it, and validation. */

export { headerParameter, headerParameters, type HeaderParameter, type ObjectKind } from './parameters';
export { isPresent, partOf, type HeaderObject, type HeaderParts } from './parts';
export { HeaderRules, type Direction, type HeaderRule, type StrictHeaders } from './rules';
export { validateHeader, type HeaderToValidate } from './validate';
export type { ValueType } from './value-types';
