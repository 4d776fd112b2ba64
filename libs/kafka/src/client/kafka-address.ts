/** Where the brokers are, and how this process and the brokers authenticate each other. */
export interface KafkaAddress {
  /** `host:port` of the brokers to connect to first; the others are learnt from them. */
  readonly brokers: readonly string[];
  /** Name of this process in the logs and quotas of the brokers. */
  readonly clientId: string;
  /** Undefined: connections are not encrypted. */
  readonly tls?: KafkaTls;
  /** Undefined: brokers identify this process by its certificate, or not at all. */
  readonly sasl?: KafkaSasl;
}

/** Certificates and keys as PEM text. */
export interface KafkaTls {
  /** Authorities that sign the certificates of the brokers; undefined: the authorities that Node trusts. */
  readonly ca?: string;
  /** Certificate by which brokers identify this process; needs `key`. */
  readonly cert?: string;
  readonly key?: string;
}

/** Credentials. SCRAM is RFC 5802 and RFC 7677, OAUTHBEARER RFC 7628. */
export type KafkaSasl =
  | { readonly mechanism: 'scram-sha-256' | 'scram-sha-512'; readonly username: string; readonly password: string }
  | {
      readonly mechanism: 'oauthbearer';
      /** Returns an access token. Called for each connection, and again before the broker ends the session. */
      readonly token: () => Promise<string>;
    };
