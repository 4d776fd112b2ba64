/** The viewBox of a sparkline. */
export const sparklineWidth = 100;
export const sparklineHeight = 24;

/** The path of a sparkline through these values, which begins at 0; empty for fewer than two. Null: a gap. */
export function sparklinePath(values: readonly (number | null)[]): string {
  if (values.length < 2) return '';
  const max = Math.max(1, ...values.map((value) => value ?? 0));
  const step = sparklineWidth / (values.length - 1);
  let isDrawing = false;
  return values
    .map((value, index) => {
      if (value === null) {
        isDrawing = false;
        return '';
      }
      const command = isDrawing ? 'L' : 'M';
      isDrawing = true;
      const y = sparklineHeight - (value / max) * sparklineHeight;
      return `${command}${String(Number((index * step).toFixed(2)))} ${String(Number(y.toFixed(2)))}`;
    })
    .join('');
}
