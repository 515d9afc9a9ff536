import type { TestApi } from './api.js';

const AGREEMENT_COLUMNS = [
  'reference',
  'accountReference',
  'planCode',
  'clubNumber',
  'type',
  'managedBy',
  'status',
  'termMonths',
  'termSatisfiedMonths',
  'beginDate',
  'expirationDate',
  'standing.pastDue',
  'standing.frozen',
  'schedules[0].role',
  'schedules[0].name',
  'schedules[0].frequency',
  'schedules[0].amount',
  'schedules[0].payments',
  'schedules[0].paymentsMade',
  'schedules[0].nextDueDate',
  'schedules[1].role',
  'schedules[1].name',
  'schedules[1].frequency',
  'schedules[1].amount',
  'schedules[1].payments',
  'schedules[1].paymentsMade',
  'schedules[1].nextDueDate',
  'fees[0].name',
  'fees[0].dueDate',
  'fees[0].amount',
] as const;

/** Makes a file of so many accounts: m0, m1, ... */
export function accountsFile(count: number): string {
  const rows = Array.from(
    { length: count },
    (_, i) => `m${i},"Member, ${i}",member${i}@example.com,USD,${(i % 28) + 1}`,
  );
  return ['reference,name,email,currency,billDay', ...rows].join('\n');
}

/** Makes a file of so many agreements, one for each account; each fourth has a second schedule, each tenth a fee. `change` edits cells. */
export function agreementsFile(
  count: number,
  change: (index: number, cells: Record<string, string>) => void = () => {},
): string {
  const rows = Array.from({ length: count }, (_, index) => {
    const cells = agreementCells(index);
    change(index, cells);
    return AGREEMENT_COLUMNS.map((it) => cells[it] ?? '').join(',');
  });
  return [AGREEMENT_COLUMNS.join(','), ...rows].join('\n');
}

function agreementCells(index: number): Record<string, string> {
  const second = {
    'schedules[1].role': 'secondary',
    'schedules[1].name': 'Tanning',
    'schedules[1].frequency': 'monthly',
    'schedules[1].amount': '12.00',
    'schedules[1].payments': '12',
    'schedules[1].paymentsMade': '7',
    'schedules[1].nextDueDate': '2026-12-01',
  };
  const fee = { 'fees[0].name': 'Card', 'fees[0].dueDate': '2026-12-15', 'fees[0].amount': '5.00' };
  return {
    reference: `a${index}`,
    accountReference: `m${index}`,
    planCode: 'individual',
    clubNumber: '7042',
    type: 'installment',
    managedBy: 'abc',
    status: 'active',
    termMonths: '12',
    termSatisfiedMonths: '7',
    beginDate: '2026-05-01',
    expirationDate: '2027-04-30',
    'standing.pastDue': 'no',
    'standing.frozen': 'false',
    'schedules[0].role': 'primary',
    'schedules[0].name': 'Dues',
    'schedules[0].frequency': 'monthly',
    'schedules[0].amount': '30.00',
    'schedules[0].payments': '12',
    'schedules[0].paymentsMade': '7',
    'schedules[0].nextDueDate': '2026-12-01',
    ...(index % 4 === 0 ? second : {}),
    ...(index % 10 === 0 ? fee : {}),
  };
}

/** Sends a file to be imported. */
export function importFile(api: Pick<TestApi, 'call'>, kind: string, file: string, dryRun = false) {
  const headers = { 'content-type': 'text/csv' };
  return api.call('POST', `/v1/imports?kind=${kind}&dryRun=${dryRun}`, { body: file, headers });
}
