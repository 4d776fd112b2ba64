import { execFileSync } from 'node:child_process';
import { chmodSync, chownSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { postgresAccount, temporaryDir } from '@allocator/local';

/** Certificates of a private authority, in a folder that the tests' PostgreSQL can read. */
export interface Certificates {
  /** Path of the authority's own certificate. */
  readonly ca: string;
  /** Makes a certificate for this name (`DNS:db.example`, `IP:127.0.0.1`, or a subject's common name). */
  issue(name: string, altName?: string): { readonly cert: string; readonly key: string };
  remove(): void;
}

/** Whether this machine has what they are made with. */
export function hasOpenSsl(): boolean {
  try {
    execFileSync('openssl', ['version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

export function privateAuthority(): Certificates {
  const dir = temporaryDir('certificates');
  const file = (name: string): string => join(dir, name);
  const openssl = (...args: readonly string[]): void => {
    execFileSync('openssl', args, { stdio: 'ignore' });
  };
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  const [ca, caKey] = [file('ca.pem'), file('ca.key')];
  openssl('req', '-x509', ...key, '-keyout', caKey, '-out', ca, '-days', '2', '-subj', '/CN=a private authority');
  return {
    ca,
    issue: (name, altName) => {
      const made = { cert: file(`${name}.pem`), key: file(`${name}.key`) };
      const request = file(`${name}.csr`);
      const extensions = file(`${name}.ext`);
      writeFileSync(extensions, altName === undefined ? '' : `subjectAltName=${altName}\n`);
      openssl('req', ...key, '-keyout', made.key, '-out', request, '-subj', `/CN=${name}`);
      const signed = ['-CA', ca, '-CAkey', caKey, '-CAcreateserial', '-days', '2', '-extfile', extensions];
      openssl('x509', '-req', '-in', request, '-out', made.cert, ...signed);
      // PostgreSQL accepts a key only if its own account owns it and no other can read it.
      chmodSync(made.key, 0o600);
      const account = postgresAccount();
      if (account !== undefined) chownSync(made.key, account.uid, account.gid);
      return made;
    },
    remove: () => {
      rmSync(dir, { recursive: true, force: true });
    },
  };
}
