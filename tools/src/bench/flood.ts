/** Of one request of a flood. */
export const commandsPerRequest = 100;

export interface FloodSettings {
  readonly baseUrl: string;
  readonly authorization: string;
  /** Requests that one client has under way; one more is not sent, and counts as not offered. */
  readonly underWayMax: number;
  /** Without it: the next as soon as one is answered. */
  readonly requestsPerSecond?: number;
  readonly ms: number;
}

/** Commands. */
export interface Flooded {
  readonly offered: number;
  readonly assigned: number;
}
