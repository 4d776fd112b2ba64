import { readFileSync } from 'node:fs';

/** Resident memory of a process while it was watched, in megabytes. */
export interface MemoryUse {
  readonly maxMb: number;
  /** The maximum of the last third of the time, less that of the first third: about 0 if it is flat. */
  readonly growthMb: number;
}

const everyMs = 250;
/** Page size of Linux on all processors for which PostgreSQL's packages exist. */
const pageBytes = 4_096;
const megabyte = 1024 * 1024;

/** Watches until the returned function is called, which returns undefined if there is no /proc. */
export function watchMemory(pid: number): () => MemoryUse | undefined {
  const samples: number[] = [];
  const look = (): void => {
    try {
      const [, resident] = readFileSync(`/proc/${String(pid)}/statm`, 'utf8').split(' ');
      samples.push((Number(resident) * pageBytes) / megabyte);
    } catch {
      // No /proc, or the process has just ended.
    }
  };
  const timer = setInterval(look, everyMs);
  look();
  return () => {
    clearInterval(timer);
    if (samples.length === 0) return undefined;
    const third = Math.max(1, Math.floor(samples.length / 3));
    const growthMb = Math.max(...samples.slice(-third)) - Math.max(...samples.slice(0, third));
    return { maxMb: Math.max(...samples), growthMb };
  };
}
