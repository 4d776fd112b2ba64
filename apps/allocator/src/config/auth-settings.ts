/** Where the issuer's public keys are: its JWKS (RFC 7517). */
export type KeySource = { readonly kind: 'url'; readonly url: URL } | { readonly kind: 'file'; readonly path: string };

/** How access tokens are verified. */
export interface AuthSettings {
  readonly keys: KeySource;
  /** The `iss` of every token, exactly. */
  readonly issuer: string;
  /** Must be among a token's `aud`. */
  readonly audience: string;
  /** How far the issuer's clock may differ from this process's. */
  readonly leewaySeconds: number;
}
