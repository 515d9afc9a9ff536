import { describe, expect, it } from 'vitest';
import type { OpenChange } from '../../../domain/subscription/state.js';
import {
  type Asked,
  CLASHES,
  type ClashOutcome,
  findClash,
  findDraftClash,
  type Pending,
  pendingAs,
} from '../../../domain/timeline/clash.js';
import { aChange } from '../../support/builders.js';

const ASKED: readonly Asked[] = [
  'change-now',
  'change-on-date',
  'change-undated',
  'change-end-of-period',
  'agreement-draft',
];

/** A pending change of each sort, relative to something asked for 2026-11-21. */
const PENDING: Record<Pending, OpenChange> = {
  'change-same-date': aChange({ effectiveDate: '2026-11-21' }),
  'change-other-date': aChange({ effectiveDate: '2026-11-20' }),
  'change-undated': aChange({ effectiveDate: null }),
  'change-overdue': aChange({ effectiveDate: '2026-11-20', state: 'needs-attention' }),
  'change-needs-attention-same-date': aChange({ effectiveDate: '2026-11-21', state: 'needs-attention' }),
  'change-needs-attention-other-date': aChange({ effectiveDate: '2026-11-22', state: 'needs-attention' }),
  'other-kind-open': { ...aChange(), kind: 'payg-upgrade-booking' } as unknown as OpenChange,
  'agreement-draft-open': {
    ...aChange({ effectiveDate: '2026-11-21' }),
    kind: 'agreement-change',
    data: { agreementId: 'agr' },
  } as unknown as OpenChange,
};

/** Written by hand, so that the table is not held to itself. In the order of ASKED: now, on a date, undated, end of period, a draft. */
const EXPECTED: Record<Pending, readonly ClashOutcome[]> = {
  'change-same-date': ['refuse', 'refuse', 'allow', 'refuse', 'allow'],
  'change-other-date': ['allow', 'allow', 'allow', 'allow', 'allow'],
  'change-undated': ['allow', 'allow', 'refuse', 'allow', 'allow'],
  'change-overdue': ['refuse', 'allow', 'allow', 'allow', 'allow'],
  'change-needs-attention-same-date': ['refuse', 'refuse', 'allow', 'refuse', 'allow'],
  'change-needs-attention-other-date': ['allow', 'allow', 'allow', 'allow', 'allow'],
  'other-kind-open': ['refuse', 'allow', 'allow', 'allow', 'allow'],
  'agreement-draft-open': ['allow', 'allow', 'allow', 'allow', 'refuse'],
};

const PAIRS = (Object.keys(PENDING) as Pending[]).flatMap((pending) =>
  ASKED.map((asked, index) => [pending, asked, EXPECTED[pending][index] ?? 'refuse'] as const),
);

const askedFor = (asked: Exclude<Asked, 'agreement-draft'>, more = {}) => ({
  asked,
  subscriptionId: 'sub',
  effectiveDate: asked === 'change-undated' ? null : '2026-11-21',
  ...more,
});

describe('what is pending and what is asked (MP-09, EN-15)', () => {
  it.each(PAIRS)('%s, and %s is asked: %s', (pending, asked, outcome) => {
    expect(CLASHES[pending][asked]).toBe(outcome);
    const change = PENDING[pending];
    if (asked === 'agreement-draft') {
      expect(findDraftClash([change], 'agr')).toBe(outcome === 'refuse' ? change : null);
      expect(findDraftClash([change], 'another agreement')).toBeNull();
      return;
    }
    const isClassifiedSo = pendingAs(change, askedFor(asked)) === pending;
    if (!isClassifiedSo) {
      expect(asked).toBe('change-undated');
      return;
    }
    expect(findClash([change], askedFor(asked))).toBe(outcome === 'refuse' ? change : null);
  });

  it('has a declared outcome for every pair', () => {
    expect(Object.keys(CLASHES).sort()).toEqual(Object.keys(PENDING).sort());
    for (const row of Object.values(CLASHES)) expect(Object.keys(row).sort()).toEqual([...ASKED].sort());
  });

  it('compares an undated request with what is undated only', () => {
    const classified = Object.values(PENDING).map((it) => pendingAs(it, askedFor('change-undated')));
    expect(classified).toEqual([
      'change-other-date',
      'change-other-date',
      'change-undated',
      'change-needs-attention-other-date',
      'change-needs-attention-other-date',
      'change-needs-attention-other-date',
      'other-kind-open',
      'agreement-draft-open',
    ]);
  });

  it('looks at the changes of the same subscription, and never at the one that is revised', () => {
    const change = PENDING['change-same-date'];
    expect(findClash([change], askedFor('change-now', { subscriptionId: 'other' }))).toBeNull();
    expect(findClash([change], askedFor('change-now', { exceptChangeId: change.id }))).toBeNull();
  });

  it('names the first of several that stand in the way', () => {
    const changes = [PENDING['change-other-date'], aChange({ id: 'first' }), aChange({ id: 'second' })];
    expect(findClash(changes, askedFor('change-now'))?.id).toBe('first');
  });
});

const HEAD = `# What clashes

One subscription can have several open plan changes: at most one per effective date, and one without a date (MP-09). When something is asked
while something else is pending, the outcome is declared here (EN-15). \`refuse\` is answered with 409 \`change-already-open\`, which names
the change in the way; \`allow\` means that nothing pending stands in the way, and all other rules still apply. A change that needs attention
and whose date has passed holds the billing: nothing can change now until it is retried, rescheduled or cancelled (MP-26), and a date
beyond the paid-through date is refused with 409 \`renewal-held\`. An agreement has one open draft (AG-21): a second is answered with 409
\`agreement-draft-open\`; a draft is about no subscription, and stands in the way of nothing else. This page is held to the code by \`test/domain/timeline/clash.test.ts\`, which
writes it anew when it is run with \`vitest -u\`.
`;

const TOLD: Record<Pending | Asked, string> = {
  'change-same-date': 'a change for the same date',
  'change-other-date': 'a change for another date',
  'change-undated': 'a change without a date',
  'change-overdue': 'a change that needs attention and was due before',
  'change-needs-attention-same-date': 'a change that needs attention, for the same date',
  'change-needs-attention-other-date': 'a change that needs attention, for a later date',
  'other-kind-open': 'an open order, booking or checkout',
  'agreement-draft-open': 'an open draft of an agreement',
  'change-now': 'a change now',
  'change-on-date': 'a change on a date',
  'change-end-of-period': 'a change at the end of the period',
  'agreement-draft': 'a draft of the same agreement',
};

describe('docs/clashes.md', () => {
  it('has the outcome of every pair', async () => {
    const rows = (Object.keys(CLASHES) as Pending[]).map(
      (pending) => `| ${TOLD[pending]} | ${ASKED.map((asked) => CLASHES[pending][asked]).join(' | ')} |\n`,
    );
    const heads = ASKED.map((it) => TOLD[it]).join(' | ');
    const table = `\n| pending \\ asked | ${heads} |\n|${' --- |'.repeat(ASKED.length + 1)}\n${rows.join('')}`;
    await expect(HEAD + table).toMatchFileSnapshot('../../../docs/clashes.md');
  });
});
