import type { Instant } from '../../domain/calendar/instant.js';
import type { ImportKind, RowError } from '../../domain/import/row.js';
import type { Db, Tx } from '../client.js';
import { limitOf, type Page, type PageRequest, pageOf, placeOf } from '../cursor.js';
import type { ImportModel } from '../generated/models.js';
import { instantOf } from '../rows.js';

/** Of a file with many bad rows the report has the first: the rest tells nothing new. */
export const MOST_ERRORS = 1_000;

/** How an import stands: how many rows of the file were read, and what became of them. */
export interface ImportReport {
  readonly id: string;
  readonly kind: ImportKind;
  readonly startedBy: string;
  readonly startedAt: Instant;
  /** Null: under way, or broken off; sending the file again goes on. */
  readonly finishedAt: Instant | null;
  readonly rows: number;
  readonly created: number;
  /** Imported before: left as they are. */
  readonly existing: number;
  readonly rejected: number;
  readonly errors: readonly RowError[];
}

export async function startImport(
  db: Db,
  organizationId: string,
  { id, kind, startedBy, startedAt }: Pick<ImportReport, 'id' | 'kind' | 'startedBy' | 'startedAt'>,
): Promise<void> {
  await db.import.create({ data: { organizationId, id, kind, startedBy, startedAt } });
}

export interface Tally {
  readonly created: number;
  readonly existing: number;
  readonly rejected: number;
}

/** Adds what became of a batch to the report, in the transaction that writes the batch. */
export async function tallyImport(
  tx: Db,
  organizationId: string,
  id: string,
  { created, existing, rejected, errors }: Tally & { readonly errors: readonly RowError[] },
): Promise<void> {
  await tx.$executeRaw`
    UPDATE imports SET rows = rows + ${created + existing + rejected}::int, created = created + ${created}::int,
      existing = existing + ${existing}::int, rejected = rejected + ${rejected}::int,
      errors = CASE WHEN jsonb_array_length(errors) < ${MOST_ERRORS}::int THEN errors || ${JSON.stringify(errors)}::jsonb ELSE errors END
    WHERE organization_id = ${organizationId} AND id = ${id}`;
}

export async function finishImport(db: Db, organizationId: string, id: string, at: Instant): Promise<void> {
  await db.import.update({ where: { organizationId_id: { organizationId, id } }, data: { finishedAt: at } });
}

export async function findImport(db: Db, organizationId: string, id: string): Promise<ImportReport | null> {
  const row = await db.import.findUnique({ where: { organizationId_id: { organizationId, id } } });
  return row && reportOf(row);
}

/** Lists the imports of an organization, oldest first. */
export async function listImports(db: Db, organizationId: string, page: PageRequest = {}): Promise<Page<ImportReport>> {
  const limit = limitOf(page);
  const [after = ''] = placeOf(page, 1) ?? [];
  const rows = await db.import.findMany({
    where: { organizationId, id: { gt: after ?? '' } },
    orderBy: { id: 'asc' },
    take: limit + 1,
  });
  return pageOf(rows.map(reportOf), limit, ({ id }) => [id]);
}

function reportOf(row: ImportModel): ImportReport {
  const { id, startedBy, rows, created, existing, rejected } = row;
  return {
    id,
    kind: row.kind as ImportKind,
    startedBy,
    startedAt: instantOf(row.startedAt),
    finishedAt: row.finishedAt && instantOf(row.finishedAt),
    rows,
    created,
    existing,
    rejected,
    errors: (row.errors as unknown as RowError[]).slice(0, MOST_ERRORS),
  };
}

/** What references of the other system are here already, by reference. */
export async function findReferences(
  db: Db,
  organizationId: string,
  kind: ImportKind,
  references: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const rows = await db.importReference.findMany({
    where: { organizationId, kind, reference: { in: [...references] } },
    select: { reference: true, resourceId: true },
  });
  return new Map(rows.map((it) => [it.reference, it.resourceId]));
}

export interface NewReference {
  readonly organizationId: string;
  readonly kind: ImportKind;
  readonly reference: string;
  readonly resourceId: string;
  readonly importId: string;
  readonly line: number;
}

/** Notes what rows became. A reference that is there already violates its key, and the transaction with it. */
export async function addReferences(tx: Tx, references: readonly NewReference[]): Promise<void> {
  await tx.importReference.createMany({ data: [...references] });
}
