import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/**
 * A server's connections, with the number of answers that are due on each. Node's `closeIdleConnections` does not close connections
 * without a request yet (browsers and HTTP clients open some in advance), nor those whose request was answered before all of it arrived.
 */
export class OpenConnections {
  private readonly due = new Map<Socket, number>();

  constructor(server: Server) {
    server.on('connection', (socket: Socket) => {
      this.due.set(socket, 0);
      socket.once('close', () => this.due.delete(socket));
    });
    server.on('request', ({ socket }: IncomingMessage, response: ServerResponse) => {
      this.count(socket, 1);
      response.once('close', () => {
        this.count(socket, -1);
      });
    });
  }

  /** Closes every connection on which no answer is due. */
  closeUnused(): void {
    for (const [socket, answers] of this.due) if (answers === 0) socket.destroy();
  }

  private count(socket: Socket, change: 1 | -1): void {
    const answers = this.due.get(socket);
    if (answers !== undefined) this.due.set(socket, answers + change);
  }
}
