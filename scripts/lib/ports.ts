import { randomInt } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { Failure } from './failure.js';

/** Below the range from which systems take the ports of outgoing connections, so that a kept port is seldom taken. */
const range = { from: 20_000, to: 29_999 };

/** Says whether nobody listens on the port, neither on this machine's own address nor on all. */
export async function isFree(port: number): Promise<boolean> {
  return (await refusal(port, '127.0.0.1')) === undefined && (await refusal(port, '::')) === undefined;
}

async function refusal(port: number, host: string): Promise<string | undefined> {
  return new Promise((done) => {
    const server = createServer();
    server.once('error', (error: NodeJS.ErrnoException) => {
      const noSuchAddress = error.code === 'EAFNOSUPPORT' || error.code === 'EADDRNOTAVAIL';
      done(noSuchAddress ? undefined : error.code);
    });
    server.listen({ port, host, exclusive: true }, () => server.close(() => done(undefined)));
  });
}

/** Chooses a port nobody listens on. */
export async function freePort(): Promise<number> {
  for (let attempt = 0; attempt < 200; attempt += 1) {
    const port = randomInt(range.from, range.to + 1);
    if (await isFree(port)) return port;
  }
  throw new Failure(`No free port between ${range.from} and ${range.to}: end some of the programs that listen there.`);
}

/** Gives each name a free port: the one kept in `ports.json` where it is still free, else another one, which is kept from then on. */
export async function keptPorts<Name extends string>(
  dataDir: string,
  names: readonly Name[],
): Promise<Record<Name, number>> {
  const file = join(dataDir, 'ports.json');
  const kept = readKept(file);
  const ports: Record<string, number> = {};
  for (const name of names) {
    const port = kept[name];
    const usable = port !== undefined && !Object.values(ports).includes(port) && (await isFree(port));
    ports[name] = usable ? port : await freePort();
  }
  mkdirSync(dataDir, { recursive: true });
  writeFileSync(file, `${JSON.stringify({ ...kept, ...ports }, null, 2)}\n`);
  return ports as Record<Name, number>;
}

function readKept(file: string): Record<string, number> {
  try {
    const content: unknown = JSON.parse(readFileSync(file, 'utf8'));
    const entries = Object.entries(content ?? {}).filter(
      ([, port]) => Number.isInteger(port) && port > 0 && port < 65_536,
    );
    return Object.fromEntries(entries);
  } catch {
    return {};
  }
}

/** Reads PORT (default 3000) and refuses one that is no port or is taken. */
export async function publicPort(value: string | undefined): Promise<number> {
  const port = Number(value || 3000);
  if (!Number.isInteger(port) || port < 1 || port > 65_535) {
    throw new Failure(`PORT is "${value}", which is no port: give a number from 1 to 65535.`);
  }
  const refused = (await refusal(port, '127.0.0.1')) ?? (await refusal(port, '::'));
  if (refused === 'EACCES') throw new Failure(`Port ${port} needs more rights: give another one, PORT=3000 npm start.`);
  if (refused)
    throw new Failure(`Port ${port} is taken: end what uses it, or give another one, PORT=${port + 1} npm start.`);
  return port;
}
