import { addDays } from '../domain/calendar/civil-date.js';
import type { InvoiceLine } from '../domain/subscription/effects.js';
import type { StoredInvoice } from '../prisma/stores/invoices.store.js';
import { type Html, html, htmlPage } from './html.js';

/** What an invoice's page shows beside the invoice. */
export interface InvoicePage {
  readonly invoice: StoredInvoice;
  readonly organization: string;
  readonly account: string;
  /** What the books know the payments by, by their ids. */
  readonly references: ReadonlyMap<string, string | null>;
}

/** Writes the page of an invoice or credit note for people, made to be printed: every amount with the sentence that explains it. */
export function invoicePage({ invoice, organization, account, references }: InvoicePage): string {
  const { kind, number, issuedOn, dueOn, currency } = invoice;
  const name = kind === 'invoice' ? 'Invoice' : 'Credit note';
  const due = kind === 'invoice' ? html`<div><dt>Due on</dt><dd>${dueOn}</dd></div>` : null;
  const body = html`<main>
<header>
<p class="issuer">${organization}</p>
<h1>${name} ${number}</h1>
<dl>
<div><dt>For</dt><dd>${account}</dd></div>
<div><dt>Issued on</dt><dd>${issuedOn}</dd></div>
${due}
</dl>
</header>
<table>
<caption>Amounts in ${currency}</caption>
<thead><tr><th scope="col">What</th><th scope="col">Period</th><th scope="col" class="number">Quantity</th><th scope="col" class="number">Price</th><th scope="col" class="number">Amount</th></tr></thead>
<tbody>
${invoice.lines.map((line) => lineRow(line))}
</tbody>
<tfoot>
${totals(invoice)}
</tfoot>
</table>
${settled(invoice, references)}
</main>`;
  return htmlPage(`${name} ${number}`, STYLE, body);
}

function lineRow({ kind, description, from, to, quantity, price, amount, explanation }: InvoiceLine): Html {
  const period = from < to ? html`<span>${from}</span> to <span>${addDays(to, -1)}</span>` : from;
  const signed = kind === 'credit' ? `−${amount}` : amount;
  return html`<tr><td><strong>${description}</strong><p>${explanation}</p></td><td>${period}</td><td class="number">${quantity}</td><td class="number">${price}</td><td class="number">${signed}</td></tr>
`;
}

function totals({ kind, total, open, currency }: StoredInvoice): Html {
  if (kind === 'credit-note') return totalRow('To your credit', total, currency);
  const still = open === total ? null : totalRow('Still to pay', open, currency);
  return html`${totalRow('Total', total, currency)}${still}`;
}

function totalRow(name: string, amount: string, currency: string): Html {
  return html`<tr><th scope="row" colspan="4">${name}</th><td class="number">${amount} ${currency}</td></tr>
`;
}

function settled({ settlements, currency }: StoredInvoice, references: InvoicePage['references']): Html | null {
  if (settlements.length === 0) return null;
  const rows = settlements.map(({ source, paymentId, amount, at }) => {
    const isBack = amount.startsWith('-');
    const by = source === 'payment' ? 'Payment' : 'Account credit';
    const reference = paymentId === null ? null : references.get(paymentId);
    const what = isBack ? `${by} taken back` : by;
    return html`<li><span>${at.slice(0, 10)}: ${what}${reference ? ` (${reference})` : null}</span> <span class="number">${amount.replace('-', '−')} ${currency}</span></li>
`;
  });
  return html`<section><h2>Payments</h2><ul>
${rows}</ul></section>`;
}

const STYLE = html`<style>
body { font: 16px/1.5 system-ui, sans-serif; color: #1a1a1a; background: #f3f3f1; margin: 0; }
main { background: #fff; max-width: 52rem; margin: 2rem auto; padding: 3rem; box-shadow: 0 1px 4px #0002; }
h1 { font-size: 1.75rem; margin: 0 0 1rem; }
h2 { font-size: 1.1rem; margin: 2rem 0 .5rem; }
.issuer { margin: 0; color: #555; }
dl { display: flex; flex-wrap: wrap; gap: .5rem 2.5rem; margin: 0 0 2rem; }
dt { color: #555; font-size: .85rem; }
dd { margin: 0; }
table { width: 100%; border-collapse: collapse; }
caption { text-align: right; color: #555; font-size: .85rem; padding-bottom: .25rem; }
th, td { text-align: left; vertical-align: top; padding: .5rem .75rem .5rem 0; border-bottom: 1px solid #ddd; }
thead th { border-bottom: 2px solid #1a1a1a; font-size: .85rem; }
td span { white-space: nowrap; }
td p { margin: .15rem 0 0; color: #555; font-size: .85rem; }
.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; padding-right: 0; }
th.number, td.number { padding-left: .75rem; }
tfoot th { text-align: right; }
tfoot tr:last-child > * { border-bottom: 0; font-weight: 700; }
ul { list-style: none; margin: 0; padding: 0; }
li { display: flex; justify-content: space-between; gap: 1rem; padding: .25rem 0; border-bottom: 1px solid #eee; }
@page { margin: 2cm; }
@media print { body { background: none; font-size: 11pt; } main { box-shadow: none; margin: 0; padding: 0; max-width: none; } tr, li { break-inside: avoid; } thead { display: table-header-group; } }
@media screen and (max-width: 40rem) {
  main { margin: 0; padding: 1.25rem; }
  thead { display: none; }
  table, tbody, tfoot, tr, td, tfoot th { display: block; border: 0; padding: 0; }
  caption { display: block; }
  tbody tr { display: flex; flex-wrap: wrap; justify-content: space-between; gap: .25rem 1rem; padding: .75rem 0; border-bottom: 1px solid #ddd; }
  tbody td:first-child, tbody td:nth-child(2) { flex: 0 0 100%; }
  td.number { padding: 0; }
  tbody td:nth-child(3)::after { content: ' ×'; }
  tfoot tr { display: flex; justify-content: space-between; gap: 1rem; padding: .5rem 0; }
}
</style>`;
