/** How the IMS of one operator is set up at a moment. Durations in milliseconds. */
export interface ImsSettings {
  /** `capped-by-token`: the Expires that is granted is also at most what the token has left when its REGISTER passes the node. */
  readonly registrationModel: 'outlives-token' | 'capped-by-token';
  /** The longest Expires that the registrar grants. */
  readonly maxRegistrationMs: number;
  /** The registrar raises a shorter Expires to this one; 0 where the eP-CSCF refuses such a REGISTER. */
  readonly minRegistrationMs: number;
  /** How long after its `exp` a node still accepts a token. */
  readonly tokenLeewayMs: number;
  /** The largest difference between any clock and true time. */
  readonly clockSkewMs: number;
  /** The longest time between a node that accepts a REGISTER and the registrar. */
  readonly inFlightMs: number;
  /** The longest time for which the registrar keeps a binding that has lapsed. */
  readonly purgeDelayMs: number;
}

/** One of the servers that an eP-CSCF consists of. */
export interface AccessNode {
  readonly name: string;
  /** How far its clock is from true time, as a share of the largest difference: -1 slow, 1 fast. */
  readonly skewShare: number;
}

/** What the node's clock shows at an instant of true time. */
export function clockOf(node: AccessNode, { clockSkewMs }: ImsSettings, at: number): number {
  return at + node.skewShare * clockSkewMs;
}

/** When the node's clock shows this instant, in true time. */
export function trueTimeOf(node: AccessNode, { clockSkewMs }: ImsSettings, shown: number): number {
  return shown - node.skewShare * clockSkewMs;
}
