import type { Checkpoint } from '@allocator/application';
import { fromIso } from '@allocator/domain';
import type { CryptoKey } from 'jose';
import { compactVerify, importSPKI } from 'jose';
import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { CommandError, exitCodes } from '../command/command-error.js';

const algorithm = 'Ed25519';
const payloadSchema = z.object({
  lane: z.int().min(0),
  position: z.int().min(1),
  hash: z.string().regex(/^[0-9a-f]{64}$/),
  time: z.iso.datetime(),
});

/** Reads what one private key signed. */
export class CheckpointVerifier {
  private constructor(private readonly key: CryptoKey) {}

  /** @param file PEM of the public key, obtained from the installation in a trustworthy way */
  static async read(file: string): Promise<CheckpointVerifier> {
    try {
      return new CheckpointVerifier(await importSPKI(await readFile(file, 'utf8'), algorithm));
    } catch {
      throw new CommandError(`${file} is not a public Ed25519 key in PEM`, exitCodes.wrongUse);
    }
  }

  /** Undefined if it has no valid signature under this key, or is no checkpoint. */
  async checkpoint(jws: string): Promise<Checkpoint | undefined> {
    const payload = await this.payload(jws);
    const parsed = payloadSchema.safeParse(payload);
    if (!parsed.success) return undefined;
    const { lane, position, hash, time } = parsed.data;
    return { lane, position, hash, time: fromIso(time) } as Checkpoint;
  }

  /** The signed JSON; undefined if there is no valid signature under this key. */
  async payload(jws: string): Promise<unknown> {
    try {
      const { payload } = await compactVerify(jws, this.key, { algorithms: [algorithm] });
      return JSON.parse(new TextDecoder().decode(payload)) as unknown;
    } catch {
      return undefined;
    }
  }
}
