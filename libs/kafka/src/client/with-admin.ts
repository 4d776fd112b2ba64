import type { Admin } from 'kafkajs';
import type { Kafka } from './create-kafka.js';
import { disconnect } from './disconnect.js';

/** Runs the work with a connected admin client, and disconnects the client afterwards. Throws what kafkajs or the work throws. */
export async function withAdmin<T>(kafka: Kafka, work: (admin: Admin) => Promise<T>): Promise<T> {
  const admin = kafka.admin();
  try {
    await admin.connect();
    return await work(admin);
  } finally {
    await disconnect(admin);
  }
}
