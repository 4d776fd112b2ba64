/** Shortest and longest reason that the service records. */
export const reasonCharsMin = 3;
export const reasonCharsMax = 200;

let last = '';

/** The reason of the last audited read: one case often needs several reads. Kept until the page is closed. */
export function lastReason(): string {
  return last;
}

export function keepReason(reason: string): void {
  last = reason;
}
