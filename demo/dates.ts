const DAY_MS = 86_400_000;

/** The calendar month that holds a day: from its first day, paid through its last. */
export function monthOf(today: string): { periodStart: string; paidThrough: string } {
  return { periodStart: `${today.slice(0, 8)}01`, paidThrough: plusDays(nextMonth(today, 1), -1) };
}

/** A day of the month after the one that holds `today`. */
export function nextMonth(today: string, day: number): string {
  return written(Date.UTC(Number(today.slice(0, 4)), Number(today.slice(5, 7)), day));
}

export function plusDays(date: string, days: number): string {
  return written(Date.parse(date) + days * DAY_MS);
}

export function daysBetween(from: string, to: string): number {
  return (Date.parse(to) - Date.parse(from)) / DAY_MS;
}

function written(milliseconds: number): string {
  return new Date(milliseconds).toISOString().slice(0, 10);
}
