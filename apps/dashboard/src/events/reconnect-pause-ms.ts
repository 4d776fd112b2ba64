const firstMs = 500;
const longestMs = 30_000;

/**
 * The pause before the next attempt to connect: it doubles up to half a minute, and is spread so that readers who lost the same
 * service do not return together.
 * @param failures attempts that failed since the last event; 1 or more
 * @param random from 0 to 1
 */
export function reconnectPauseMs(failures: number, random: number): number {
  const longest = Math.min(longestMs, firstMs * 2 ** (failures - 1));
  return Math.round(longest * (0.5 + random / 2));
}
