// Bar charts as SVG: a group for each operation, a bar for each library, as long as its share of the fastest one's speed.
// Text and grid take the colours of the page's scheme, light or dark.

import { kinds } from '../work/claims.mjs';
import { short } from './markdown-table.mjs';

/** The libraries that are drawn, with their colours. */
const palette = {
  'jose-openssl': '#d9480f',
  'node:crypto': '#2f9e44',
  'fast-jwt': '#1c7ed6',
  jsonwebtoken: '#7048e8',
  jose: '#0c8599',
};

const width = 760;
const left = 170;
const bar = 13;
const gap = 12;
const longest = width - left - 70;

const style = `
  text { font: 11px system-ui, sans-serif; fill: #343a40 }
  .title { font-size: 14px; font-weight: 600 }
  .group { font-weight: 600 }
  @media (prefers-color-scheme: dark) { text { fill: #dee2e6 } }
`;

const escape = (text) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
const text = (x, y, content, more = '') => `<text x="${x}" y="${y}"${more}>${escape(content)}</text>`;

/** As it is named in a chart; of this library's own the jwt verbs are drawn. */
const drawn = ({ name, ...subject }) => ({ ...subject, name: name === 'jose-openssl jwt' ? 'jose-openssl' : name });

/** One chart: a group for each [label, section, operation] that was measured. */
function chart(title, items, groups) {
  const shown = groups.flatMap(([name, section, operation]) =>
    items
      .filter((item) => item.section === section && item.name === operation)
      .map(({ subjects }) => ({ name, subjects: subjects.map(drawn).filter((subject) => subject.name in palette) })),
  );
  const parts = [text(0, 16, title, ' class="title"')];
  let y = 30;
  for (const { name, subjects } of shown) {
    const most = Math.max(...subjects.map(({ perSecond }) => perSecond.best));
    y += gap;
    parts.push(text(0, y + bar - 2, name, ' class="group"'));
    y += bar + 4;
    for (const { name: library, perSecond } of subjects) {
      const length = Math.max(1, (perSecond.best / most) * longest);
      parts.push(
        text(left - 8, y + bar - 3, library, ' text-anchor="end"'),
        `<rect x="${left}" y="${y}" width="${length.toFixed(1)}" height="${bar - 2}" fill="${palette[library]}"/>`,
        text(left + Number(length.toFixed(1)) + 5, y + bar - 3, short(perSecond.best)),
      );
      y += bar;
    }
  }
  const box = `viewBox="0 0 ${width} ${y + gap}" width="${width}" height="${y + gap}"`;
  return `<svg xmlns="http://www.w3.org/2000/svg" ${box} role="img"><title>${escape(title)}</title><style>${style}</style>\n${parts.join('\n')}\n</svg>\n`;
}

const tokenKinds = Object.keys(kinds);
const hmac = ['verify', 'sign'].flatMap((verb) =>
  tokenKinds.map((section) => [`${verb}: ${section}`, section, `HS256 ${verb}`]),
);
const others = [
  ...['RS256 verify', 'ES256 sign', 'ES256 verify', 'Ed25519 sign', 'Ed25519 verify'].map((name) => [name, tokenKinds[0], name]), // prettier-ignore
  ...['dir A256GCM', 'RSA-OAEP-256 A256GCM', 'ECDH-ES+A128KW A256GCM'].flatMap((name) =>
    ['encrypt', 'decrypt'].map((verb) => [`${verb} 256 B, ${name}`, 'Encryption', `${name} 256 B ${verb}`]),
  ),
];

/** The charts' titles, by file name. */
export const chartFiles = {
  'benchmark-hs256.svg': 'Tokens with HS256, operations per second of processor time',
  'benchmark-keys.svg': 'Key pairs and encryption, operations per second of processor time',
};

/** The charts, by file name. */
export function charts(items) {
  const [first, second] = Object.entries(chartFiles);
  return { [first[0]]: chart(first[1], items, hmac), [second[0]]: chart(second[1], items, others) };
}
