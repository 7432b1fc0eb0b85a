/** The algorithm and key type tables (RFC 7518 and its successors): data alone. */

export * from './algorithm';
export * from './algorithms';
export * from './content-encryption';
export * from './key-management';
export * from './key-types';
export type * from './names';
export * from './signature-algorithms';
