import { generateKeyPairSync } from 'node:crypto';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** The key pair with which the service signs checkpoints and an auditor verifies them. */
export interface LocalCheckpointKey {
  readonly env: { readonly CHECKPOINT_KEY: string };
  /** PEM, for `allocator verify --public-key`. */
  readonly publicKey: string;
}

/** The checkpoint key of this folder (Ed25519); made the first time, readable by this user alone. */
export function openLocalCheckpointKey(dir: string): LocalCheckpointKey {
  const folder = join(dir, 'checkpoints');
  const privateFile = join(folder, 'private-key.pem');
  const publicFile = join(folder, 'public-key.pem');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  if (!existsSync(privateFile)) {
    const { privateKey, publicKey } = generateKeyPairSync('ed25519');
    writeFileSync(publicFile, publicKey.export({ type: 'spki', format: 'pem' }));
    writeFileSync(privateFile, privateKey.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600 });
  }
  return { env: { CHECKPOINT_KEY: privateFile }, publicKey: publicFile };
}
