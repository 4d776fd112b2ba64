import type { Identity, Lane } from '@allocator/domain';
import { int2Array } from './binary-array.js';

/** A column of `availability`, for set-wise writes through `unnest`. */
export interface Column {
  readonly name: string;
  readonly type: string;
  /** The column of many rows, as one parameter. */
  readonly array: (identities: readonly Identity[]) => Buffer;
}

/** Columns of a statement and of its parameters, in one order; the lane comes first. */
export class ColumnSet {
  readonly names: string;
  /** The rows `u` of the parameters. */
  readonly unnested: string;
  /** `name = u.name`, of all but the lane and the number. */
  readonly assignments: string;

  constructor(private readonly columns: readonly Column[]) {
    this.names = ['lane', ...columns.map(({ name }) => name)].join(', ');
    const types = ['smallint', ...columns.map(({ type }) => type)].map(
      (type, index) => `$${String(index + 1)}::${type}[]`,
    );
    this.unnested = `unnest(${types.join(', ')}) as u (${this.names})`;
    const set = columns.filter(({ name }) => name !== 'number');
    this.assignments = set.map(({ name }) => `${name} = u.${name}`).join(', ');
  }

  /** @param lanes those of the identities */
  arrays(lanes: readonly Lane[], identities: readonly Identity[]): Buffer[] {
    return [int2Array(lanes), ...this.columns.map(({ array }) => array(identities))];
  }
}
