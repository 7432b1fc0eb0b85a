// Tables and figures as Markdown.

/** 685k, 54.9k, 3306, 12.5: three digits are all that is meant. */
export function short(figure) {
  if (figure >= 1e6) return `${(figure / 1e6).toPrecision(3)}M`;
  if (figure >= 1e5) return `${(figure / 1e3).toFixed(0)}k`;
  if (figure >= 1e4) return `${(figure / 1e3).toFixed(1)}k`;
  return figure >= 100 ? figure.toFixed(0) : figure.toPrecision(3);
}

export const times = (ratio) => (ratio >= 10 ? ratio.toFixed(1) : ratio.toFixed(2));

export const table = (columns, rows) =>
  [columns, columns.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
