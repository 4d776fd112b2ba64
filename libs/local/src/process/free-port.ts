import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';

/** A port that nothing listens on now. */
export async function freePort(host = '127.0.0.1'): Promise<number> {
  const server = createServer().listen(0, host);
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

export async function isFree(port: number, host = '127.0.0.1'): Promise<boolean> {
  return demandFreePort('', host, port, '').then(
    () => true,
    () => false,
  );
}

/** @param setInstead advice for the error message */
export async function demandFreePort(what: string, host: string, port: number, setInstead: string): Promise<void> {
  const server = createServer();
  try {
    server.listen(port, host);
    await once(server, 'listening');
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    const why = code === 'EADDRINUSE' ? 'is taken by another process' : `cannot be listened on (${code})`;
    throw new Error(`${what}: port ${port} on ${host} ${why}. ${setInstead}`, { cause: error });
  }
  server.close();
  await once(server, 'close');
}
