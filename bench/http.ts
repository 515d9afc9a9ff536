import { Agent, request } from 'node:http';

export interface Reply {
  readonly status: number;
  readonly body: ReturnType<typeof JSON.parse>;
}

export type Post = (path: string, body: unknown) => Promise<Reply>;

/** Makes a caller that keeps its connections open and costs little, since it shares the processors with what is measured. */
export function poster(port: number, secret: string): { post: Post; close(): void } {
  const agent = new Agent({ keepAlive: true });
  const post: Post = (path, body) =>
    new Promise((done, fail) => {
      const text = JSON.stringify(body);
      const headers = {
        authorization: `Bearer ${secret}`,
        'content-type': 'application/json',
        'content-length': Buffer.byteLength(text),
      };
      const sent = request({ host: '127.0.0.1', port, path, method: 'POST', agent, headers }, (answer) => {
        const parts: Buffer[] = [];
        answer.on('data', (part: Buffer) => parts.push(part));
        answer.on('error', fail);
        answer.on('end', () => {
          done({ status: answer.statusCode ?? 0, body: JSON.parse(Buffer.concat(parts).toString()) });
        });
      });
      sent.on('error', fail);
      sent.end(text);
    });
  return { post, close: () => agent.destroy() };
}
