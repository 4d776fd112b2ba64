/** The settings of the IMS of one operator at a moment. Durations in milliseconds. */
export interface ImsSettings {
  /** `capped-by-token`: the granted Expires is also limited to the time to the end of the token when the node accepts the REGISTER. */
  readonly registrationModel: 'outlives-token' | 'capped-by-token';
  /** The longest Expires that the registrar grants. */
  readonly maxRegistrationMs: number;
  /** The registrar raises a shorter Expires to this one; 0 if the eP-CSCF refuses such a REGISTER. */
  readonly minRegistrationMs: number;
  /** How long after its `exp` a node still accepts a token. */
  readonly tokenLeewayMs: number;
  /** The largest difference between any clock and true time. */
  readonly clockSkewMs: number;
  /** The longest time from the acceptance of a REGISTER by a node to its arrival at the registrar. */
  readonly inFlightMs: number;
  /** The longest time for which the registrar keeps an expired binding. */
  readonly purgeDelayMs: number;
}

/** One of the servers of an eP-CSCF. */
export interface AccessNode {
  readonly name: string;
  /** The error of its clock, as a share of the largest skew: -1 slow, 1 fast. */
  readonly skewShare: number;
}

/** The time on the node's clock at an instant of true time. */
export function clockOf(node: AccessNode, { clockSkewMs }: ImsSettings, at: number): number {
  return at + node.skewShare * clockSkewMs;
}

/** The instant of true time at which the node's clock shows this time. */
export function trueTimeOf(node: AccessNode, { clockSkewMs }: ImsSettings, shown: number): number {
  return shown - node.skewShare * clockSkewMs;
}
