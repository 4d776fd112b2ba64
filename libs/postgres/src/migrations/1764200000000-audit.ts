import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What auditors ask by, and what is kept of their asking; and the erasure of references to persons (docs/adr/0026). */
export class Audit1764200000000 implements MigrationInterface {
  readonly name = 'Audit1764200000000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of [lendings, reads, erasure]) await runner.query(statement);
  }

  async down(): Promise<void> {
    return Promise.reject(new Error('what auditors have read is kept: restore a backup instead'));
  }
}

/** Which assignments a subject had: a read model, so that no assignment pays for the index. */
const lendings = `
create table subject_lendings (
  lane smallint not null,
  subject_id uuid not null,
  position bigint not null,
  primary key (lane, subject_id, position)
);
grant select, insert on subject_lendings to allocator_service;
`;

const reads = `
create table audit_reads (
  id bigint generated always as identity primary key,
  read_at timestamptz not null default clock_timestamp(),
  reader text not null,
  what text not null,
  parameters json not null,
  reason text not null
);
grant select, insert on audit_reads to allocator_service;
`;

const erasure = `
grant delete on subjects to allocator_service;
create table erased_subjects (
  lane smallint not null,
  subject_id uuid not null,
  erased_at timestamptz not null,
  primary key (lane, subject_id)
);
grant select, insert on erased_subjects to allocator_service;
create table legal_holds (
  subject_id uuid primary key,
  placed_at timestamptz not null default clock_timestamp(),
  placed_by text not null,
  reason text not null
);
grant select, insert, delete on legal_holds to allocator_service;
`;
