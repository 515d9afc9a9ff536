/** Carries one sentence for the person at the terminal: what is wrong and what to do. */
export class Failure extends Error {
  override readonly name = 'Failure';
}

/** Gives the first line of whatever was thrown, for a message of one line. */
export function oneLine(thrown: unknown): string {
  const text = thrown instanceof Error ? thrown.message : String(thrown);
  return (
    text
      .split('\n')
      .map((line) => line.trim())
      .find(Boolean) ?? 'no message'
  );
}
