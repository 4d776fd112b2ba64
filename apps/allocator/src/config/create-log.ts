import type { Log } from '@allocator/runtime';
import { pino, stdSerializers } from 'pino';

/** The log of the process. */
export const LOG = Symbol('Log');

/** Structured lines on standard output, each with a code that docs/operations.md explains. */
export function createLog(level: string): Log {
  return pino({
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ level: label }) },
    serializers: { err: loggedError },
  });
}

/** As pino serializes it, without PostgreSQL's details of the row, whose key can be a reference to a person. */
export function loggedError(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  const { detail: _detail, where: _where, ...logged } = { ...stdSerializers.err(error) };
  return logged;
}
