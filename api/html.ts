/** Text that is HTML already: it is not escaped again. */
export interface Html {
  readonly html: string;
}

type Content = string | number | Html | readonly Content[] | null;

/** Writes HTML; whatever is put into it is escaped, but for what this has written. */
export function html(texts: TemplateStringsArray, ...contents: readonly Content[]): Html {
  return { html: texts.reduce((page, text, index) => `${page}${written(contents[index - 1] ?? null)}${text}`) };
}

function written(content: Content): string {
  if (content === null) return '';
  if (typeof content === 'number') return String(content);
  if (typeof content === 'string') return escaped(content);
  return 'html' in content ? content.html : content.map(written).join('');
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character);
}

/** Writes a whole page with its title; `head` holds its style. */
export function htmlPage(title: string, head: Html, body: Html): string {
  return html`<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${title}</title>
${head}</head>
<body>
${body}
</body>
</html>
`.html;
}
