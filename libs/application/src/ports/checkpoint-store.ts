import type { Hash, Instant, Lane, Position } from '@allocator/domain';

/** What is signed: the lane's history up to a position had this hash at a time. */
export interface Checkpoint {
  readonly lane: Lane;
  readonly position: Position;
  /** SHA-256 of the document at the position; by the chain it covers every document before it. */
  readonly hash: Hash;
  readonly time: Instant;
}

/** A checkpoint with its signature: a JWS in compact serialisation (RFC 7515), EdDSA with Ed25519 (RFC 8037). */
export interface SignedCheckpoint extends Pick<Checkpoint, 'lane' | 'position'> {
  readonly jws: string;
}

export interface CheckpointStore {
  /** The ends of those lanes that have events after their last checkpoint. */
  unsigned(): Promise<readonly Checkpoint[]>;
  /** If another process has stored one of the same position, that one stays. */
  keep(checkpoints: readonly SignedCheckpoint[]): Promise<void>;
  /** Those that are not on the topic yet, oldest first. */
  unpublished(countMax: number): Promise<readonly SignedCheckpoint[]>;
  published(checkpoints: readonly SignedCheckpoint[]): Promise<void>;
  /** Of one lane, after a position, in order. */
  read(lane: Lane, after: Position | 0, countMax: number): Promise<readonly SignedCheckpoint[]>;
}

export interface CheckpointSigner {
  sign(checkpoint: Checkpoint): Promise<SignedCheckpoint>;
}

export interface CheckpointTopic {
  /** At least once. */
  publish(checkpoints: readonly SignedCheckpoint[]): Promise<void>;
}
