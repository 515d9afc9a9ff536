import { describe, expect, it } from 'vitest';
import { errorRows } from '../../api/pages.js';

const HEAD = `# Error codes

Every error is \`application/problem+json\` (RFC 9457) with one of these codes; the same rows are served at \`/errors/<code>\`. Where
fields are wrong, \`errors\` names each by its path. This page is held to the code by \`test/api/errors-document.test.ts\`, which
writes it anew when it is run with \`vitest -u\`.

| Code | HTTP | What it means | What to do |
| --- | --- | --- | --- |
`;

function document(): string {
  const rows = [...errorRows()].sort(([a, { status: s }], [b, { status: t }]) => s - t || a.localeCompare(b, 'en'));
  return `${HEAD}${rows.map(([code, row]) => `| \`${code}\` | ${row.status} | ${row.description} | ${row.whatToDo} |\n`).join('')}`;
}

describe('docs/errors.md', () => {
  it('has the row of every code, of the domain and of the API, and no other (EN-10)', async () => {
    await expect(document()).toMatchFileSnapshot('../../docs/errors.md');
  });

  it('says of every code what it means and what to do', () => {
    for (const [code, { status, title, description, whatToDo }] of errorRows()) {
      expect(code).toMatch(/^[a-z]+(-[a-z]+)*$/);
      expect(status).toBeGreaterThanOrEqual(400);
      expect([title, description, whatToDo].every((text) => text.length > 5 && !text.includes('|'))).toBe(true);
    }
  });
});
