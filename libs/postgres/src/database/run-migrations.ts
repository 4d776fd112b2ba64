import 'reflect-metadata';
import { DataSource } from 'typeorm';
import type { SessionConfig } from '../connection/session-config.js';
import { schemaMigrations } from './schema-migrations.js';

/** Applies the migrations that the database lacks, each in a transaction of its own. The caller holds the migration lock. */
export async function runMigrations(config: SessionConfig): Promise<void> {
  const source = new DataSource({ type: 'postgres', migrations: schemaMigrations, extra: { ...config, max: 1 } });
  await source.initialize();
  try {
    await source.runMigrations({ transaction: 'each' });
  } finally {
    await source.destroy();
  }
}
