// A detached process that outlives the script that started it by a moment: when its standard input closes (the script ended, even by
// SIGKILL, on any system) it ends the processes that are still registered, waits for them, kills what does not listen, and removes
// the folders that are still registered. Lines: {"process":pid,"signal":"SIGINT"}, {"ended":pid}, {"folder":path}, {"removed":path}.
import { readFileSync, rmSync } from 'node:fs';
import { createInterface } from 'node:readline';

const graceMs = 10_000;
const processes = new Map();
const folders = new Set();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => {});

for await (const line of createInterface({ input: process.stdin })) {
  const message = JSON.parse(line);
  if (message.process) processes.set(message.process, message.signal);
  if (message.ended) processes.delete(message.ended);
  if (message.folder) folders.add(message.folder);
  if (message.removed) folders.delete(message.removed);
}

const send = (pid, signal) => {
  try {
    return process.kill(pid, signal);
  } catch {
    return false;
  }
};

/** A process that has ended and that nobody has collected can still be signalled: on Linux its state tells. */
const lives = (pid) => {
  if (!send(pid, 0)) return false;
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return !stat.slice(stat.lastIndexOf(')')).startsWith(') Z');
  } catch {
    return process.platform !== 'linux';
  }
};

for (const [pid, signal] of processes) send(pid, signal);
const deadline = Date.now() + graceMs;
while (Date.now() < deadline && [...processes.keys()].some(lives)) {
  await new Promise((done) => setTimeout(done, 50));
}
// Registered processes lead their own group, so that what they started goes too.
for (const pid of processes.keys()) send(-pid, 'SIGKILL');
for (const folder of folders) rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
