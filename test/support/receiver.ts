import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Received {
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** Somebody outside who is told of what happens, on a port of its own; answers what it is told to. */
export async function aReceiver() {
  const received: Received[] = [];
  const answers: number[] = [];
  const asked: { retryAfter?: string } = {};
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      received.push({ headers: request.headers, body: Buffer.concat(chunks).toString('utf8') });
      const headers = asked.retryAfter === undefined ? {} : { 'retry-after': asked.retryAfter };
      response.writeHead(answers.shift() ?? 204, headers).end();
    });
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/hook`,
    received,
    /** Answers so, one after the other; then 204. */
    answersWith: (...statuses: number[]) => answers.push(...statuses),
    /** Asks with every answer to be left alone for so many seconds, or not any more. */
    asksFor: (seconds: number | null) => {
      if (seconds === null) delete asked.retryAfter;
      else asked.retryAfter = String(seconds);
    },
    types: () => received.map((it) => JSON.parse(it.body).type as string),
    close: () => new Promise((done) => server.close(done)),
  };
}
