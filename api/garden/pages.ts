import { monthsText } from '../../domain/service-reactivation/change.js';
import type { GardenView, MonthsOffer } from '../../domain/service-reactivation/garden-view.js';
import { type Html, html, htmlPage } from '../html.js';
import { GARDEN_STYLE_PATH } from './style.js';

/** The checkout of the service that is open, or none. */
export interface GardenCheckout {
  readonly amount: string;
  readonly currency: string;
  readonly months: number;
  readonly until: string;
  readonly paid: string;
  readonly payUrl: string | null;
}

export interface GardenPage {
  readonly view: GardenView;
  readonly checkout: GardenCheckout | null;
  /** What went wrong with a form that was sent. */
  readonly fault: string | null;
}

/** Writes the page of one service: what happened, the months and what they cost, or where to pay (PS-08, PS-09). No script. */
export function servicePage({ view, checkout, fault }: GardenPage): string {
  const body = html`<h1 class="${view.status}">${view.headline}</h1>
<p class="service">${view.service}</p>
<p>${view.text}</p>
${fault === null ? null : html`<p id="fault" class="fault" role="alert">${fault}</p>`}
${checkout ? checkoutPart(checkout) : choicePart(view)}`;
  return page(view.headline, body);
}

function checkoutPart({ amount, currency, months, until, paid, payUrl }: GardenCheckout): Html {
  const some = /[1-9]/.test(paid) ? html`<p>${paid} ${currency} came already; the rest is missing.</p>` : null;
  const pay =
    payUrl === null
      ? html`<p class="note">Look again in a moment, or pay ${amount} ${currency} at your provider.</p>`
      : html`<p><a class="button" href="${payUrl}" rel="noreferrer">Pay ${amount} ${currency}</a></p>`;
  return html`<h2>${monthsText(months)}: ${amount} ${currency}</h2>
${some}
<p>Pay by ${until}. Your service is back the moment the payment is confirmed.</p>
${pay}
<p><a href="">I have paid: look again</a></p>`;
}

function choicePart(view: GardenView): Html {
  if (view.status === 'active') return html`<p>There is nothing to do here.</p>`;
  if (view.offers.length === 0) return html`<p class="note">Please call your provider to get it back.</p>`;
  const offers = view.offers.map((it, index) => offer(it, view.currency, index === 0));
  const end =
    view.status === 'paused'
      ? html`<p class="check"><input id="withoutEnd" name="withoutEnd" type="checkbox"><label for="withoutEnd">Go on after that, without an end</label></p>`
      : null;
  return html`<form method="post">
<fieldset>
<legend>For how long?</legend>
${offers}</fieldset>
${end}
${parts(view)}
<button type="submit">Go on to pay</button>
</form>`;
}

function offer({ months, amount }: MonthsOffer, currency: string, isFirst: boolean): Html {
  const id = `months-${months}`;
  return html`<p class="offer"><input id="${id}" name="months" type="radio" value="${months}" required${isFirst ? html` checked` : null}><label for="${id}"><span>${monthsText(months)}</span> <strong>${amount} ${currency}</strong></label></p>
`;
}

function parts({ overdue, credit, currency }: GardenView): Html | null {
  const told = [
    ...(/[1-9]/.test(overdue) ? [`${overdue} ${currency} that is overdue is in the amounts.`] : []),
    ...(/[1-9]/.test(credit) ? [`${credit} ${currency} of your credit is used for them.`] : []),
  ];
  return told.length === 0 ? null : html`<p class="note">${told.join(' ')}</p>`;
}

/** Writes a page that names no service: a link that is over, or nobody who is known. */
export function plainPage(title: string, text: string): string {
  return page(
    title,
    html`<h1>${title}</h1>
<p>${text}</p>`,
  );
}

function page(title: string, body: Html): string {
  const head = html`<link rel="stylesheet" href="${GARDEN_STYLE_PATH}"><meta name="robots" content="noindex"><meta name="referrer" content="no-referrer">`;
  return htmlPage(
    title,
    head,
    html`<main>
${body}
</main>`,
  );
}
