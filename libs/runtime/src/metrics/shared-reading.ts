/** Of a reading. */
interface ReadingTimes {
  /** How long an answer is used again, in milliseconds. */
  readonly keptMs: number;
  /** Longest wait for an answer, in milliseconds. */
  readonly answerMsMax: number;
}

/** The answer did not arrive in time. */
export class ReadingTimeoutError extends Error {
  override readonly name = 'ReadingTimeoutError';
}

/**
 * Reads at most once at a time, however many ask, and uses the answer again for some time. A reading that takes too long continues, and
 * no other one begins before it ends: so readings never stack up behind something slow.
 */
export class SharedReading<T> {
  private reading: Promise<T> | undefined;
  private kept: { readonly answer: T; readonly until: number } | undefined;

  constructor(
    private readonly read: () => Promise<T>,
    private readonly times: ReadingTimes,
  ) {}

  /** Throws `ReadingTimeoutError`, or what reading throws. */
  async get(): Promise<T> {
    if (this.kept !== undefined && performance.now() < this.kept.until) return this.kept.answer;
    this.reading ??= this.readOnce();
    return inTime(this.reading, this.times.answerMsMax);
  }

  private async readOnce(): Promise<T> {
    try {
      const answer = await this.read();
      this.kept = { answer, until: performance.now() + this.times.keptMs };
      return answer;
    } finally {
      this.reading = undefined;
    }
  }
}

async function inTime<T>(answer: Promise<T>, msMax: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(new ReadingTimeoutError(`no answer within ${String(msMax)} ms`));
    }, msMax);
  });
  try {
    return await Promise.race([answer, late]);
  } finally {
    clearTimeout(timer);
  }
}
