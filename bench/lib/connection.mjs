/** One keep-alive connection that makes a call, waits for the answer, and makes the next. Reads no more of an answer than it must. */
import { connect } from 'node:net';

const END_OF_HEAD = Buffer.from('\r\n\r\n');

/**
 * @param request `buffer` and `next` of a prepared request
 * @param answered (status, milliseconds, bytes) of each call; false ends the connection
 */
export function openConnection({ port, host, request, answered, failed }) {
  const socket = connect({ port, host, noDelay: true });
  let begun = 0;
  let head = Buffer.alloc(0);
  let status = 0;
  let size = 0;
  let missing = -1;

  const call = () => {
    if (!request.next()) return socket.end();
    missing = -1;
    head = Buffer.alloc(0);
    begun = performance.now();
    return socket.write(request.buffer);
  };
  socket.on('data', (chunk) => {
    if (missing < 0) {
      head = head.length === 0 ? chunk : Buffer.concat([head, chunk]);
      const end = head.indexOf(END_OF_HEAD);
      if (end < 0) return;
      const text = head.latin1Slice(0, end);
      const length = /content-length: (\d+)/i.exec(text)?.[1];
      if (length === undefined)
        return void socket.destroy(new Error(`no Content-Length: ${text.slice(0, 40)}`));
      status = Number(text.slice(9, 12));
      size = end + END_OF_HEAD.length + Number(length);
      missing = size - head.length;
    } else missing -= chunk.length;
    if (missing > 0) return;
    if (answered(status, performance.now() - begun, size)) call();
    else socket.end();
  });
  socket.on('error', failed);
  return { ready: new Promise((resolve) => socket.once('connect', resolve)), call, closed: closing(socket) };
}

function closing(socket) {
  return new Promise((resolve) => socket.once('close', resolve));
}
