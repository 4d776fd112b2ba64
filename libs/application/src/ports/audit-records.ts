import type { Instant } from '@allocator/domain';

/** One reading of an auditor, recorded before it is answered; or the erasure of a subject, recorded with it. */
export interface AuditRead {
  /** The person who reads, as the issuer names it; in readings recorded by version 0.1 the tenant. */
  readonly reader: string;
  /** The client application that the person used; null where the token named none, and in readings of version 0.1. */
  readonly client: string | null;
  readonly what: string;
  readonly parameters: object;
  readonly reason: string;
}

export interface RecordedAuditRead extends AuditRead {
  readonly id: number;
  readonly readAt: Instant;
}

export interface AuditLog {
  record(read: AuditRead): Promise<void>;
  /** In order, behind an id. */
  reads(after: number, limit: number): Promise<readonly RecordedAuditRead[]>;
}
