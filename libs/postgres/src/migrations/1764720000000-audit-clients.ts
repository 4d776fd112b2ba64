import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * A reading names the person and the client application apart (docs/access.md). In rows of before, `reader` is the tenant
 * ("client x"), and `client` stays null: what auditors have read is not written anew.
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
