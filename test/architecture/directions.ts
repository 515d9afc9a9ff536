import type { Import } from './imports.js';

/** One row of the table "from, may import": what is not named is refused, where it is ours or one of the guarded packages. */
interface Direction {
  may: RegExp;
  mayAsType?: RegExp;
  /** Refuses every other package and Node's own modules too. */
  closed?: boolean;
}

const ours = /^(main|domain|gateways|workflows|activities|workers|relay|api|prisma|console|test|bench|scripts)\//;
const guarded = /^(@temporalio\/|@prisma\/|pg$|express|zod$|decimal\.js$|temporal-polyfill)/;

/** The first row whose path a file begins with counts. */
const directions: [from: string, direction: Direction][] = [
  ['domain/calendar/', { may: /^(domain\/|zod$|decimal\.js$|temporal-polyfill)/, closed: true }],
  ['domain/', { may: /^(domain\/|zod$|decimal\.js$)/, closed: true }],
  [
    'workflows/',
    { may: /^(workflows\/|domain\/|@temporalio\/(workflow|common)$)/, mayAsType: /^activities\//, closed: true },
  ],
  [
    'activities/',
    { may: /^(activities\/|domain\/|prisma\/(?!generated)|@temporalio\/(activity|common)$|decimal\.js$)/ },
  ],
  ['prisma/', { may: /^(prisma\/|domain\/|@prisma\/|pg$|zod$|decimal\.js$)/ }],
  ['gateways/', { may: /^(gateways\/|domain\/|prisma\/(?!generated)|zod$)/ }],
  ['workers/', { may: /^(workers\/|activities\/|prisma\/(?!generated)|domain\/|workflows\/|@temporalio\/)/ }],
  ['relay/', { may: /^(relay\/|domain\/|gateways\/|prisma\/(?!generated))/, mayAsType: /^api\/orchestrator$/ }],
  [
    'api/orchestrator',
    { may: /^(api\/|domain\/|workflows\/.*\.messages$|@temporalio\/(client|common)(\/|$))/, mayAsType: /^workflows\// },
  ],
  [
    'api/',
    {
      may: /^(api\/|domain\/|gateways\/|prisma\/(?!generated)|workflows\/.*\.messages$|express|zod$|decimal\.js$)/,
      mayAsType: /^workflows\//,
    },
  ],
  ['console/', { may: /^(console\/|domain\/|zod$)/ }],
];

/** Says why a file may not have an import, or undefined where it may. */
export function refusal(file: string, { target, typeOnly }: Import): string | undefined {
  const row = directions.find(([from]) => file.startsWith(from));
  if (!row) return undefined;
  const [from, { may, mayAsType, closed }] = row;
  if (may.test(target) || (typeOnly && mayAsType?.test(target))) return undefined;
  if (!closed && !ours.test(target) && !guarded.test(target)) return undefined;
  return `${file}: ${from} may not import ${typeOnly ? 'the type of ' : ''}${target}`;
}
