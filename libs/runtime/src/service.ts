/** A part of the process that runs in the background. Services stop in the reverse order of their start. */
export interface Service {
  /** Resolves when the service runs. */
  start(): Promise<void>;
  /** Finishes the work in progress and resolves when nothing runs any more. Safe to call twice, or before `start`. */
  stop(): Promise<void>;
}
