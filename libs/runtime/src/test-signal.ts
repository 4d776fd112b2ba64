/** Nothing was emitted in time. */
export class SignalTimeoutError extends Error {
  override readonly name = 'SignalTimeoutError';
}

/** How long a test waits for a signal unless it says otherwise. */
const timeoutMsDefault = 10_000;

/** What a background role tells of itself, so that a test waits for the fact instead of for a while. Free where nobody listens. */
export class TestSignal<T = void> {
  private readonly listeners = new Set<(value: T) => void>();

  emit(value: T): void {
    for (const listener of this.listeners) listener(value);
  }

  next(timeoutMs = timeoutMsDefault): Promise<T> {
    return this.waitFor(() => true, timeoutMs);
  }

  /** The first value from now on for which the predicate holds. Throws `SignalTimeoutError`. */
  waitFor(predicate: (value: T) => boolean, timeoutMs = timeoutMsDefault): Promise<T> {
    return new Promise((resolve, reject) => {
      const stopListening = (): void => {
        clearTimeout(timer);
        this.listeners.delete(listener);
      };
      const timer = setTimeout(() => {
        stopListening();
        reject(new SignalTimeoutError(`no such signal within ${String(timeoutMs)} ms`));
      }, timeoutMs);
      const listener = (value: T): void => {
        if (!predicate(value)) return;
        stopListening();
        resolve(value);
      };
      this.listeners.add(listener);
    });
  }
}
