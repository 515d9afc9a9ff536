import type { TestApi } from '../support/api.js';
import { type Bill, bill, monthly, shareOf } from './cast/expected.js';
import { type Call, ends, type Names, noon, type Step } from './script.js';

/** What is expected of the first archive, which has master plan changes only: the calls, and what each change comes to then. */
export interface FirstExpected {
  readonly savedAt: string;
  readonly organizationId: string;
  readonly calls: readonly Call[];
  readonly until: string;
  readonly changes: readonly {
    readonly what: string;
    readonly id: string;
    readonly state: string;
    readonly effectiveDate: string | null;
    readonly net: string | null;
  }[];
}

/** Its script: what it expects itself, and then nine more years of the account whose change was dated. */
export async function scriptOfFirst(
  { calls, until, changes }: FirstExpected,
  call: TestApi['call'],
): Promise<{ names: Names; steps: readonly Step[] }> {
  const names: Names = {};
  for (const { what, id } of changes) {
    const { body } = await call('GET', `/v1/plan-changes/${id}`);
    Object.assign(names, { [what]: body.subscriptionId, [`account of ${what}`]: body.accountId });
  }
  const isOver = (what: string) => what === 'dated' || what.includes('of a subscription that ends');
  const others = changes.map((it) => it.what).filter((it) => !isOver(it) && !/^(second|third|fourth) /.test(it));
  const shows = changes.map(({ what, id, state, effectiveDate, net }) => {
    const applied = net === null ? null : { net };
    return { what, path: `/v1/plan-changes/${id}`, shows: { state, effectiveDate, applied } };
  });
  return { names, steps: [{ at: null, calls }, { at: noon(until), shows, calls: ends(...others) }, ...years()] };
}

/** From 30.00 to 60.00 on 2026-12-20, with 12 of 31 days left; 60.00 on each first from then on, and nobody pays. */
function years(): Step[] {
  const rest = ['2026-12-20', '2027-01-01'] as const;
  const change = bill(
    '2026-12-20',
    ['credit', 1, ...rest, shareOf('30.00', 12, 31)],
    ['charge', 1, ...rest, shareOf('60.00', 12, 31)],
  );
  const bills: Bill[] = [change, ...monthly('60.00', '2027-01-01', '2036-12-11')];
  return Array.from({ length: 10 }, (_, index): Step => {
    const [from, before] = [`${2026 + index}-12-11`, `${2027 + index}-12-11`];
    const are = bills.filter((it) => it.date >= from && it.date < before).map((it) => it.text);
    const what = `the dated one, billed from ${from}`;
    const shows = [{ what, documentsOf: '{account of dated}', from, before, are }];
    return { at: noon(before), shows, ...(index === 4 ? { restart: true } : {}) };
  });
}
