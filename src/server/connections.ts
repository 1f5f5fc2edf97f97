/** The open connections of a server: which have a call in flight, and how they end when the server stops. */
import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/**
 * Node's own closeIdleConnections() spares a connection that was opened and never used, as browsers and connection
 * pools do, and stopping would wait for it.
 */
export class Connections {
  /** The answer in the making, if any; pipelined calls come one after the other. */
  readonly #open = new Map<Socket, ServerResponse | undefined>();
  /** TLS connections before the end of their handshake, by the client's address and port. */
  readonly #shaking = new Map<string, Socket>();
  #draining = false;

  /** A connection that requests may come on. */
  add(socket: Socket): void {
    this.#shaking.delete(peerOf(socket));
    this.#open.set(socket, undefined);
    socket.once('close', () => this.#open.delete(socket));
  }

  /** A connection that has still to agree on its keys; `add` gets another socket once it has. */
  addShaking(socket: Socket): void {
    const peer = peerOf(socket);
    this.#shaking.set(peer, socket);
    socket.once('close', () => {
      if (this.#shaking.get(peer) === socket) this.#shaking.delete(peer);
    });
  }

  begin(socket: Socket, response: ServerResponse): void {
    this.#open.set(socket, response);
    if (this.#draining) response.setHeader('Connection', 'close');
    response.on('close', () => {
      if (this.#open.get(socket) !== response) return;
      this.#open.set(socket, undefined);
      if (this.#draining) socket.destroySoon();
    });
  }

  /** Has the answer to the call on this connection begun? */
  isAnswering(socket: Socket): boolean {
    return this.#open.get(socket)?.headersSent ?? false;
  }

  /** Ends what is idle now and the rest after its call. */
  drain(): void {
    this.#draining = true;
    for (const socket of this.#shaking.values()) socket.destroy();
    for (const [socket, response] of this.#open) {
      if (!response) socket.destroySoon();
      else if (!response.headersSent) response.setHeader('Connection', 'close');
    }
  }

  /** Ends everything at once. */
  cut(): void {
    for (const socket of [...this.#shaking.values(), ...this.#open.keys()]) socket.destroy();
  }
}

function peerOf({ remoteAddress, remotePort }: Socket): string {
  return `${remoteAddress} ${remotePort}`;
}
