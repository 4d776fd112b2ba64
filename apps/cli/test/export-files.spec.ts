import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { asyncBufferFromFile, parquetMetadataAsync, parquetReadObjects } from 'hyparquet';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openLaneFile } from '../src/history/lane-file.js';

describe('a Parquet file of a lane', () => {
  const dir = mkdtempSync(join(tmpdir(), 'export-files-'));
  const path = join(dir, 'lane-6.parquet');
  const time = '2026-11-26T10:00:00.123Z';
  const document = JSON.stringify({ lane: 6, position: 1, time, type: 'Assigned', subject: 'a@ims.example' });
  beforeAll(async () => {
    const file = openLaneFile(path, 'parquet');
    await file.write([document]);
    await file.close();
  });
  afterAll(() => {
    rmSync(dir, { recursive: true });
  });

  it('says that its times are instants in UTC, to the readers of today and to old ones', async () => {
    const { schema } = await parquetMetadataAsync(await asyncBufferFromFile(path));
    expect(schema.find(({ name }) => name === 'time')).toMatchObject({
      type: 'INT64',
      converted_type: 'TIMESTAMP_MILLIS',
      logical_type: { type: 'TIMESTAMP', isAdjustedToUTC: true, unit: 'MILLIS' },
    });
  });

  it('has a row for each document, and its bytes', async () => {
    const rows = await parquetReadObjects({ file: await asyncBufferFromFile(path) });
    expect(rows).toEqual([
      { lane: 6, position: 1n, time: new Date(time), type: 'Assigned', subject: 'a@ims.example', document },
    ]);
  });
});
