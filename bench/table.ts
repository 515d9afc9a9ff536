import { type Figures, median } from './measure.js';

/** One subject in one round: one at a time, then many at once. */
export interface Round {
  readonly alone: Figures;
  readonly atOnce: Figures;
}

export interface BothRounds {
  readonly limit: Round;
  readonly changes: Round;
}

const HEADINGS = ['p50, one at a time', 'p95, one at a time', '32 at once'];

/** Writes the medians of all rounds, and the median of the ratios within a round, since both see the same minute there. */
export function tableOf(rounds: readonly BothRounds[], names: { limit: string; changes: string }): string {
  const picks = [(it: Round) => it.alone.p50, (it: Round) => it.alone.p95, (it: Round) => it.atOnce.perSecond];
  const medians = (of: keyof BothRounds) =>
    picks.map((pick, column) => written(median(rounds.map((it) => pick(it[of]))), column));
  const ratios = picks.map((pick) => median(rounds.map((it) => pick(it.changes) / pick(it.limit))).toFixed(2));
  return [
    row('', HEADINGS),
    row(names.limit, medians('limit')),
    row(names.changes, medians('changes')),
    row('Ratio', ratios),
  ].join('\n');
}

function written(value: number, column: number): string {
  return column === 2 ? `${value.toFixed(0)}/s` : `${value.toFixed(1)} ms`;
}

function row(name: string, cells: readonly string[]): string {
  return `${name.padEnd(30)}${cells.map((it) => it.padStart(20)).join('')}`;
}
