import { describe, expect, it } from 'vitest';
import { newAgreementSchema } from '../../../domain/agreement/agreement.schema.js';
import { bodyOf } from '../../../domain/import/row.js';

describe('a row of a file (AG-23)', () => {
  it('becomes the body of the call: paths, numbers, yes and no; empty cells are left out', () => {
    const { body } = bodyOf({
      termMonths: '12',
      'standing.pastDue': 'no',
      'standing.frozen': 'YES',
      expirationDate: '',
      'schedules[0].name': 'Dues',
      'schedules[0].amount': '30.00',
      'schedules[0].payments': '12',
    });
    expect(body).toEqual({
      termMonths: 12,
      standing: { pastDue: false, frozen: true },
      schedules: [{ name: 'Dues', amount: '30.00', payments: 12 }],
    });
  });

  it('leaves an entry out all of whose cells are empty, and still names the column of the next', () => {
    const { body, columnOf } = bodyOf({ 'fees[0].name': '', 'fees[1].name': 'Card', 'fees[1].amount': '5' });
    expect(body).toEqual({ fees: [{ name: 'Card', amount: '5' }] });
    expect(columnOf(['fees', 0, 'amount'])).toBe('fees[1].amount');
  });

  it('leaves a number that is none as text, which the schema refuses by its column', () => {
    const { body, columnOf } = bodyOf({ 'schedules[0].payments': 'twelve', 'schedules[1].payments': '-1' });
    expect(body).toEqual({ schedules: [{ payments: 'twelve' }, { payments: '-1' }] });
    const refused = newAgreementSchema.safeParse(body).error?.issues.map((it) => columnOf(it.path));
    expect(refused).toEqual(expect.arrayContaining(['schedules[0].payments', 'schedules[1].payments', 'accountId']));
  });
});
