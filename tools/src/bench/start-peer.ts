import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { type BackgroundProcess, freePort, startUntilReady } from '@allocator/local';
import type { Round } from './round.js';

const readyMsMax = 30_000;
const stopMsMax = 10_000;

export interface PeerCommand {
  readonly command: string;
  /** With its data and configuration in `dir`, which is empty and gone after the round, on `port` of loopback. */
  readonly args: (dir: string, port: number) => readonly string[];
  readonly env?: (dir: string, port: number) => Readonly<Record<string, string>>;
  /** In its log once it is ready. */
  readonly readyMark: string;
}

/** Another product, for one round. Returns its port. */
export async function startPeer(round: Round, { command, args, env, readyMark }: PeerCommand): Promise<number> {
  const { dir: stageDir, signal } = round.stage;
  const dir = join(stageDir, `peer-${command}`);
  mkdirSync(dir, { recursive: true });
  round.atEnd(async () => rmSync(dir, { recursive: true }));
  const port = await freePort();
  const background = {
    command,
    args: args(dir, port),
    cwd: dir,
    env: { ...process.env, ...env?.(dir, port) },
    files: join(stageDir, command),
    mark: dir,
    stopSignal: 'SIGTERM',
    stopMsMax,
  } as const;
  const isReady = ({ logFile }: BackgroundProcess): boolean => readFileSync(logFile, 'utf8').includes(readyMark);
  const started = await startUntilReady(background, { what: command, isReady, readyMsMax, signal });
  round.atEnd(() => started.stop());
  return port;
}
