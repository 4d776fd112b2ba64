/** What an IMS operator says when it revokes an identity. */
export interface Revocation {
  /** Not a number while the field is empty. */
  readonly quarantineSeconds: number;
  readonly reason: string;
}

export function isComplete({ quarantineSeconds, reason }: Revocation): boolean {
  return Number.isInteger(quarantineSeconds) && quarantineSeconds >= 0 && reason.trim() !== '';
}
