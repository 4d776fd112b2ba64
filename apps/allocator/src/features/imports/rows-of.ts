import type { ImportRow } from '@allocator/domain';
import type { FastifyRequest } from 'fastify';
import { Readable } from 'node:stream';
import { ProblemError } from '../../http/problems/problem-error.js';
import { csvRows } from './csv-rows.js';
import type { MalformedRow } from './malformed-row.js';
import { ndjsonRows } from './ndjson-rows.js';

/** The rows of a body in the format that its `Content-Type` names. Throws `unsupported-media-type`. */
export function rowsOf({ body, headers }: FastifyRequest): AsyncIterable<ImportRow | MalformedRow> {
  if (!(body instanceof Readable)) {
    throw new ProblemError('unsupported-media-type', { detail: 'send text/csv or application/x-ndjson' });
  }
  const isCsv = headers['content-type']?.toLowerCase().startsWith('text/csv') === true;
  return isCsv ? csvRows(body) : ndjsonRows(body);
}
