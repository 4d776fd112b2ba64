import type { LocalIssuer, Transport } from '@allocator/local';

/** The service that the users of the demo meet. */
export interface Installation {
  readonly baseUrl: string;
  /** Undefined: all requests go to `baseUrl`. */
  readonly transport: Transport | undefined;
  readonly issuer: LocalIssuer;
  /** `off` without Kafka; undefined: the local broker, if the service relays. */
  readonly brokers: string | undefined;
  /** SIGKILL of the first process with these roles, which is then started again. @returns its name */
  kill(roles: string): Promise<string>;
  /** Processes that ended by themselves, with the end of their logs. */
  crashes(): readonly string[];
}
