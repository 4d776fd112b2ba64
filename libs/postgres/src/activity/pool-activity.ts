import { EntitySchema } from 'typeorm';

/** What happened in one minute of one pool: the projector's first read model. */
export interface PoolActivity {
  lane: number;
  poolId: string;
  /** The minute's beginning. */
  minute: Date;
  assigned: number;
  released: number;
  expired: number;
  refused: number;
}

export const PoolActivity = new EntitySchema<PoolActivity>({
  name: 'PoolActivity',
  tableName: 'pool_activity',
  columns: {
    lane: { type: 'smallint', primary: true },
    poolId: { type: 'text', primary: true, name: 'pool_id' },
    minute: { type: 'timestamptz', primary: true },
    assigned: { type: 'int' },
    released: { type: 'int' },
    expired: { type: 'int' },
    refused: { type: 'int' },
  },
});
