import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { playDemo } from '../../demo/demo.js';
import { aSystem, type TestSystem } from '../support/system.js';

describe('the demo', () => {
  let system: TestSystem;
  beforeAll(async () => {
    system = await aSystem({ now: '2026-11-11T12:00:00.000Z' });
    for (const [code, price] of Object.entries({ basic: '30.00', plus: '60.00', pro: '90.00' }))
      await aPlan(code, price);
  });
  afterAll(async () => {
    await system?.stop();
  });

  it('tells each amount with its sentence, moves, cancels and lives through a change, and ends in agreement (EN-06)', async () => {
    const told = await play();

    expect(told).toContain('On 2026-11-11: credit 40.00, charge 60.00, net 20.00 USD.');
    expect(told).toContain(
      'Plus, unused: 60.00 for 20 of the 30 days from 2026-11-11 to 2026-11-30: 60.00 x 20/30 = 40.00 USD',
    );
    expect(told).toContain('On 2026-11-11: credit 60.00, charge 20.00, net -40.00 USD.');
    expect(told).toContain('20.00 USD used for open invoices\n  20.00 USD kept as account credit');
    expect(told).toMatch(/The change mpc_\w+ is waiting, for 2026-11-14\./);
    expect(told).toMatch(/The change mpc_\w+ is waiting, for 2026-11-16\./);
    expect(told).toMatch(/The change mpc_\w+ is cancelled, for 2026-11-16\./);
    expect(told).toContain('On 2026-12-11, as an estimate: credit 20.32, charge 40.65, net 20.33 USD.');
    expect(told).toContain('It is 2026-12-11T12:');
    expect(told).toMatch(/The change mpc_\w+ is applied, for 2026-12-11\./);
    expect(told).toContain('On 2026-12-11: credit 20.32, charge 40.65, net 20.33 USD.');
    expect(told).toMatch(/2026-12-01 +Renewal of Basic +receivable +30\.00 +USD/);
    expect(told).toMatch(/Please pay 100\.00 USD by \d\d:\d\d on 11 Dec 2026 \(UTC\)\./);
    expect(told).toContain('Radio collected; a day costs 15.00 USD from now on');
    // 10.00 for December, 21 of its 31 days left: 6.77; 20.00 and 15.00 for the setup.
    expect(told).toContain('awaiting-payment: 28.23 of 28.23 to be paid before 2026-12-19T00:00:00.000Z.');
    expect(told).toContain('Why is this order not processed? 5.00 of 28.23 USD is paid');
    expect(told).toContain('applied; the next due date is 2027-01-11.');
    expect(told).toContain('agrees: 0 findings');
  });

  it('plays again on the same system, from where its clock stands now', async () => {
    const told = await play();

    expect(told).toContain('On 2026-12-11: credit 40.65, charge 60.97, net 20.32 USD.');
    expect(told).toMatch(/The change mpc_\w+ is applied, for 2027-01-11\./);
    expect(told).toContain('agrees: 0 findings');
  });

  async function play(): Promise<string> {
    const told: string[] = [];
    const { url: apiUrl, organizationId, secrets } = system;
    await playDemo({
      system: { apiUrl, organizationId, keys: { admin: secrets.admin, platform: secrets.platform } },
      print: (text) => void told.push(text),
      verdict: async () => `agrees: ${(await system.verify()).length} findings`,
    });
    return told.join('\n');
  }

  async function aPlan(code: string, price: string): Promise<void> {
    const tiers = [{ fromUnit: 1, toUnit: null, price }];
    const body = {
      code,
      name: `${code.charAt(0).toUpperCase()}${code.slice(1)}`,
      kind: 'master',
      interval: { unit: 'month', count: 1 },
      defaultCurrency: 'USD',
      groupIds: [],
      rateSchedules: [{ name: 'Standard', currency: 'USD', default: true, tiers }],
    };
    const reply = await system.call('POST', '/v1/plans', { body });
    if (reply.status !== 201) throw new Error(`the plan ${code} was not created: ${JSON.stringify(reply.body)}`);
  }
});
