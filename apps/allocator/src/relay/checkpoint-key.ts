import type { Checkpoint, CheckpointSigner, SignedCheckpoint } from '@allocator/application';
import type { AnswerType, checkpointKeysAnswer } from '@allocator/contracts';
import { toIso } from '@allocator/domain';
import type { CryptoKey } from 'jose';
import { CompactSign, calculateJwkThumbprint, exportJWK, importPKCS8 } from 'jose';
import { createPublicKey } from 'node:crypto';
import { readFile } from 'node:fs/promises';

/** EdDSA with Ed25519 (RFC 8037), by its fully specified name (RFC 9864). */
const algorithm = 'Ed25519';

/** `CHECKPOINT_KEY` is not a file with a usable private key. */
export class CheckpointKeyError extends Error {
  override readonly name = 'CheckpointKeyError';
}

/** Signs checkpoints with the installation's private key, which never leaves the process. */
export class CheckpointKey implements CheckpointSigner {
  private constructor(
    private readonly key: CryptoKey,
    /** For a JWKS (RFC 7517). */
    readonly publicJwk: AnswerType<typeof checkpointKeysAnswer>['keys'][number],
  ) {}

  /** @param path of a PEM file, PKCS #8. Throws `CheckpointKeyError`. */
  static async read(path: string): Promise<CheckpointKey> {
    try {
      const pem = await readFile(path, 'utf8');
      const key = await importPKCS8(pem, algorithm);
      const { kty, crv, x } = await exportJWK(createPublicKey(pem));
      if (kty === undefined || crv === undefined || x === undefined) throw new Error('the key has no public part');
      const kid = await calculateJwkThumbprint({ kty, crv, x });
      return new CheckpointKey(key, { kty, crv, x, kid, alg: algorithm, use: 'sig' });
    } catch (cause) {
      const hint = 'create one with: openssl genpkey -algorithm ed25519';
      throw new CheckpointKeyError(`CHECKPOINT_KEY: ${path} is not a private Ed25519 key in PEM; ${hint}`, { cause });
    }
  }

  async sign({ lane, position, hash, time }: Checkpoint): Promise<SignedCheckpoint> {
    const payload = JSON.stringify({ lane, position, hash, time: toIso(time) });
    const jws = await new CompactSign(Buffer.from(payload))
      .setProtectedHeader({ alg: algorithm, kid: this.publicJwk.kid, typ: 'checkpoint' })
      .sign(this.key);
    return { lane, position, jws };
  }
}
