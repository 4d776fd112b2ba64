// `npm run stack`: Postgres and Kafka alone, until Ctrl-C.
import { readLocalSettings, runToExit, startStack, whenAborted } from '@allocator/local';

await runToExit(async (signal) => {
  const stack = await startStack(readLocalSettings(process.env), signal);
  try {
    console.log(`DATABASE_URL=${stack.databaseUrl}`);
    console.log(`KAFKA_BROKERS=${stack.kafkaBrokers}`);
    await Promise.race([whenAborted(signal), stack.postgres?.exited ?? whenAborted(signal)]);
    if (signal.aborted) return 0;
    console.error(`Postgres ended by itself: see ${stack.postgres?.logFile}`);
    return 1;
  } finally {
    await stack.stop();
  }
});
