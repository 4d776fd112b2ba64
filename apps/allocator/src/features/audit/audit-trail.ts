import type { AuditLog } from '@allocator/application';
import { PostgresAuditLog } from '@allocator/postgres';
import { Inject, Injectable } from '@nestjs/common';
import type { Caller } from '../../http/access/caller.js';

/** Records what auditors read and do, before it is answered: who, what, when and why. */
@Injectable()
export class AuditTrail {
  constructor(@Inject(PostgresAuditLog) private readonly log: AuditLog) {}

  /** @param parameters without references to persons: they may be erased later, and the record stays */
  record(
    { subject, client }: Caller,
    what: string,
    parameters: Readonly<Record<string, unknown>>,
    reason: string,
  ): Promise<void> {
    return this.log.record({ reader: subject, client, what, parameters, reason });
  }
}
