import type { Instant } from '@allocator/domain';

/** A read by an auditor, recorded before it is answered, or an erasure, recorded in its transaction. */
export interface AuditRead {
  /** The person (`sub`); in records of version 0.1 the tenant. */
  readonly reader: string;
  /** The client application (`client_id`); null if the token had none, and in records of version 0.1. */
  readonly client: string | null;
  readonly what: string;
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly reason: string;
}

export interface RecordedAuditRead extends AuditRead {
  readonly id: number;
  readonly readAt: Instant;
}

export interface AuditLog {
  record(read: AuditRead): Promise<void>;
  /** In order, after an id. */
  reads(after: number, limit: number): Promise<readonly RecordedAuditRead[]>;
}
