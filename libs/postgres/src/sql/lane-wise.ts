import type { Statement } from './statement.js';

/**
 * A statement about rows of lanes, in two forms. $1 is an array with the lane of each row; on Citus it is the one lane of all rows, because
 * a constant lane tells Citus on which server the statement runs.
 */
export interface LaneWise {
  readonly ofLanes: Statement;
  readonly ofLane: Statement;
}

/** What the texts of the two forms differ in. */
interface LaneForm {
  /** SQL of a row's lane. */
  readonly lane: string;
  /** The parameters from $2 on as the rows `wanted`, each an array of a column; without columns one row a lane. @param columns types by names */
  readonly rows: (columns?: Columns) => string;
  /**
   * A further condition for rows that are found by address: on Citus, that they are of the lane. On PostgreSQL, statistics of a small lane
   * could turn this condition into a plan that reads the whole lane.
   */
  readonly andOfLane: (table: string) => string;
}

type Columns = Readonly<Record<string, string>>;

const forms: Readonly<Record<keyof LaneWise, LaneForm>> = {
  ofLanes: {
    lane: 'wanted.lane',
    rows: (columns = {}) => unnested({ lane: 'smallint', ...columns }, 1),
    andOfLane: () => '',
  },
  ofLane: {
    lane: '$1::smallint',
    rows: (columns) => (columns === undefined ? '(select) as wanted' : unnested(columns, 2)),
    andOfLane: (table) => ` and ${table}.lane = $1::smallint`,
  },
};

function unnested(columns: Columns, first: number): string {
  const arrays = Object.values(columns).map((type, index) => `$${String(first + index)}::${type}[]`);
  return `unnest(${arrays.join(', ')}) as wanted (${Object.keys(columns).join(', ')})`;
}

export function laneWise(name: string, text: (form: LaneForm) => string): LaneWise {
  return {
    ofLanes: { name, text: text(forms.ofLanes) },
    ofLane: { name: `${name}-of-lane`, text: text(forms.ofLane) },
  };
}
