import { resolve } from 'node:path';
import { z } from 'zod';
import { TASK_QUEUE } from '../workflows/lib/task-queue.messages.js';

/** What a process is told by its environment; `npm start` tells all of it. */
const configSchema = z.object({
  DATABASE_URL: z
    .string()
    .min(1, 'name the PostgreSQL database, for example postgresql://user:password@host:5432/changeover'),
  TEMPORAL_ADDRESS: z.string().min(1).default('127.0.0.1:7233'),
  TEMPORAL_NAMESPACE: z.string().min(1).default('default'),
  /** Of its own where several systems share a namespace. */
  TEMPORAL_TASK_QUEUE: z.string().min(1).default(TASK_QUEUE),
  TEMPORAL_UI_URL: z.string().default('http://localhost:8233'),
  PORT: z.coerce.number().int().min(1).max(65_535).default(3000),
  /** Where the API is reached from outside, for pages and webhooks of payment providers, and for links that people get. */
  PUBLIC_URL: z.url({ protocol: /^https?$/ }).optional(),
  /** The payment provider for trying things out, with cards that are none; by default under development only. */
  SANDBOX_PAYMENTS: z.enum(['0', '1']).optional(),
  /** For the payment endpoints of Stripe that have no key of their own. */
  STRIPE_SECRET_KEY: z.string().optional(),
  /** Proxies whose X-Forwarded-For is believed on the walled-garden page: addresses and ranges, with commas between them. */
  TRUSTED_PROXIES: z.string().default('').transform(listOf),
  DATA_DIR: z
    .string()
    .default('.changeover')
    .transform((it) => resolve(it)),
  CHANGEOVER_DEVELOPMENT: z
    .enum(['0', '1'])
    .default('0')
    .transform((it) => it === '1'),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('warn'),
});

/** Reads what stands between commas. */
function listOf(text: string): string[] {
  return text
    .split(',')
    .map((it) => it.trim())
    .filter((it) => it !== '');
}

export type Config = z.infer<typeof configSchema>;

/** Reads the environment; ends the process with one line per variable that is wrong. */
export function readConfig(env: NodeJS.ProcessEnv = process.env): Config {
  const parsed = configSchema.safeParse(env);
  if (parsed.success) return parsed.data;
  for (const { path, message } of parsed.error.issues) console.error(`${path.join('.')}: ${message}`);
  process.exit(1);
}
