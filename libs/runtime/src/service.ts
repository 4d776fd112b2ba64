/** A part of the process that runs in the background: started in one order, stopped in the other. */
export interface Service {
  start(): Promise<void>;
  /** Finishes what is under way and resolves once nothing runs any more. Safe to call twice, or before `start`. */
  stop(): Promise<void>;
}
