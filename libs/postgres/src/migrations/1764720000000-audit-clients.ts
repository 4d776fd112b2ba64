import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * A record has the person and the client application in separate columns (docs/access.md). In earlier rows `reader` is the tenant
 * ("client x") and `client` stays null: audit records are never rewritten.
 */
export class AuditClients1764720000000 implements MigrationInterface {
  readonly name = 'AuditClients1764720000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('alter table audit_reads add column client text');
  }

  async down(): Promise<void> {
    return Promise.reject(new Error('what auditors have read is kept: restore a backup instead'));
  }
}
