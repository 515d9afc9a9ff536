/**
 * Where a process can be made to die, for the tests that kill it there: each point lies beside a commit, hence this room, which
 * API, relay and activities may all import.
 */
export const FAILPOINTS = [
  // A request, in this order.
  'accept:before-commit',
  'accept:committed',
  'start:done',
  'result:known',
  'revise:done',
  'answer:made',
  'answer:stored',
  // The relay, with a message of the outbox.
  'relay:claimed',
  'relay:delivered',
  // A call to a payment provider, by whoever makes it.
  'gateway:claimed',
  'gateway:answered',
  'gateway:noted',
  // An activity, before it reports.
  'carryOutChange:committed',
  'reviseChange:committed',
  'carryOutService:committed',
] as const;

export type Failpoint = (typeof FAILPOINTS)[number];

/**
 * Ends the process by SIGKILL where `CHANGEOVER_FAILPOINT` names the point: the first time it is passed, or with `:3` behind the name
 * the third time. Does nothing without the variable, and nothing where the system was not started for development.
 */
export function failpoint(name: Failpoint): void {
  if (armed === null || armed.name !== name) return;
  armed.passesLeft -= 1;
  if (armed.passesLeft === 0) process.kill(process.pid, 'SIGKILL');
}

const armed = armedBy(process.env);

function armedBy(env: NodeJS.ProcessEnv): { readonly name: string; passesLeft: number } | null {
  const wanted = env.CHANGEOVER_FAILPOINT;
  if (wanted === undefined || env.CHANGEOVER_DEVELOPMENT !== '1') return null;
  const [, name = '', count = '1'] = /^(.*?)(?::(\d+))?$/.exec(wanted) ?? [];
  return { name, passesLeft: Number(count) };
}
