import type { Readable } from 'node:stream';
import { z } from 'zod';
import { IMPORT_KINDS, type ImportKind, type RowError } from '../../domain/import/row.js';
import { newId } from '../../prisma/ids.js';
import { importBatch } from '../../prisma/stores/import-commands.store.js';
import {
  findImport,
  finishImport,
  type ImportReport,
  listImports,
  MOST_ERRORS,
  startImport,
} from '../../prisma/stores/imports.store.js';
import type { OrganizationContext } from '../context.js';
import { csvBatches } from '../csv.js';
import type { ApiDeps } from '../deps.js';
import { found } from '../found.js';
import { checkRows } from '../import-rows.js';
import { pageQuery, pageSchema } from '../pagination.js';
import { defineRoute, type Route } from '../route.js';
import { idParams, idSchema, instantText } from './fields.schema.js';

const tags = ['Imports'];

const errorSchema = z
  .strictObject({
    line: z.int().meta({ description: 'In the file; the header is line 1' }),
    reference: z.string().nullable(),
    field: z.string().meta({ description: 'The column' }),
    message: z.string(),
  })
  .meta({ id: 'ImportError' });

const importSchema = z
  .strictObject({
    id: idSchema.nullable().meta({ description: 'null for a dry run, of which nothing is kept' }),
    kind: z.enum(IMPORT_KINDS),
    dryRun: z.boolean(),
    startedBy: z.string(),
    startedAt: instantText,
    finishedAt: instantText.nullable().meta({ description: 'null: under way, or broken off' }),
    rows: z.int(),
    created: z.int().meta({ description: 'In a dry run: would be created' }),
    existing: z.int().meta({ description: 'Imported before: left as they are' }),
    rejected: z.int(),
    errors: z.array(errorSchema).meta({ description: `By line and field; at most ${MOST_ERRORS}` }),
  })
  .meta({ id: 'Import' });

const postImport = defineRoute({
  method: 'post',
  path: '/v1/imports',
  operationId: 'importFile',
  summary: 'Import accounts, plans, subscriptions or agreements from a CSV file',
  description:
    'The columns are the fields of the call that creates one (`schedules[0].amount`), `reference`, and where another is named `accountReference` and `planCode`. Rows are read as they come and written batch by batch. A reference is imported once: a file that is sent again goes on where it broke off. A dry run does the same and takes it back (AG-23).',
  tags,
  roles: ['admin'],
  idempotent: false,
  csv: true,
  query: z.strictObject({
    kind: z.enum(IMPORT_KINDS),
    dryRun: z.enum(['true', 'false']).default('false'),
  }),
  answers: { 200: { description: 'What became of the rows', schema: importSchema } },
  handle: async ({ deps, context, query: { kind, dryRun }, stream }) => {
    const report = await importFile(deps, context, { kind, dryRun: dryRun === 'true', stream });
    return { status: 200, body: report };
  },
});

interface File {
  readonly kind: ImportKind;
  readonly dryRun: boolean;
  readonly stream: Readable;
}

/** A batch is a transaction; a plan or subscription is several statements, an account or agreement a part of one. */
const BATCHES: Readonly<Record<ImportKind, number>> = { accounts: 500, plans: 50, subscriptions: 50, agreements: 250 };

async function importFile(deps: ApiDeps, context: OrganizationContext, { kind, dryRun, stream }: File) {
  const { organizationId, by } = context;
  const { now } = await context.organization();
  const importId = newId('imp');
  const start = () => startImport(deps.prisma, organizationId, { id: importId, kind, startedBy: by, startedAt: now });
  let isStarted = dryRun;
  const seen = new Map<string, number>();
  const counts = { created: 0, existing: 0, rejected: 0 };
  const errors: RowError[] = [];
  for await (const { lines, bad } of csvBatches(stream, BATCHES[kind])) {
    if (!isStarted) await start();
    isStarted = true;
    const { rows, refused, refusedRows } = checkRows(kind, lines, seen);
    const unread = bad.map(({ line, message }) => ({ line, reference: null, field: '', message }));
    const result = await importBatch({
      deps,
      organizationId,
      importId,
      by,
      now,
      kind,
      dryRun,
      rows,
      refused: [...refused, ...unread],
      refusedRows: refusedRows + bad.length,
    });
    counts.created += result.created;
    counts.existing += result.existing;
    counts.rejected += result.rejected;
    errors.push(...result.errors.slice(0, MOST_ERRORS - errors.length));
  }
  if (!isStarted) await start();
  const { now: finishedAt } = await context.organization();
  if (!dryRun) await finishImport(deps.prisma, organizationId, importId, finishedAt);
  const rows = counts.created + counts.existing + counts.rejected;
  return {
    id: dryRun ? null : importId,
    kind,
    dryRun,
    startedBy: by,
    startedAt: now,
    finishedAt,
    rows,
    ...counts,
    errors,
  };
}

const getImports = defineRoute({
  method: 'get',
  path: '/v1/imports',
  operationId: 'listImports',
  summary: 'List the imports',
  tags,
  roles: ['admin'],
  idempotent: false,
  query: z.strictObject(pageQuery),
  answers: { 200: { description: 'Oldest first', schema: pageSchema(importSchema) } },
  handle: async ({ deps, context: { organizationId }, query }) => {
    const { data, nextCursor } = await listImports(deps.prisma, organizationId, query);
    return { status: 200, body: { data: data.map(reportView), nextCursor } };
  },
});

const getImport = defineRoute({
  method: 'get',
  path: '/v1/imports/:id',
  operationId: 'getImport',
  summary: 'Show how an import stands, also while it is under way',
  tags,
  roles: ['admin'],
  idempotent: false,
  params: idParams,
  answers: { 200: { description: 'The report', schema: importSchema } },
  handle: async ({ deps, context: { organizationId }, params: { id } }) => {
    const report = found(await findImport(deps.prisma, organizationId, id), 'import', id);
    return { status: 200, body: reportView(report) };
  },
});

function reportView(report: ImportReport) {
  return { ...report, dryRun: false };
}

export const importRoutes: readonly Route[] = [postImport, getImports, getImport];
