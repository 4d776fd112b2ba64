import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** Where Debian's package `postgresql-15` has its programs. */
const debianPrograms = '/usr/lib/postgresql/15/bin';

/** The folder with the programs of PostgreSQL 15, the oldest version that the service supports; and what is missing, if it is not there. */
export function findPostgres15(): { readonly programs: string; readonly missing: string | undefined } {
  const programs = process.env['POSTGRES_15_PROGRAMS'] ?? debianPrograms;
  if (existsSync(join(programs, 'postgres'))) return { programs, missing: undefined };
  const advice = 'Debian: postgresql-15; elsewhere: set POSTGRES_15_PROGRAMS';
  return { programs, missing: `PostgreSQL 15 is not installed in ${programs} (${advice})` };
}
