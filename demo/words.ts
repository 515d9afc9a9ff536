import type { Answer } from './api.js';

/** Writes rows under their headings, each column as wide as its widest cell; amounts stand to the right. */
export function table(headings: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = headings.map((it, column) => Math.max(it.length, ...rows.map((row) => row[column]?.length ?? 0)));
  const line = (cells: readonly string[]) =>
    `  ${cells.map((it, column) => (isAmount(it) ? it.padStart(widths[column] ?? 0) : it.padEnd(widths[column] ?? 0))).join('  ')}`;
  const rule = widths.map((it) => '-'.repeat(it));
  return [headings, rule, ...rows].map((it) => line(it).trimEnd()).join('\n');
}

function isAmount(cell: string): boolean {
  return /^-?\d+(\.\d+)?$/.test(cell);
}

/** Tells a quote, or what was applied: each amount with the sentence that explains it, then where the money goes. */
export function quoteInWords(quote: Answer): string {
  const { currency, lines, withheld } = quote;
  const when = quote.effectiveDate === null ? 'Without a date yet' : `On ${quote.effectiveDate}`;
  const told = lines.map((it: Answer) => `  ${it.kind.padEnd(6)}  ${it.description}: ${it.explanation}`);
  const goes = [
    ['due now', quote.dueNow],
    ['paid from account credit', quote.fromAccountCredit],
    ['used for open invoices', quote.toOpenInvoices],
    ['kept as account credit', quote.toAccountCredit],
  ].filter(([, amount]) => /[1-9]/.test(amount));
  return [
    `${when}${quote.estimate ? ', as an estimate' : ''}: credit ${quote.credit}, charge ${quote.charge}, net ${quote.net} ${currency}.`,
    ...told,
    ...(withheld === null ? [] : [`  ${withheld.reason}`]),
    ...goes.map(([where, amount]) => `  ${amount} ${currency} ${where}`),
    `  paid through ${quote.prorationEnd}; the next bill is ${quote.nextBillAmount} ${currency} on ${quote.nextBillDate}`,
  ].join('\n');
}

/** Tells how a change stands, and where its workflow is to be seen. */
export function changeInWords(change: Answer): string {
  const date = change.effectiveDate === null ? 'no date yet' : `for ${change.effectiveDate}`;
  const reason = change.attention === null ? '' : `, since: ${change.attention.message}`;
  return `The change ${change.id} is ${change.state}, ${date}${reason}.\n  workflow ${change.temporalUrl}`;
}

/** Tells what happened to a change, each step with who did it and its sentence. */
export function historyInWords(entries: readonly Answer[]): string {
  return entries
    .map((it) => `  ${it.at.slice(0, 16).replace('T', ' ')}  ${it.event}, by ${it.by}\n                    ${it.text}`)
    .join('\n');
}

/** Writes journals with their postings: debits are positive, credits negative, and each journal comes to zero. */
export function ledgerTable(journals: readonly Answer[]): string {
  const rows = journals.flatMap((journal) =>
    journal.postings.map((it: Answer, index: number) => [
      index === 0 ? journal.effectiveAt.slice(0, 10) : '',
      index === 0 ? journal.description : '',
      it.ledgerAccount,
      it.amount,
      it.currency,
    ]),
  );
  return table(['on', 'journal', 'account', 'amount', ''], rows);
}

export function invoiceTable(invoices: readonly Answer[]): string {
  return table(
    ['number', 'issued', 'total', 'open', ''],
    invoices.map((it) => [it.number, it.issuedOn, it.total, it.open, it.currency]),
  );
}

/** Writes the body of a call; what is too long to read is cut. */
export function bodyInWords(body: unknown): string {
  return JSON.stringify(body, (_name, value) =>
    typeof value === 'string' && value.length > 60 ? `${value.slice(0, 12)}...` : value,
  );
}
