/** Starts moto, where PLIMSOLL_MOTO names its `moto_server`. */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createServer } from 'node:net';

export interface MotoServer {
  url: string;
  stop(): void;
}

/** A running moto on 127.0.0.1, which ends with this process at the latest; undefined when there is none to start. */
export async function motoServer(): Promise<MotoServer | undefined> {
  const command = process.env.PLIMSOLL_MOTO;
  if (command === undefined || !existsSync(command)) return undefined;
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const child = spawn(command, ['-H', '127.0.0.1', '-p', String(port)], { stdio: 'ignore' });
  const stop = (): void => void child.kill();
  process.on('exit', stop);
  for (let tries = 0; tries < 200; tries++) {
    try {
      await fetch(`${url}/moto-api/reset`, { method: 'POST' });
      return { url, stop };
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
  throw new Error('moto_server does not answer');
}

/** A port that nobody listens on. */
function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as { port: number };
      probe.close(() => resolve(port));
    });
  });
}
