import { someCause } from './some-cause.js';

/** Node's error codes for an invalid certificate (OpenSSL's names) or for a handshake that the broker ended. */
const certificateCodes = /CERT|_TLS_|_SSL_|UNABLE_TO_VERIFY/;

/**
 * Why the broker rejects the credentials of this process, or this process the certificate of the broker: for example a wrong
 * password, an expired token, an unknown certificate authority. Text for operators; undefined for any other error.
 */
export function authenticationFailure(error: unknown): string | undefined {
  let reason: string | undefined;
  someCause(error, ({ name, code, message }) => {
    const isFailure = name === 'KafkaJSSASLAuthenticationError' || certificateCodes.test(String(code));
    if (isFailure) reason = String(message);
    return isFailure;
  });
  return reason;
}
