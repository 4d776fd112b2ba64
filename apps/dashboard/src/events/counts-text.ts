import { formatCount } from '../ui/formats.js';
import type { EventWindow } from './event-window.js';
import { keptMax } from './event-window.js';

/** Why no event is shown although some were received: `title` in a few words, `text` with the numbers. */
export interface NoMatch {
  readonly title: string;
  readonly text: string;
}

/** What an empty list of a filtered window states. */
export function noMatchText({ received, unsearched }: EventWindow): NoMatch {
  if (unsearched === 0)
    return { title: 'No event matches the filter', text: `${formatCount(received)} were received.` };
  return {
    title: 'No searched event matches the filter',
    text: `${formatCount(received)} were received. ${unsearchedText(unsearched)}.`,
  };
}

/**
 * Each part of the count below a list, in its order.
 * @param isFiltered false: every event matches
 * @param rowsMax rows of the list
 */
export function countsText(window: EventWindow, isFiltered: boolean, rowsMax: number): readonly string[] {
  const { kept, received, matched, unsearched } = window;
  const total = isFiltered ? matched : received;
  const hidden = kept.length - Math.min(kept.length, rowsMax);
  const leftOut = total - kept.length;
  const counts = [
    `${formatCount(received)} received`,
    ...(isFiltered ? [`${formatCount(matched)} match the filter`] : []),
    ...(hidden > 0 ? [`${formatCount(hidden)} older ones are not shown`] : []),
  ];
  return [
    counts.join(', '),
    ...(leftOut > 0
      ? [`${formatCount(leftOut)} older events were left out: the page keeps ${formatCount(keptMax)}`]
      : []),
    ...(isFiltered && unsearched > 0 ? [unsearchedText(unsearched)] : []),
  ];
}

function unsearchedText(unsearched: number): string {
  return `${formatCount(unsearched)} had been left out before the filter was chosen, and were not searched`;
}
