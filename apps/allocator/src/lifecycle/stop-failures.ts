import { Injectable } from '@nestjs/common';

/** What failed while the application stopped. Nest logs the error of a shutdown hook and continues; the process must still exit with an error. */
@Injectable()
export class StopFailures {
  private readonly errors: Error[] = [];

  /** Awaits a part that stops, and keeps its error. */
  async collect(stop: Promise<void> | undefined): Promise<void> {
    try {
      await stop;
    } catch (error) {
      this.errors.push(error instanceof Error ? error : new Error(String(error)));
    }
  }

  /** Throws if a part failed to stop. */
  throwIfAny(): void {
    const [first, ...others] = this.errors;
    if (others.length > 0) throw new AggregateError(this.errors, 'several parts failed to stop');
    if (first !== undefined) throw first;
  }
}
