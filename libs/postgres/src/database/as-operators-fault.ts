import { DatabaseUrlError } from '../connection/read-database-url.js';
import { DatabaseRefusedError } from '../connection/prepare-session.js';

/** Error codes of TLS: untrusted certificate, host name mismatch, files that are not a certificate and key. */
const tlsCodes = /^(ERR_TLS_|ERR_SSL_|ERR_OSSL_|CERT_|SELF_SIGNED_|DEPTH_ZERO_|UNABLE_TO_)/;
/** SQLSTATEs of refused logins and missing databases. */
const loginCodes = new Set(['28000', '28P01', '3D000']);
const insufficientPrivilege = '42501';
const noSchema = '3F000';
const protocolViolation = '08P01';

/**
 * Errors that only an operator can correct (URL, server, login), prefixed with the variable; other errors unchanged.
 * No message contains a part of the URL, which has the password.
 */
export function asOperatorsFault(error: unknown, variable: string, purpose: 'migrate' | 'work'): unknown {
  if (typeof error !== 'object' || error === null) return error;
  const { message = '', code = '' } = error as { readonly message?: string; readonly code?: string };
  const advice = adviceOf(error, message, code, purpose);
  if (advice === undefined) return error;
  const detail = advice === '' ? message : `${message}: ${advice}`;
  return new DatabaseRefusedError(`${variable}: ${detail}`, { cause: error });
}

/** What to do; empty if the message says it; undefined for other errors. */
function adviceOf(error: object, message: string, code: string, purpose: 'migrate' | 'work'): string | undefined {
  if (error instanceof DatabaseUrlError || error instanceof DatabaseRefusedError) return '';
  // By SQLSTATE, because TypeORM wraps the driver's errors.
  if (loginCodes.has(code)) return 'change the URL, or allow this login on the server';
  if (code === protocolViolation && /startup parameter/.test(message)) {
    return 'a connection pooler refuses it; remove it from the URL and from PGOPTIONS';
  }
  if (purpose === 'migrate' && (code === insufficientPrivilege || code === noSchema)) {
    return 'the user that brings the schema up to date lacks a right (docs/deployment.md, Roles)';
  }
  if (message === 'The server does not support SSL connections') {
    return 'set ssl = on for the PostgreSQL server, or use sslmode=disable on a network that you trust';
  }
  if (!tlsCodes.test(code)) return undefined;
  return 'TLS to the server failed; a private authority needs sslrootcert, the path of its PEM file';
}
