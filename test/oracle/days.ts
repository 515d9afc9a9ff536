/** Proleptic Gregorian dates of the oracle, as [year, month, day], and as numbers of days. */
type Ymd = readonly [number, number, number];

const LENGTHS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

function isLeap(year: number): boolean {
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
}

export function monthLength(year: number, month: number): number {
  return month === 2 && isLeap(year) ? 29 : (LENGTHS[month - 1] ?? 0);
}

export function parts(date: string): Ymd {
  const [year = 0, month = 0, day = 0] = date.split('-').map(Number);
  return [year, month, day];
}

export function written([year, month, day]: Ymd): string {
  return `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
}

/** Numbers the days: 0001-01-01 is 1. */
export function dayNumber(date: string): number {
  const [year, month, day] = parts(date);
  const before = year - 1;
  let days = before * 365 + Math.floor(before / 4) - Math.floor(before / 100) + Math.floor(before / 400) + day;
  for (let earlier = 1; earlier < month; earlier += 1) days += monthLength(year, earlier);
  return days;
}

/** Finds the date of a day number. */
export function dateOf(number: number): string {
  let year = Math.max(1, Math.floor(number / 366));
  while (dayNumber(`${year + 1}-01-01`) <= number) year += 1;
  let month = 1;
  while (month < 12 && dayNumber(`${year}-${month + 1}-01`) <= number) month += 1;
  return written([year, month, number - dayNumber(`${year}-${month}-01`) + 1]);
}

/** Moves by months onto a day of the month, clamped to the month that it lands in. */
export function monthsOn(date: string, months: number, day: number): string {
  const [year, month] = parts(date);
  const index = year * 12 + (month - 1) + months;
  const [landedYear, landedMonth] = [Math.floor(index / 12), (((index % 12) + 12) % 12) + 1];
  return written([landedYear, landedMonth, Math.min(day, monthLength(landedYear, landedMonth))]);
}

export function isBillDay(date: string, billDay: number): boolean {
  const [year, month, day] = parts(date);
  return day === Math.min(billDay, monthLength(year, month));
}

/** Walks day by day to the first bill day strictly after a date. */
export function nextBillDay(date: string, billDay: number): string {
  let number = dayNumber(date) + 1;
  while (!isBillDay(dateOf(number), billDay)) number += 1;
  return dateOf(number);
}
