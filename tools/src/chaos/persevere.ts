import { setTimeout as sleep } from 'node:timers/promises';

const pauseMs = 200;
/** With the pauses two minutes or more: no fault lasts as long. */
const timesMax = 600;

/** Tries again while another fault strikes what the work needs. Throws the last error. */
export async function persevere<T>(work: () => Promise<T>): Promise<T> {
  for (let times = 1; ; times++) {
    try {
      return await work();
    } catch (error) {
      if (times === timesMax) throw error;
      await sleep(pauseMs);
    }
  }
}
