import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/**
 * A server's connections, and how many answers each is owed. Node's `closeIdleConnections` leaves those on which no request
 * has come yet (browsers and HTTP clients open some ahead) and those whose request was answered before all of it had come.
 */
export class OpenConnections {
  private readonly owed = new Map<Socket, number>();

  constructor(server: Server) {
    server.on('connection', (socket: Socket) => {
      this.owed.set(socket, 0);
      socket.once('close', () => this.owed.delete(socket));
    });
    server.on('request', ({ socket }: IncomingMessage, response: ServerResponse) => {
      this.count(socket, 1);
      response.once('close', () => {
        this.count(socket, -1);
      });
    });
  }

  /** Ends every connection on which nobody waits for an answer. */
  endUnowed(): void {
    for (const [socket, answers] of this.owed) if (answers === 0) socket.destroy();
  }

  private count(socket: Socket, change: 1 | -1): void {
    const answers = this.owed.get(socket);
    if (answers !== undefined) this.owed.set(socket, answers + change);
  }
}
