import { TEST_CARDS } from '../gateways/sandbox/cards.js';
import type { SandboxCheckout } from '../prisma/stores/sandbox.store.js';
import { type Html, html, htmlPage } from './html.js';

const STYLE_PATH = '/sandbox/page.css';

const HEAD = html`<link rel="stylesheet" href="${STYLE_PATH}">`;

/** What went wrong with a form that was sent, and what was typed into it. */
export interface FormFault {
  readonly message: string;
  readonly card: string;
}

/** Writes the page on which a checkout is paid by a test card: a form that needs no script. */
export function payPage(checkout: SandboxCheckout, fault: FormFault | null): string {
  const { amount, currency } = checkout.amount;
  const isWrong = fault === null ? null : html` aria-invalid="true" aria-describedby="fault"`;
  const said = fault === null ? null : html`<p id="fault" class="fault" role="alert">${fault.message}</p>`;
  const cards = TEST_CARDS.map(
    ({ number, does }) => html`<tr><th scope="row"><code>${number}</code></th><td>${does}</td></tr>
`,
  );
  return htmlPage(
    `Pay ${amount} ${currency}`,
    HEAD,
    html`${banner()}
<main>
<h1>Pay ${amount} ${currency}</h1>
<p>${checkout.description}</p>
<form method="post">
<label for="card">Card number</label>
<input id="card" name="card" type="text" inputmode="numeric" autocomplete="off" required maxlength="30" value="${fault?.card ?? ''}"${isWrong}>
${said}
<button type="submit">Pay ${amount} ${currency}</button>
</form>
<table>
<caption>Cards to try</caption>
<tbody>
${cards}</tbody>
</table>
</main>`,
  );
}

/** Writes the page of a checkout that is paid or over. */
export function closedPage(checkout: SandboxCheckout): string {
  const { amount, currency } = checkout.amount;
  const isPaid = checkout.state === 'paid';
  const title = isPaid ? 'Paid' : 'This checkout is over';
  const text = isPaid
    ? html`<p><strong>${amount} ${currency}</strong> were paid for: ${checkout.description}. The payment is on its way to your account.</p>`
    : html`<p>${checkout.description}: nothing was paid. Ask for a new checkout to pay ${amount} ${currency}.</p>`;
  return htmlPage(
    title,
    HEAD,
    html`${banner()}
<main>
<h1${isPaid ? html` class="paid"` : null}>${title}</h1>
${text}
${backLink(checkout)}
</main>`,
  );
}

function banner(): Html {
  return html`<p class="banner">Sandbox: no money moves here.</p>`;
}

function backLink({ returnUrl }: SandboxCheckout): Html | null {
  return returnUrl === null ? null : html`<p><a href="${returnUrl}" rel="noreferrer">Go back</a></p>`;
}

export const SANDBOX_STYLE = `body { font: 16px/1.5 system-ui, sans-serif; color: #1a1a1a; background: #f3f3f1; margin: 0; }
main { background: #fff; max-width: 30rem; margin: 2rem auto; padding: 2rem; border-radius: .5rem; box-shadow: 0 1px 4px #0002; }
.banner { background: #fff3cd; color: #533f03; margin: 0; padding: .5rem 1rem; text-align: center; }
h1 { margin: 0 0 .5rem; font-size: 1.75rem; }
h1.paid { color: #14632f; }
a { color: #1f4e9e; }
label { display: block; font-weight: 600; margin: 1.5rem 0 .5rem; }
input { font: inherit; width: 100%; box-sizing: border-box; padding: .6rem .75rem; border: 1px solid #6b6b6b; border-radius: .25rem; }
input[aria-invalid] { border-color: #a4161a; }
.fault { color: #a4161a; margin: .5rem 0 0; }
button { font: inherit; font-weight: 600; margin-top: 1rem; width: 100%; padding: .75rem; border: 0; border-radius: .25rem; background: #1f4e9e; color: #fff; cursor: pointer; }
button:hover { background: #173c7a; }
:focus-visible { outline: 3px solid #f2a900; outline-offset: 2px; }
table { border-collapse: collapse; margin-top: 2rem; width: 100%; font-size: .875rem; }
caption { text-align: left; font-weight: 600; padding-bottom: .25rem; }
th, td { text-align: left; vertical-align: top; font-weight: 400; padding: .3rem .75rem .3rem 0; border-top: 1px solid #ddd; }
th { white-space: nowrap; }
`;

export { STYLE_PATH as SANDBOX_STYLE_PATH };
