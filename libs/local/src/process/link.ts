import { once } from 'node:events';
import { type AddressInfo, type Server, type Socket, connect, createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/**
 * State of the network between two processes. `slow`: data arrives later. `silent`: connections stay open without any data,
 * and those that were open then stay silent (half-open). `cut`: connections break and no new one is accepted.
 */
export type LinkState = 'well' | 'slow' | 'silent' | 'cut';

const slowMs = 150;

/** A connection through the link. Once silent, it stays silent. */
interface Through {
  readonly near: Socket;
  readonly far: Socket;
  isDeaf: boolean;
}

/**
 * A port in front of a server on loopback, through which the network between them can be made worse. It can be led to another server, as a
 * virtual address or a proxy is.
 */
export class Link {
  private state: LinkState = 'well';
  private readonly open = new Set<Through>();

  private constructor(
    private readonly server: Server,
    private targetPort: number,
  ) {
    server.on('connection', (near) => this.join(near));
  }

  static async to(targetPort: number): Promise<Link> {
    const server = createServer({ pauseOnConnect: true });
    const link = new Link(server, targetPort);
    await once(server.listen(0, '127.0.0.1'), 'listening');
    return link;
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  become(state: LinkState): void {
    this.state = state;
    for (const through of this.open) {
      if (state === 'silent') through.isDeaf = true;
      if (state === 'cut') end(through);
    }
  }

  /** New connections lead to another server. Those that are open stay as they are. */
  leadTo(targetPort: number): void {
    this.targetPort = targetPort;
  }

  /** Breaks all open connections; new ones are accepted. */
  reset(): void {
    this.open.forEach(end);
  }

  async stop(): Promise<void> {
    const closed = once(this.server, 'close');
    this.server.close();
    this.reset();
    await closed;
  }

  private join(near: Socket): void {
    if (this.state === 'cut') {
      near.destroy();
      return;
    }
    const far = connect(this.targetPort, '127.0.0.1');
    const through: Through = { near, far, isDeaf: this.state === 'silent' };
    this.open.add(through);
    for (const socket of [near, far]) {
      socket.setNoDelay(true);
      socket.on('error', () => end(through));
      socket.on('close', () => {
        // A silent connection does not show that the other side closed it, either.
        if (!through.isDeaf) end(through);
        if (near.destroyed && far.destroyed) this.open.delete(through);
      });
    }
    this.pass(through, near, far).catch(() => end(through));
    this.pass(through, far, near).catch(() => end(through));
    near.resume();
  }

  private async pass(through: Through, from: Socket, to: Socket): Promise<void> {
    for await (const chunk of from as AsyncIterable<Buffer>) {
      if (this.state === 'slow') await sleep(slowMs);
      if (!through.isDeaf && !to.write(chunk)) await once(to, 'drain');
    }
    if (!through.isDeaf) to.end();
  }
}

function end({ near, far }: Through): void {
  near.destroy();
  far.destroy();
}
