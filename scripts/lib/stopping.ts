/** Resolves when this process is asked to end: by a signal, or by the end of the npm that started it. */
export interface Stop {
  asked: Promise<string>;
  /** Fails as soon as this process is asked to end, for steps that would otherwise go on. */
  orElse<T>(step: Promise<T>): Promise<T>;
}

/** Thrown out of a step during which this process was asked to end. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted';
}

/**
 * Listens for SIGINT, SIGTERM and SIGHUP; a later second one ends this process at once and leaves the rest to the janitor.
 * Where npm started this process, npm's end counts too, since a SIGKILL of npm reaches nobody else.
 */
export function listenForStop(): Stop {
  const asked = new Promise<string>((done) => {
    let first = 0;
    const onSignal = (signal: NodeJS.Signals): void => {
      first ||= Date.now();
      // A Ctrl-C arrives twice: from the terminal, and at once again from npm, which passes it on.
      if (Date.now() - first > 1_000) process.exit(1);
      done(signal);
    };
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, onSignal);
    const parent = process.ppid;
    if (process.env.npm_lifecycle_event) {
      setInterval(() => {
        if (process.ppid !== parent) done('the end of npm');
      }, 500).unref();
    }
  });
  const interrupted = asked.then((by) => {
    throw new Interrupted(`stopped by ${by}`);
  });
  interrupted.catch(() => {});
  return { asked, orElse: (step) => Promise.race([step, interrupted]) };
}
