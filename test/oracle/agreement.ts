/** What AG-01 to AG-11 say of a member, written apart from the domain: facts in, messages out. */
export interface MemberFacts {
  readonly on: boolean;
  readonly managedBy: 'abc' | 'club';
  readonly status: 'active' | 'canceled' | 'expired' | 'inactive' | 'return-for-collection';
  readonly type: 'cash' | 'cash-open' | 'installment' | 'open';
  readonly pastDue: boolean;
  readonly pendingCancel: boolean;
  readonly otherFrequency: boolean;
  readonly invalid: boolean;
  readonly frozen: boolean;
}

const PAST_DUE = 'Upgrade/Downgrade could not be performed because the member is currently past due.';
const PENDING = 'Member is pending cancel and cannot be upgraded/downgraded.';

export function expectedMessages(facts: MemberFacts): { visible: boolean; eligible: boolean; texts: string[] } {
  const texts: string[] = [];
  let hidden = !facts.on;
  if (!facts.on) texts.push('Upgrade/Downgrade is not turned on for this club.');
  let unqualified = 0;
  if (facts.managedBy === 'club') unqualified += 1;
  if (facts.status !== 'active') unqualified += 1;
  if (unqualified > 0) hidden = true;
  if (facts.type === 'cash-open') unqualified += 1;
  for (let i = 0; i < unqualified; i += 1) {
    texts.push('The member does not qualify. You must perform a renewal or rewrite instead.');
  }
  const account = [facts.pastDue ? PAST_DUE : '', facts.pendingCancel ? PENDING : ''].filter((it) => it !== '');
  if (account.length > 0) texts.push(account.join(' '));
  if (facts.otherFrequency) {
    texts.push(
      'This member is not eligible for an Upgrade/Downgrade because the members schedules have different billing frequencies.',
    );
  }
  if (facts.invalid) {
    texts.push(
      'Upgrade/Downgrade is not available for this member. A rewrite must be performed in order to change this agreement.',
    );
  }
  const eligible = texts.length === 0;
  if (facts.frozen) {
    texts.push(
      'This member currently has a freeze on their account. Completing the Upgrade/Downgrade will remove the freeze. Are you sure you want to continue?',
    );
  }
  return { visible: !hidden, eligible, texts };
}

/** Payments in another frequency over the same term, in fractions of a year, to the nearest, half up, at least one. */
export function expectedPayments(payments: number, from: string, to: string): number {
  if (payments === 0 || from === to) return payments;
  const perYear: Record<string, number> = {
    weekly: 52,
    'bi-weekly': 26,
    'four-weekly': 13,
    monthly: 12,
    'bi-monthly': 6,
    quarterly: 4,
    'semi-annual': 2,
    annual: 1,
  };
  const numerator = BigInt(payments) * BigInt(perYear[to] ?? 0);
  const denominator = BigInt(perYear[from] ?? 1);
  const whole = numerator / denominator;
  const isHalfOrMore = (numerator % denominator) * 2n >= denominator;
  return Math.max(1, Number(isHalfOrMore ? whole + 1n : whole));
}
