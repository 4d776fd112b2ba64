/** Ten years: the longest timer of the contract. */
export const secondsMax = 316_224_000;
