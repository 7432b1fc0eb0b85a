/** The algorithm and key type tables (RFC 7518 and its successors): data alone. */

export * from './key-types';
export * from './signature-algorithms';
