import type { Admin } from 'kafkajs';
import { disconnect } from './disconnect.js';
import type { Kafka } from './create-kafka.js';

/** Lends a connected admin client for the work, and disconnects it. */
export async function withAdmin<T>(kafka: Kafka, work: (admin: Admin) => Promise<T>): Promise<T> {
  const admin = kafka.admin();
  try {
    await admin.connect();
    return await work(admin);
  } finally {
    await disconnect(admin);
  }
}
