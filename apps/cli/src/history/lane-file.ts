import { createWriteStream } from 'node:fs';
import { once } from 'node:events';
import { finished } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { ParquetWriter, fileWriter } from 'hyparquet-writer';

/** Takes the documents of a lane in order; the file is complete when it is closed. */
export interface LaneFile {
  write(documents: readonly string[]): Promise<void>;
  close(): Promise<void>;
}

export type ExportFormat = 'ndjson' | 'parquet';

export const extensions: Readonly<Record<ExportFormat, string>> = { ndjson: 'ndjson.gz', parquet: 'parquet' };

export function openLaneFile(path: string, format: ExportFormat): LaneFile {
  return format === 'ndjson' ? ndjsonFile(path) : parquetFile(path);
}

/** The stored bytes, a document a line, gzip: `gunzip` and `sha256sum` are enough to check it. */
function ndjsonFile(path: string): LaneFile {
  const gzip = createGzip();
  const file = createWriteStream(path);
  gzip.pipe(file);
  return {
    write: async (documents) => {
      if (!gzip.write(documents.map((document) => `${document}\n`).join(''))) await once(gzip, 'drain');
    },
    close: async () => {
      gzip.end();
      await finished(file);
    },
  };
}

const rowGroupSize = 10_000;

/** Columns for queries; `document` has the stored bytes, so that the file can be verified as well. */
function parquetFile(path: string): LaneFile {
  const writer = new ParquetWriter({
    writer: fileWriter(path),
    createdBy: 'ims-identity-allocator',
    schema: [
      { name: 'root', num_children: 6 },
      { name: 'lane', type: 'INT32', repetition_type: 'REQUIRED' },
      { name: 'position', type: 'INT64', repetition_type: 'REQUIRED' },
      {
        name: 'time',
        type: 'INT64',
        // Old readers go by the converted type, all others by the logical type.
        converted_type: 'TIMESTAMP_MILLIS',
        logical_type: { type: 'TIMESTAMP', isAdjustedToUTC: true, unit: 'MILLIS' },
        repetition_type: 'REQUIRED',
      },
      ...['type', 'subject', 'document'].map((name) => {
        return { name, type: 'BYTE_ARRAY', converted_type: 'UTF8', repetition_type: 'REQUIRED' } as const;
      }),
    ],
  });
  let waiting: string[] = [];
  const flush = async (): Promise<void> => {
    if (waiting.length === 0) return;
    const events = waiting.map((document) => JSON.parse(document) as Envelope);
    await writer.write({
      rowGroupSize,
      columnData: [
        { name: 'lane', data: events.map(({ lane }) => lane) },
        { name: 'position', data: events.map(({ position }) => BigInt(position)) },
        { name: 'time', data: events.map(({ time }) => new Date(time)) },
        { name: 'type', data: events.map(({ type }) => type) },
        { name: 'subject', data: events.map(({ subject }) => subject) },
        { name: 'document', data: waiting },
      ],
    });
    waiting = [];
  };
  return {
    write: async (documents) => {
      waiting.push(...documents);
      if (waiting.length >= rowGroupSize) await flush();
    },
    close: async () => {
      await flush();
      await writer.finish();
    },
  };
}

interface Envelope {
  readonly lane: number;
  readonly position: number;
  readonly time: string;
  readonly type: string;
  readonly subject: string;
}
