import { z } from 'zod';
import { newAgreementSchema } from '../domain/agreement/agreement.schema.js';
import { newPlanSchema } from '../domain/catalog/plan.schema.js';
import { bodyOf, type ImportKind, type Line, type RowError } from '../domain/import/row.js';
import { openSubscriptionSchema } from '../domain/subscription/open.schema.js';
import type { ImportRow } from '../prisma/stores/import-batch.js';
import { storablePlan } from './new-plan.js';
import { checkBy } from './parse-request.js';
import { newAccountSchema } from './routes/accounts.schema.js';

/** A plan as the store takes it. */
const importedPlanSchema = newPlanSchema.transform(storablePlan);

/** A tier without `toUnit` is without end: a file has no other way to say null. */
function withEndlessTiers(body: unknown): unknown {
  if (typeof body !== 'object' || body === null || !('rateSchedules' in body)) return body;
  const { rateSchedules } = body;
  if (!Array.isArray(rateSchedules)) return body;
  return { ...body, rateSchedules: rateSchedules.map(withEnds) };
}

function withEnds(schedule: unknown): unknown {
  if (typeof schedule !== 'object' || schedule === null || !('tiers' in schedule)) return schedule;
  const { tiers } = schedule;
  if (!Array.isArray(tiers)) return schedule;
  return { ...schedule, tiers: tiers.map((it: unknown) => (typeof it === 'object' ? { toUnit: null, ...it } : it)) };
}

/** The same schemas as of the calls that create one of them. */
const SCHEMAS: Readonly<Record<ImportKind, z.ZodType>> = {
  accounts: newAccountSchema,
  plans: z.preprocess(withEndlessTiers, importedPlanSchema),
  subscriptions: openSubscriptionSchema,
  agreements: newAgreementSchema,
};

const referenceSchema = z.string().min(1, 'is missing').max(200);

export interface CheckedRows {
  readonly rows: readonly ImportRow[];
  readonly refused: readonly RowError[];
  readonly refusedRows: number;
}

/** Checks lines by the schema of their kind: what passes, and what is wrong, by line and column (AG-23). */
export function checkRows(kind: ImportKind, lines: readonly Line[], seen: Map<string, number>): CheckedRows {
  const rows: ImportRow[] = [];
  const refused: RowError[] = [];
  let refusedRows = 0;
  for (const line of lines) {
    const checked = checkRow(kind, line, seen);
    if (Array.isArray(checked)) {
      refused.push(...checked);
      refusedRows += 1;
    } else rows.push(checked);
  }
  return { rows, refused, refusedRows };
}

function checkRow(kind: ImportKind, { line, cells }: Line, seen: Map<string, number>): ImportRow | RowError[] {
  const { reference = '', accountReference = '', planCode = '', ...rest } = cells;
  const shown = reference === '' || reference.includes('\0') ? null : reference.slice(0, 200);
  const error = (field: string, message: string): RowError => ({ line, reference: shown, field, message });
  const named = checkBy(referenceSchema, reference);
  const before = seen.get(reference);
  const errors: RowError[] = [];
  if ('issues' in named) errors.push(...named.issues.map((it) => error('reference', it.message)));
  else if (before !== undefined) errors.push(error('reference', `is in line ${before} already`));
  else seen.set(reference, line);
  const unstorable = Object.entries(cells).filter(([, text]) => text.includes('\0'));
  errors.push(...unstorable.map(([column]) => error(column, 'has the character NUL')));
  if (unstorable.length > 0) return errors;
  const { body, columnOf } = bodyOf({ ...rest, ...namesOf(kind, accountReference, planCode) });
  const checked = checkBy(SCHEMAS[kind], body);
  if ('issues' in checked) {
    const issues = checked.issues.flatMap((issue) => {
      const paths = issue.code === 'unrecognized_keys' ? issue.keys.map((key) => [...issue.path, key]) : [issue.path];
      return paths.map((path) => error(shownField(columnOf(path), accountReference, planCode), issue.message));
    });
    return [...errors, ...issues];
  }
  if (errors.length > 0) return errors;
  return {
    line,
    reference,
    body: checked.value,
    accountReference: accountReference === '' ? null : accountReference,
    planCode: planCode === '' ? null : planCode,
    columnOf,
  };
}

/** What is named by a reference or code is found later; until then the reference stands where the id will. */
function namesOf(kind: ImportKind, accountReference: string, planCode: string): Record<string, string> {
  if (kind !== 'agreements' && kind !== 'subscriptions') return {};
  return {
    ...(accountReference === '' ? {} : { accountId: accountReference }),
    ...(planCode === '' ? {} : { planId: planCode }),
  };
}

function shownField(column: string, accountReference: string, planCode: string): string {
  if (column === 'accountId' && accountReference !== '') return 'accountReference';
  if (column === 'planId' && planCode !== '') return 'planCode';
  return column === '' ? 'reference' : column;
}
