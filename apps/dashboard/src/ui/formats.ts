import { utcSeconds } from './utc-text.js';

const counts = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });
const shares = new Intl.NumberFormat('en', { style: 'percent', maximumFractionDigits: 1 });

/** `1,234,567` */
export function formatCount(count: number): string {
  return counts.format(count);
}

/** `1 lane`, `2 lanes` */
export function formatCounted(count: number, noun: string): string {
  return `${formatCount(count)} ${noun}${count === 1 ? '' : 's'}`;
}

/** A share of 1 as percentage: `12.5%` */
export function formatShare(share: number): string {
  return shares.format(share);
}

/** An instant within a text: `2026-11-27 20:55:46 UTC`; `–` if there is none. */
export function formatInstant(iso: string | null | undefined): string {
  if (iso === null || iso === undefined) return '–';
  return `${utcSeconds(iso)} UTC`;
}

const units = [
  ['d', 86_400],
  ['h', 3_600],
  ['min', 60],
  ['s', 1],
] as const;

/** Whole seconds in their two largest units: `1 h 5 min`, `45 s`, `2 d`. */
export function formatSeconds(seconds: number): string {
  if (seconds < 0) return `−${formatSeconds(-seconds)}`;
  let rest = Math.round(seconds);
  const parts: string[] = [];
  for (const [unit, size] of units) {
    const count = Math.floor(rest / size);
    rest -= count * size;
    if (count > 0) parts.push(`${String(count)} ${unit}`);
    // The second unit follows the first immediately: not `1 d 5 s`.
    else if (parts.length > 0) break;
    if (parts.length === 2) break;
  }
  return parts.length === 0 ? '0 s' : parts.join(' ');
}
