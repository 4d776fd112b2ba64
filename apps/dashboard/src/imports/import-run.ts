import type { AnswerType, ImportFormat, importAnswer } from '@allocator/contracts';
import { ServiceError } from '../service/service-error.js';
import { type FileChunk, UnreadableFileError, fileChunks } from './file-chunks.js';
import { bodyOf, rowsOf } from './rows-of.js';
import type { RejectedRow } from './rejected-csv.js';

type ImportAnswer = AnswerType<typeof importAnswer>;

export interface ImportState {
  /**
   * `stopped`: by the user or by an error; it continues with the first row that has no answer. `unreadable`: the file cannot be
   * imported as it is.
   */
  readonly status: 'ready' | 'running' | 'stopping' | 'stopped' | 'unreadable' | 'done';
  readonly received: number;
  readonly imported: number;
  readonly alreadyPresent: number;
  readonly rejected: number;
  /** The first of them, `rejectedKeptMax` at most. */
  readonly rejectedRows: readonly RejectedRow[];
  /** Bytes of the file whose rows were answered. */
  readonly bytesRead: number;
  readonly error: Error | null;
}

/** Refused rows that are kept for the list and the download: a file with more has one fault throughout. */
export const rejectedKeptMax = 100_000;

const beginning: ImportState = {
  status: 'ready',
  received: 0,
  imported: 0,
  alreadyPresent: 0,
  rejected: 0,
  rejectedRows: [],
  bytesRead: 0,
  error: null,
};

/**
 * The import of a file, chunk by chunk, with one request at a time. A chunk whose answer was lost is sent again: its rows are then
 * counted as already present.
 */
export class ImportRun {
  private current = beginning;
  private readonly listeners = new Set<() => void>();
  private readonly chunks: AsyncGenerator<FileChunk>;
  /** Sent, or about to be sent, and without an answer. */
  private pending: FileChunk | undefined;

  constructor(
    file: Blob,
    private readonly format: ImportFormat,
    private readonly send: (body: Blob) => Promise<ImportAnswer>,
  ) {
    this.chunks = fileChunks(file);
  }

  readonly state = (): ImportState => this.current;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  /** Imports up to the end of the file, `stop` or an error. Resolves then; the state tells which. */
  async run(): Promise<void> {
    if (this.current.status !== 'ready' && this.current.status !== 'stopped') return;
    this.change({ status: 'running', error: null });
    try {
      while (this.isRunning()) {
        this.pending ??= await this.nextChunk();
        if (this.pending === undefined) {
          this.change({ status: 'done' });
          return;
        }
        this.count(this.pending, await this.send(bodyOf(this.format, this.pending)));
        this.pending = undefined;
      }
      this.change({ status: 'stopped' });
    } catch (error) {
      const status = isUnreadable(error) ? 'unreadable' : 'stopped';
      this.change({ status, error: error instanceof Error ? error : new Error(String(error)) });
    }
  }

  /** Stops after the answer to the request in progress. */
  stop(): void {
    if (this.current.status === 'running') this.change({ status: 'stopping' });
  }

  private isRunning(): boolean {
    return this.current.status === 'running';
  }

  private async nextChunk(): Promise<FileChunk | undefined> {
    const next = await this.chunks.next();
    if (next.done !== true) return next.value;
    if (this.current.received === 0) throw new UnreadableFileError('the file has no rows');
    return undefined;
  }

  private count(chunk: FileChunk, answer: ImportAnswer): void {
    const { received, imported, alreadyPresent, rejected, rejectedRows } = this.current;
    const rows = answer.rejected.length === 0 ? [] : rowsOf(this.format, chunk);
    // Lines that were counted otherwise than by the service would be named wrongly.
    const areCounted = rows.length === answer.received;
    const room = rejectedKeptMax - rejectedRows.length;
    const kept = answer.rejected.slice(0, room).map(({ row, code, detail }) => ({
      row: received + row,
      code,
      detail,
      line: areCounted ? (rows[row - 1] ?? '') : '',
    }));
    this.change({
      received: received + answer.received,
      imported: imported + answer.imported,
      alreadyPresent: alreadyPresent + answer.alreadyPresent,
      rejected: rejected + answer.rejected.length + (answer.rejectedNotListed ?? 0),
      rejectedRows: kept.length === 0 ? rejectedRows : [...rejectedRows, ...kept],
      bytesRead: chunk.endsAt,
    });
  }

  private change(changed: Partial<ImportState>): void {
    this.current = { ...this.current, ...changed };
    for (const listener of this.listeners) listener();
  }
}

/** The same file fails again: it is no text, or not one of identities. */
function isUnreadable(error: unknown): boolean {
  return error instanceof UnreadableFileError || (error instanceof ServiceError && error.code === 'file-malformed');
}
