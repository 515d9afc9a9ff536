import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import { freePort } from '../../scripts/lib/ports.js';

/**
 * Speaks so much of PostgreSQL's protocol as it takes to let a client in and to end it in the same packet, as a server does that is shut
 * down or whose backends are terminated at that moment.
 */
export async function aServerThatEndsAtOnce(): Promise<{ readonly port: number; end(): Promise<void> }> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    socket.once('data', () => socket.end(Buffer.concat([AUTHENTICATED, READY, TERMINATED])));
  });
  const port = await freePort();
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  const end = async () => {
    for (const it of sockets) it.destroy();
    server.close();
    await once(server, 'close');
  };
  return { port, end };
}

/** A type byte, the length, which counts itself, and the body. */
function message(type: string, body: Buffer): Buffer {
  const length = Buffer.alloc(4);
  length.writeInt32BE(4 + body.length);
  return Buffer.concat([Buffer.from(type), length, body]);
}

const AUTHENTICATED = message('R', Buffer.from([0, 0, 0, 0]));
const READY = message('Z', Buffer.from('I'));
const TERMINATED = message(
  'E',
  Buffer.from('SFATAL\0VFATAL\0C57P01\0Mterminating connection due to administrator command\0\0'),
);
