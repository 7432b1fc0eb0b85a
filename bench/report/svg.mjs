// Bar charts as SVG: a group for each operation, a bar for each library, as long as its share of the fastest one's speed.
// Text and grid take the colours of the page's scheme, light or dark.

import { short } from './markdown.mjs';

const palette = {
  'jose-openssl': '#d9480f',
  'jose-openssl jws': '#d9480f',
  'jose-openssl jwt': '#f08c00',
  'node:crypto': '#2f9e44',
  'fast-jwt': '#1c7ed6',
  jsonwebtoken: '#7048e8',
  jose: '#0c8599',
  '@node-rs/jsonwebtoken': '#c2255c',
  'node-jose': '#868e96',
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

/** One chart of the items with these names; an item that was not measured is left out. */
export function chart(title, items, names) {
  const shown = names.flatMap((name) => items.filter((item) => item.name === name && item.subjects.length > 0));
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
        `<rect x="${left}" y="${y}" width="${length.toFixed(1)}" height="${bar - 2}" fill="${palette[library] ?? '#868e96'}"/>`,
        text(left + Number(length.toFixed(1)) + 5, y + bar - 3, short(perSecond.best)),
      );
      y += bar;
    }
  }
  const box = `viewBox="0 0 ${width} ${y + gap}" width="${width}" height="${y + gap}"`;
  return `<svg xmlns="http://www.w3.org/2000/svg" ${box} role="img"><title>${escape(title)}</title><style>${style}</style>\n${parts.join('\n')}\n</svg>\n`;
}

const unit = 'operations per second of processor time';
const signatures = ['HS256', 'RS256', 'PS256', 'ES256', 'Ed25519'];
const sealings = ['dir A256GCM', 'A256KW A128CBC-HS256', 'RSA-OAEP-256 A256GCM', 'ECDH-ES+A128KW A256GCM'];

/** The charts, by file name. */
export function charts(items) {
  const tokens = (verb) => signatures.map((alg) => `${alg} ${verb}`);
  const sealed = sealings.flatMap((name) => [`${name} 256 B encrypt`, `${name} 256 B decrypt`]);
  const measured = items.filter(({ section }) => ['Tokens of ten claims', 'Encryption'].includes(section));
  return {
    'benchmark-sign.svg': chart(`Signing ten claims: ${unit}`, measured, tokens('sign')),
    'benchmark-verify.svg': chart(`Verifying ten claims: ${unit}`, measured, tokens('verify')),
    'benchmark-jwe.svg': chart(`JWE of 256 octets: ${unit}`, measured, sealed),
  };
}
