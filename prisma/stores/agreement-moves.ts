import type { Agreement } from '../../domain/agreement/agreement.js';
import type { Instant } from '../../domain/calendar/instant.js';
import type { Effect } from '../../domain/subscription/effects.js';
import type { Tx } from '../client.js';
import { effectsOf } from './effect-rows.js';

type Rewritten = Extract<Effect, { type: 'agreement-rewritten' }>;

/** Closes what a change replaces, before the new rows are added: a due date holds one open invoice of a schedule or fee. */
export async function closeAgreements(tx: Tx, organizationId: string, effects: readonly Effect[]): Promise<void> {
  for (const { before, after, at } of effectsOf(effects, 'agreement-rewritten')) {
    await closeSchedules(tx, organizationId, before, at);
    await closeInvoices(tx, organizationId, before, after, at);
  }
}

/** Writes what changes of agreements that are there, after the rows that were added: what is issued, how the member stands, new terms. */
export async function moveAgreements(tx: Tx, organizationId: string, effects: readonly Effect[]): Promise<void> {
  for (const it of effectsOf(effects, 'scheduled-invoice-issued')) {
    await tx.$executeRaw`UPDATE scheduled_invoices SET invoice_id = ${it.invoiceId}
      WHERE organization_id = ${organizationId} AND id = ${it.scheduledId}`;
  }
  for (const { agreementId, set } of effectsOf(effects, 'agreement-standing-changed')) {
    await tx.agreement.update({ where: { organizationId_id: { organizationId, id: agreementId } }, data: set });
  }
  for (const it of effectsOf(effects, 'agreement-rewritten')) await rewrite(tx, organizationId, it);
}

async function rewrite(tx: Tx, organizationId: string, { before, after }: Rewritten): Promise<void> {
  const rewritten = await tx.agreement.updateMany({
    where: { organizationId, id: after.id, version: before.version },
    data: termsOf(after),
  });
  if (rewritten.count !== 1) throw new Error(`agreement ${after.id} is not at version ${before.version}`);
  for (const { id, apply, recurring } of after.fees) {
    await tx.agreementFee.update({ where: { organizationId_id: { organizationId, id } }, data: { apply, recurring } });
  }
}

function termsOf({ planId, termMonths, termSatisfiedMonths, monthBegun, renewal, standing, version }: Agreement) {
  const renewalDate = renewal.date === null ? null : new Date(`${renewal.date}T00:00:00.000Z`);
  const satisfied = { termSatisfiedMonths, monthBegun };
  return { planId, termMonths, ...satisfied, renewalOption: renewal.option, renewalDate, ...standing, version };
}

async function closeSchedules(tx: Tx, organizationId: string, before: Agreement, at: Instant): Promise<void> {
  const ids = before.schedules.map((it) => it.id);
  await tx.$executeRaw`UPDATE agreement_schedules SET closed_at = ${at}::timestamptz
    WHERE organization_id = ${organizationId} AND id = ANY(${ids}::text[])`;
}

async function closeInvoices(
  tx: Tx,
  organizationId: string,
  before: Agreement,
  after: Agreement,
  at: Instant,
): Promise<void> {
  const kept = new Set(after.invoices.map((it) => it.id));
  const ids = before.invoices.map((it) => it.id).filter((id) => !kept.has(id));
  await tx.$executeRaw`UPDATE scheduled_invoices SET closed_at = ${at}::timestamptz
    WHERE organization_id = ${organizationId} AND id = ANY(${ids}::text[])`;
}
