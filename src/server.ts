/** Listens, and stops without cutting off a call. */
import { createServer, type RequestListener, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';

export interface RunningServer {
  /** `http://127.0.0.1:3000`: what it really listens on, also when the port was 0. */
  readonly address: string;
  /** Takes no new connections, lets the calls in flight end, then resolves. */
  stop(): Promise<void>;
}

/** Milliseconds for a whole request to arrive; a body of 10 MB needs less than 3 Mbit/s. */
const REQUEST_TIMEOUT = 30_000;
/** Milliseconds after which connections still open while stopping are cut; longer than any call's deadline. */
const PATIENCE_WHEN_STOPPING = 10_000;

/** @throws Error of node:net, such as EADDRINUSE */
export async function listen(handler: RequestListener, host: string, port: number): Promise<RunningServer> {
  const connections = new Connections();
  const server = createServer({ requestTimeout: REQUEST_TIMEOUT }, (request, response) => {
    connections.begin(request.socket, response);
    handler(request, response);
  });
  server.on('connection', (socket) => connections.add(socket));
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
  return {
    address: addressOf(server),
    stop: async () => {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      connections.drain();
      const cut = setTimeout(() => server.closeAllConnections(), PATIENCE_WHEN_STOPPING);
      await closed;
      clearTimeout(cut);
    },
  };
}

/**
 * Knows which connections have a call in flight. Node's own closeIdleConnections() spares a connection that was opened
 * and never used, as browsers and connection pools do, and stopping would wait for it.
 */
class Connections {
  /** The answer in the making, if any; pipelined calls come one after the other. */
  readonly #open = new Map<Socket, ServerResponse | undefined>();
  #draining = false;

  add(socket: Socket): void {
    this.#open.set(socket, undefined);
    socket.once('close', () => this.#open.delete(socket));
  }

  begin(socket: Socket, response: ServerResponse): void {
    this.#open.set(socket, response);
    if (this.#draining) response.setHeader('Connection', 'close');
    response.once('close', () => {
      if (this.#open.get(socket) !== response) return;
      this.#open.set(socket, undefined);
      if (this.#draining) socket.destroySoon();
    });
  }

  drain(): void {
    this.#draining = true;
    for (const [socket, response] of this.#open) {
      if (!response) socket.destroySoon();
      else if (!response.headersSent) response.setHeader('Connection', 'close');
    }
  }
}

function addressOf(server: Server): string {
  const { address, family, port } = server.address() as AddressInfo;
  return `http://${family === 'IPv6' ? `[${address}]` : address}:${port}`;
}
