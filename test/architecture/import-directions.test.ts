import { describe, expect, it } from 'vitest';
import { refusal } from './directions.js';
import { filesIn, importsOf, packagesLoadedBy, textOf } from './imports.js';

const folders = ['domain', 'workflows', 'activities', 'prisma', 'gateways', 'workers', 'relay', 'api', 'console'];

const forbidden: [file: string, statement: string][] = [
  ['domain/money/amount.ts', "import { readFileSync } from 'node:fs';"],
  ['domain/proration/prorate.ts', "import { Temporal } from 'temporal-polyfill';"],
  ['domain/ledger/journal.ts', "import type { PrismaClient } from '../../prisma/client.js';"],
  ['domain/catalog/plan.ts', "import { log } from '@temporalio/workflow';"],
  ['workflows/payg-booking.workflow.ts', "import { z } from 'zod';"],
  ['workflows/payg-booking.workflow.ts', "import { Decimal } from 'decimal.js';"],
  ['workflows/payg-booking.workflow.ts', "import { randomUUID } from 'node:crypto';"],
  ['workflows/payg-booking.workflow.ts', "import { createActivities } from '../activities/index.js';"],
  ['workflows/payg-booking.workflow.ts', "import { type Activities } from '../activities/index.js';"],
  ['workflows/payg-booking.workflow.ts', "import type { Deps } from '../api/deps.js';"],
  ['activities/apply.activities.ts', "import { masterPlanChange } from '../workflows/index.js';"],
  ['activities/apply.activities.ts', "import { Client } from '@temporalio/client';"],
  ['activities/apply.activities.ts', "import { Prisma } from '../prisma/generated/client.js';"],
  ['prisma/stores/changes.store.ts', "import { Context } from '@temporalio/activity';"],
  ['workers/worker.ts', "import { createApp } from '../api/app.js';"],
  ['relay/outbox.ts', "import { Client } from '@temporalio/client';"],
  ['relay/outbox.ts', "import { startChange } from '../api/orchestrator.js';"],
  ['api/routes/plans.routes.ts', "import { createActivities } from '../../activities/index.js';"],
  ['api/routes/plans.routes.ts', "import { paygBooking } from '../../workflows/payg-booking.workflow.js';"],
  ['api/routes/plans.routes.ts', "import { Client } from '@temporalio/client';"],
  ['api/app.ts', "export { start } from '../main/all-in-one.js';"],
  ['api/app.ts', "const main = await import('../main/api.js');"],
  ['console/plans.tsx', "import { createApp } from '../api/app.js';"],
];

const allowed: [file: string, statement: string][] = [
  ['domain/calendar/date.ts', "import { Temporal } from 'temporal-polyfill';"],
  ['workflows/payg-booking.workflow.ts', "import type { Activities } from '../activities/index.js';"],
  ['activities/apply.activities.ts', "import { claimChange } from '../prisma/stores/changes.store.js';"],
  ['relay/outbox.ts', "import type { Orchestrator } from '../api/orchestrator.js';"],
  ['api/orchestrator.ts', "import { Client } from '@temporalio/client';"],
  ['api/routes/plans.routes.ts', "import { quoted } from '../../workflows/payg-booking.messages.js';"],
];

const refusals = (file: string, text: string): string[] =>
  importsOf(file, text).flatMap((one) => refusal(file, one) ?? []);

describe('the directions of imports', () => {
  it.each(forbidden)('refuse in %s: %s', (file, statement) => expect(refusals(file, statement)).toHaveLength(1));

  it.each(allowed)('allow in %s: %s', (file, statement) => expect(refusals(file, statement)).toEqual([]));

  it.each(folders)('hold in %s', (folder) => {
    expect(filesIn(folder).flatMap((file) => refusals(file, textOf(file)))).toEqual([]);
  });
});

describe('the workflow bundle', () => {
  const onlyTemporal = /^@temporalio\/(workflow|common)$/;

  it('is followed through the files that it loads', () => {
    const texts: Record<string, string> = {
      'workflows/index.ts': "export * from './a.workflow.js';",
      'workflows/a.workflow.ts': "import type { B } from '../domain/b.js';\nimport { c } from '../domain/c.js';",
      'domain/c.ts': "import { z } from 'zod';",
    };
    expect(packagesLoadedBy(['workflows/index.ts'], (file) => texts[file] ?? '')).toEqual(['zod']);
  });

  it('carries neither zod nor decimal.js nor anything else but Temporal', () => {
    const files = filesIn('workflows').filter((file) => !file.endsWith('.schema.ts'));
    expect(packagesLoadedBy(files, textOf).filter((name) => !onlyTemporal.test(name))).toEqual([]);
  });

  it('reads no environment', () => {
    expect(filesIn('workflows').filter((file) => /\bprocess\.env\b/.test(textOf(file)))).toEqual([]);
  });
});
