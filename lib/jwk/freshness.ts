/** How long an HTTP response may be used without asking again (RFC 9111 section 4.2), as far as a key set needs it. */

/** A server that forbids caching is still asked no more often than this: a fetch for each token helps nobody. */
const LEAST_LIFETIME = 1000;

function deltaSeconds(text: string | undefined): number | undefined {
  return text !== undefined && /^\d{1,10}$/.test(text) ? Number(text) : undefined;
}

/** The directives of a Cache-Control field, names in small letters, values without quotes. */
function directivesOf(cacheControl: string): Map<string, string> {
  const parts = cacheControl.split(',').map((part) => part.trim().split('=', 2));
  return new Map(parts.map(([name = '', value = '']) => [name.toLowerCase(), value.replace(/^"|"$/g, '')]));
}

/** The lifetime of a response in milliseconds: what its Cache-Control and Age say, at most `maxAge`. */
export function lifetimeOf(headers: Headers, maxAge: number): number {
  const directives = directivesOf(headers.get('cache-control') ?? '');
  const isForbidden = directives.has('no-store') || directives.has('no-cache');
  const allowed = isForbidden ? 0 : deltaSeconds(directives.get('max-age'));
  if (allowed === undefined) return maxAge;
  const age = deltaSeconds(headers.get('age')?.trim()) ?? 0;
  return Math.min(maxAge, Math.max(LEAST_LIFETIME, (allowed - age) * 1000));
}
