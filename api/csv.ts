import { pipeline, type Readable } from 'node:stream';
import { type CsvError, parse } from 'csv-parse';
import { DomainError } from '../domain/errors.js';
import type { Line } from '../domain/import/row.js';

/** A line that cannot be read as CSV: too many cells, a quote that does not end. */
export interface BadLine {
  readonly line: number;
  readonly message: string;
}

/** A part of the file, in its order. */
export interface CsvBatch {
  readonly lines: readonly Line[];
  readonly bad: readonly BadLine[];
}

const LONGEST_RECORD = 65_536;

/**
 * Reads a CSV file as it comes, in batches of so many lines: what is read waits for what is done with it, so that the size of the file
 * does not matter. The first line names the columns. Refuses `import-file` without one, or with a column twice.
 */
export async function* csvBatches(stream: Readable, size: number): AsyncGenerator<CsvBatch> {
  let bad: BadLine[] = [];
  const parser = parse({
    bom: true,
    columns: (header: string[]) => columnsOf(header),
    info: true,
    max_record_size: LONGEST_RECORD,
    on_skip: (error) => {
      if (error) bad.push(badLine(error));
    },
    skip_empty_lines: true,
    skip_records_with_error: true,
    trim: true,
  });
  // A caller that goes away ends the parser with an error, which the loop below throws.
  pipeline(stream, parser, () => {});
  let lines: Line[] = [];
  for await (const { record, info } of parser as AsyncIterable<{
    record: Record<string, string>;
    info: { lines: number };
  }>) {
    lines.push({ line: info.lines, cells: record });
    if (lines.length < size) continue;
    yield { lines, bad };
    lines = [];
    bad = [];
  }
  if (lines.length > 0 || bad.length > 0) yield { lines, bad };
}

function columnsOf(header: readonly string[]): string[] {
  const columns = header.map((it) => it.trim());
  const twice = columns.find((it, index) => columns.indexOf(it) !== index);
  if (twice !== undefined) {
    throw new DomainError('import-file', `The column ${twice === '' ? 'without a name' : twice} is there twice.`, {
      path: twice,
    });
  }
  if (columns.some((it) => it.includes('\0'))) {
    throw new DomainError('import-file', 'A column has the character NUL in its name.');
  }
  if (!columns.includes('reference')) {
    const message = 'The first line has no column "reference": what the other system knows each row by.';
    throw new DomainError('import-file', message, { path: 'reference' });
  }
  return columns;
}

function badLine({ lines, message }: CsvError & { lines?: number }): BadLine {
  return { line: lines ?? 0, message };
}
