/** Whether the tests run with an addon under AddressSanitizer (scripts/sanitize/asan-addon.mjs), which keeps and doubles memory. */
export const isUnderAddressSanitizer = (process.env.LD_PRELOAD ?? '').includes('asan');
