/** The signal was not emitted in time. */
export class SignalTimeoutError extends Error {
  override readonly name = 'SignalTimeoutError';
}

/** Default time that a test waits for a signal. */
const timeoutMsDefault = 10_000;

/** Lets tests wait for an event of a background service instead of sleeping. Costs next to nothing without listeners. */
export class TestSignal<T = void> {
  private readonly listeners = new Set<(value: T) => void>();

  emit(value: T): void {
    for (const listener of this.listeners) listener(value);
  }

  /** The next value that is emitted. Throws `SignalTimeoutError`. */
  next(timeoutMs = timeoutMsDefault): Promise<T> {
    return this.waitFor(() => true, timeoutMs);
  }

  /** The next value that is emitted for which the predicate holds. Throws `SignalTimeoutError`. */
  waitFor(predicate: (value: T) => boolean, timeoutMs = timeoutMsDefault): Promise<T> {
    return new Promise((resolve, reject) => {
      const stopListening = (): void => {
        clearTimeout(timer);
        this.listeners.delete(listener);
      };
      const timer = setTimeout(() => {
        stopListening();
        reject(new SignalTimeoutError(`signal not emitted within ${String(timeoutMs)} ms`));
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
