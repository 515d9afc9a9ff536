/** What can be imported (AG-23). */
export const IMPORT_KINDS = ['accounts', 'plans', 'subscriptions', 'agreements'] as const;
export type ImportKind = (typeof IMPORT_KINDS)[number];

/** A line of a file: its cells by column. */
export interface Line {
  readonly line: number;
  readonly cells: Readonly<Record<string, string>>;
}

/** Something wrong in a row: where, in the words of the API. */
export interface RowError {
  readonly line: number;
  readonly reference: string | null;
  /** The column, which is the path of the field in the API: `schedules[0].amount`. */
  readonly field: string;
  readonly message: string;
}

/** Cells that are numbers or yes and no; all others are text, amounts among them. */
const NUMBERS = new Set([
  'billDay',
  'billingPeriodMonths',
  'count',
  'fromUnit',
  'months',
  'payments',
  'paymentsMade',
  'termMonths',
  'termSatisfiedMonths',
  'toUnit',
  'units',
]);
const YES_OR_NO = new Set([
  'apply',
  'default',
  'frozen',
  'paidInPast',
  'pastDue',
  'pendingCancel',
  'recurring',
  'useCreditAutomatically',
]);

type Step = string | number;

/** The body of a call, and the way back from a path in it to the column that it came from. */
export interface RowBody {
  readonly body: Readonly<Record<string, unknown>>;
  readonly columnOf: (path: readonly PropertyKey[]) => string;
}

/**
 * Makes the body of the API's call of the cells of a line: the name of a column is the path of its field, `schedules[0].amount`. An
 * empty cell is left out, as is an entry of a list all of whose cells are. A number that is none stays text, for the schema to refuse.
 */
export function bodyOf(cells: Readonly<Record<string, string>>): RowBody {
  const tree: Tree = new Map();
  for (const [column, text] of Object.entries(cells)) {
    const steps = stepsOf(column);
    if (text !== '' && steps.length > 0) put(tree, steps, cellValue(steps, text));
  }
  const kept = new Map<string, readonly number[]>();
  const body = built(tree, '', kept) as Record<string, unknown>;
  return { body, columnOf: (path) => columnOf(path, kept) };
}

/** Reads the steps of a path: `schedules[0].amount`. */
export function stepsOf(path: string): Step[] {
  return [...path.matchAll(/([^.[\]]+)|\[(\d{1,3})\]/g)].map(([, name, index]) => name ?? Number(index));
}

function cellValue(steps: readonly Step[], text: string): unknown {
  const leaf = steps.at(-1);
  if (typeof leaf !== 'string') return text;
  if (NUMBERS.has(leaf) && /^\d{1,9}$/.test(text)) return Number(text);
  if (YES_OR_NO.has(leaf) && /^(true|yes|1|false|no|0)$/i.test(text)) return /^(true|yes|1)$/i.test(text);
  return text;
}

/** Maps, so that no name of a column means anything to the program: a number as a key makes a list. */
type Tree = Map<Step, unknown>;

function put(tree: Tree, steps: readonly Step[], value: unknown): void {
  let at = tree;
  for (const step of steps.slice(0, -1)) {
    const next = at.get(step);
    const child: Tree = next instanceof Map ? next : new Map();
    at.set(step, child);
    at = child;
  }
  const last = steps.at(-1);
  if (last !== undefined) at.set(last, value);
}

/** Builds objects and lists; a list has no holes, and it is kept which entries it has. */
function built(value: unknown, path: string, kept: Map<string, readonly number[]>): unknown {
  if (!(value instanceof Map)) return value;
  const indices = [...value.keys()].filter((it): it is number => typeof it === 'number').sort((a, b) => a - b);
  if (indices.length > 0) {
    kept.set(path, indices);
    return indices.map((index, place) => built(value.get(index), `${path}[${place}]`, kept));
  }
  const entries = [...value].map(([name, it]) => [name, built(it, path === '' ? `${name}` : `${path}.${name}`, kept)]);
  return Object.fromEntries(entries);
}

function columnOf(path: readonly PropertyKey[], kept: ReadonlyMap<string, readonly number[]>): string {
  let at = '';
  let column = '';
  for (const step of path) {
    if (typeof step === 'number') {
      column += `[${kept.get(at)?.[step] ?? step}]`;
      at += `[${step}]`;
    } else {
      column += column === '' ? String(step) : `.${String(step)}`;
      at += at === '' ? String(step) : `.${String(step)}`;
    }
  }
  return column;
}
