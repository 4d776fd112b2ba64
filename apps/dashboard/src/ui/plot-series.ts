import type { IdentityState } from './identity-state.js';

/** Of the theme: the same series has the same colour on every page. */
export type PlotColour = IdentityState | 'accent' | 'bad' | 'warning' | 'text-muted';

export interface PlotSeries {
  readonly label: string;
  readonly colour: PlotColour;
  /** As many as there are x values. Null: a gap. */
  readonly values: readonly (number | null)[];
  /** The area below the line is filled. */
  readonly filled?: boolean;
  /** A second sign beside the colour. */
  readonly dashed?: boolean;
}
