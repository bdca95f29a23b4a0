#!/usr/bin/env node
/** The command line: arguments in, exit code out. The only file, besides the Action's entry, that touches the process. */
import * as nodeModule from 'node:module';

// From Node 22.1 on compiled code can be kept between runs; it must be asked for before the rest is loaded.
(nodeModule as { enableCompileCache?: () => void }).enableCompileCache?.();
const { main } = await import('./main.js');

process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  // A reader such as `head` may close the pipe; that is not our failure.
  if (error.code === 'EPIPE') process.exit(process.exitCode ?? 0);
  throw error;
});
process.exitCode = await main(process.argv.slice(2), {
  cwd: process.cwd(),
  env: process.env,
  stdoutIsTty: process.stdout.isTTY === true,
  stderrIsTty: process.stderr.isTTY === true,
  columns: process.stdout.columns,
  out: (text) => process.stdout.write(text),
  err: (text) => process.stderr.write(text),
  stdin: async () => {
    const chunks: Buffer[] = [];
    for await (const chunk of process.stdin) chunks.push(chunk as Buffer);
    return Buffer.concat(chunks);
  },
});
