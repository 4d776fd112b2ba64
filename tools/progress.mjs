// Set-up takes from a second to a minute; whoever waits sees what for.

const tellEveryMs = 5_000;

/**
 * Runs one piece of set-up and prints when it starts, that it goes on, and how long it took.
 * @template T
 * @param {string} title
 * @param {(say: (detail: string) => void) => T | Promise<T>} work `say` sets the detail shown while it goes on
 * @returns {Promise<T>}
 */
export async function step(title, work) {
  const startedAt = performance.now();
  const elapsed = () => `${((performance.now() - startedAt) / 1000).toFixed(1)} s`;
  let detail = '';
  console.log(`- ${title}`);
  const ticker = setInterval(() => console.log(`- ${title}: ${elapsed()}${detail}`), tellEveryMs);
  try {
    const result = await work((text) => (detail = `, ${text}`));
    console.log(`- ${title}: done in ${elapsed()}`);
    return result;
  } finally {
    clearInterval(ticker);
  }
}
