import type { ImportKind, RowError } from '../../domain/import/row.js';
import { inTransaction, type Tx } from '../client.js';
import { importAgreements } from './import-agreements.store.js';
import type { BatchOf, Importer, ImportRow, RowOutcome } from './import-batch.js';
import { importAccounts, importPlans, importSubscriptions } from './import-others.store.js';
import { addReferences, findReferences, type Tally, tallyImport } from './imports.store.js';

/** Rows were checked by the schema of their kind before they come here. */
const IMPORTERS: Readonly<Record<ImportKind, Importer<never>>> = {
  accounts: importAccounts,
  plans: importPlans,
  subscriptions: importSubscriptions,
  agreements: importAgreements,
};

export interface Batch extends BatchOf {
  readonly kind: ImportKind;
  readonly dryRun: boolean;
  readonly rows: readonly ImportRow[];
  /** What the schema refused already: counted and reported with the rest. */
  readonly refused: readonly RowError[];
  readonly refusedRows: number;
}

export interface BatchResult extends Tally {
  readonly errors: readonly RowError[];
}

/** Ends a dry run: all that it wrote is taken back. */
class DryRun extends Error {
  constructor(readonly result: BatchResult) {
    super('a dry run');
  }
}

/**
 * Imports a batch of rows in one transaction, with what they became and the report. A row whose reference is here already is left as it
 * is, so that a file that is sent again goes on where it broke off, and nothing is imported twice. A dry run does the same work and
 * takes it back.
 */
export async function importBatch(batch: Batch): Promise<BatchResult> {
  try {
    return await inTransaction(batch.deps.prisma, async (tx) => {
      const result = await carryOut(tx, batch);
      if (batch.dryRun) throw new DryRun(result);
      return result;
    });
  } catch (error) {
    if (error instanceof DryRun) return error.result;
    throw error;
  }
}

async function carryOut(tx: Tx, batch: Batch): Promise<BatchResult> {
  const { organizationId, kind, importId, rows, dryRun } = batch;
  const references = rows.map((it) => it.reference);
  const known = await findReferences(tx, organizationId, kind, references);
  const fresh = rows.filter((it) => !known.has(it.reference));
  const outcomes = fresh.length === 0 ? [] : await IMPORTERS[kind](tx, batch, fresh as ImportRow<never>[]);
  const created = fresh.flatMap((row, index) => createdBy(row, outcomes[index]));
  const errors = [...batch.refused, ...outcomes.flatMap((it) => ('errors' in it ? it.errors : []))];
  const result = {
    created: created.length,
    existing: rows.length - fresh.length,
    rejected: fresh.length - created.length + batch.refusedRows,
    errors: [...errors].sort((a, b) => a.line - b.line),
  };
  if (!dryRun) {
    await addReferences(
      tx,
      created.map((it) => ({ organizationId, kind, importId, ...it })),
    );
    await tallyImport(tx, organizationId, importId, result);
  }
  return result;
}

function createdBy(row: ImportRow, outcome: RowOutcome | undefined) {
  if (!outcome) throw new Error(`line ${row.line} has no outcome`);
  if ('errors' in outcome) return [];
  return [{ reference: row.reference, resourceId: outcome.resourceId, line: row.line }];
}
