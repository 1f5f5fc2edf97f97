/** How many bytes of request bodies the process holds at the same time: one limit for each body does not bound their sum. */
import type { ServerResponse } from 'node:http';

/** The room for one body, kept until its call has been answered. */
export interface Room {
  /** Takes so many bytes more; false when there is no room left. */
  take(bytes: number): boolean;
}

export class BodyMemory {
  #free: number;

  constructor(bytes: number) {
    this.#free = bytes;
  }

  roomFor(response: ServerResponse): Room {
    let taken = 0;
    let closed = false;
    response.on('close', () => {
      closed = true;
      this.#free += taken;
    });
    return {
      take: (bytes) => {
        if (closed || bytes > this.#free) return false;
        this.#free -= bytes;
        taken += bytes;
        return true;
      },
    };
  }
}
