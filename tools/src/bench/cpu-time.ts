import { readdirSync, readFileSync } from 'node:fs';

/** Processor time used, in microseconds: a measure of cost that other load of the machine hardly changes. */
export interface CpuTime {
  /** This process and its load generators: it drives the load, and is the program itself where a scenario has no service. */
  readonly bench: number;
  readonly service: number;
  readonly postgres: number;
  readonly kafka: number;
}

/** Linux counts in hundredths of a second whatever the kernel's own tick is (proc(5), `sysconf(_SC_CLK_TCK)`). */
const microsecondsPerTick = 10_000;

interface ProcessTime {
  readonly pid: number;
  readonly parent: number;
  readonly name: string;
  readonly ticks: number;
  /** Part of `ticks`. */
  readonly endedChildrenTicks: number;
}

/** Ticks of load generators, programs that have ended. */
let generatorTicks = 0;

/** Counts the processor time of the programs that `run` starts and waits for as that of the bench. Not within itself. */
export async function asLoadGenerator<T>(run: () => Promise<T>): Promise<T> {
  const before = endedChildrenTicks();
  try {
    return await run();
  } finally {
    generatorTicks += endedChildrenTicks() - before;
  }
}

function endedChildrenTicks(): number {
  return process.platform === 'linux' ? parseStat(readFileSync('/proc/self/stat', 'utf8')).endedChildrenTicks : 0;
}

/** Of this process and all that it has started; undefined if there is no /proc. */
export function cpuTime(): CpuTime | undefined {
  if (process.platform !== 'linux') return undefined;
  const { user, system } = process.cpuUsage();
  const ours = descendants(processes());
  const ticks = (those: readonly ProcessTime[]): number => those.reduce((sum, one) => sum + one.ticks, 0);
  const isPostgres = ({ name }: ProcessTime): boolean => name.startsWith('postgres');
  const isKafka = ({ name }: ProcessTime): boolean => name === 'java';
  return {
    bench: user + system + generatorTicks * microsecondsPerTick,
    service: ticks(ours.filter((one) => !isPostgres(one) && !isKafka(one))) * microsecondsPerTick,
    kafka: ticks(ours.filter(isKafka)) * microsecondsPerTick,
    postgres: ticks(ours.filter(isPostgres)) * microsecondsPerTick,
  };
}

function descendants(all: readonly ProcessTime[]): ProcessTime[] {
  const family = new Set([process.pid]);
  // Parents need not come first in /proc: repeat until no process is added.
  for (let size = 0; size < family.size;) {
    size = family.size;
    for (const { pid, parent } of all) if (family.has(parent)) family.add(pid);
  }
  return all.filter(({ pid }) => pid !== process.pid && family.has(pid));
}

function processes(): ProcessTime[] {
  return readdirSync('/proc')
    .filter((entry) => /^\d+$/.test(entry))
    .flatMap((entry) => {
      try {
        return [parseStat(readFileSync(`/proc/${entry}/stat`, 'utf8'))];
      } catch {
        // It has ended meanwhile.
        return [];
      }
    });
}

/** `pid (name) state ppid ... utime stime cutime cstime`; the name may hold spaces and parentheses. */
function parseStat(stat: string): ProcessTime {
  const nameEnd = stat.lastIndexOf(')');
  const fields = stat.slice(nameEnd + 2).split(' ');
  const field = (number: number): number => Number(fields[number - 3]);
  const endedChildren = field(16) + field(17);
  return {
    pid: Number.parseInt(stat, 10),
    parent: field(4),
    name: stat.slice(stat.indexOf('(') + 1, nameEnd),
    // With those of ended children (autovacuum workers, connections that were closed).
    ticks: field(14) + field(15) + endedChildren,
    endedChildrenTicks: endedChildren,
  };
}

/** What was used from one reading to another, for each of so many. */
export function cpuTimeEach(from: CpuTime | undefined, to: CpuTime | undefined, count: number): CpuTime | undefined {
  if (from === undefined || to === undefined) return undefined;
  return {
    bench: (to.bench - from.bench) / count,
    service: (to.service - from.service) / count,
    postgres: (to.postgres - from.postgres) / count,
    kafka: (to.kafka - from.kafka) / count,
  };
}
