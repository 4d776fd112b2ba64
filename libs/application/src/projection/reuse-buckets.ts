/** Upper bounds of idle times in seconds, exclusive. Longer times are in one bucket more. */
export const reuseBuckets = [1, 60, 600, 3_600, 6 * 3_600, 24 * 3_600, 7 * 24 * 3_600] as const;
