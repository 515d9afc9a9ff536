import type { Running } from './parts.js';

/** Runs until SIGTERM or SIGINT, or until a part ends by itself; then stops the parts in the order given. */
export async function untilStopped(parts: readonly Running[]): Promise<void> {
  const signal = new Promise<void>((done) => {
    process.once('SIGTERM', () => done());
    process.once('SIGINT', () => done());
  });
  process.send?.({ type: 'ready' });
  const ended = parts.flatMap((it) => (it.ended ? [it.ended] : []));
  let failure: unknown = null;
  try {
    await Promise.race([signal, ...ended]);
  } catch (error) {
    failure = error;
  }
  for (const part of parts) {
    try {
      await part.stop();
    } catch (error) {
      failure ??= error;
    }
  }
  if (failure !== null) console.error(failure instanceof Error ? failure.message : failure);
  process.exit(failure === null ? 0 : 1);
}

/** Runs a process's main function; a failure to start is one line that says what is wrong. */
export async function runMain(main: () => Promise<void>): Promise<void> {
  try {
    await main();
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exit(1);
  }
}
