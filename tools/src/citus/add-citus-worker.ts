import pg from 'pg';

/** Adds a server to the cluster of the coordinator. Both have the database of the coordinator's URL. */
export async function addCitusWorker(coordinatorUrl: string, { host, port }: CitusServer): Promise<void> {
  const worker = new URL(coordinatorUrl);
  [worker.hostname, worker.port] = [host, String(port)];
  await run(worker.href, 'create extension if not exists citus');
  const { hostname, port: ownPort } = new URL(coordinatorUrl);
  await run(coordinatorUrl, 'create extension if not exists citus');
  await run(coordinatorUrl, 'select citus_set_coordinator_host($1, $2)', [hostname, Number(ownPort)]);
  await run(coordinatorUrl, 'select citus_add_node($1, $2)', [host, port]);
}

export interface CitusServer {
  readonly host: string;
  readonly port: number;
}

async function run(url: string, statement: string, values: readonly unknown[] = []): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(statement, [...values]);
  } finally {
    await client.end();
  }
}
