import type { LaneEnd, Pages } from '@allocator/application';
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { createGunzip } from 'node:zlib';
import { textLines } from '@allocator/contracts';
import type { Lane, Position } from '@allocator/domain';
import { asyncBufferFromFile, parquetMetadataAsync, parquetReadObjects } from 'hyparquet';
import { decodeJwt } from 'jose';
import { z } from 'zod';
import { CommandError, exitCodes } from '../command/command-error.js';
import type { CheckpointVerifier } from './checkpoint-verifier.js';
import { sha256Of } from './export-history.js';
import type { ExportedFile, Manifest } from './manifest.js';
import { manifestFile, manifestSchema, signatureFile } from './manifest.js';
import type { HistorySource } from './history-source.js';

const signedDigest = z.object({ sha256: z.string() });

/** The files of an export; needs neither the service nor its database. */
export class ExportSource implements HistorySource {
  private constructor(
    private readonly folder: string,
    private readonly manifest: Manifest,
  ) {}

  get title(): string {
    return `the export ${this.folder}`;
  }

  /**
   * @param path of the folder, or of its manifest
   * @param verifier if given, a signed manifest must have a valid signature
   */
  static async open(path: string, verifier: CheckpointVerifier | undefined): Promise<ExportSource> {
    const isFolder = (await stat(path).catch(() => undefined))?.isDirectory() === true;
    const folder = isFolder ? path : dirname(path);
    const text = await readFile(join(folder, isFolder ? manifestFile : basename(path)), 'utf8').catch(() => {
      throw new CommandError(`${path} is neither the folder of an export nor its ${manifestFile}`, exitCodes.wrongUse);
    });
    if (verifier !== undefined) await demandSignature(folder, text, verifier);
    return new ExportSource(folder, parsed(text, path));
  }

  lanes(): Promise<readonly LaneEnd[]> {
    return Promise.resolve(
      this.manifest.files.map(({ lane, last }) => ({ lane: lane as Lane, position: last as Position })),
    );
  }

  async *documents(lane: Lane): Pages {
    const file = this.manifest.files.find((each) => each.lane === lane);
    if (file === undefined) return;
    const path = join(this.folder, file.file);
    yield* this.manifest.format === 'ndjson' ? linesOf(path, file) : rowsOf(path);
  }

  checkpoints(lane: Lane): Promise<readonly string[]> {
    return Promise.resolve(this.manifest.checkpoints.filter((jws) => laneOf(jws) === lane));
  }

  /** The files whose bytes are not those of the manifest. */
  async alteredFiles(): Promise<readonly string[]> {
    const altered: string[] = [];
    for (const { file, sha256 } of this.manifest.files) {
      const found = await sha256Of(join(this.folder, file)).catch(() => 'nothing');
      if (found !== sha256) altered.push(file);
    }
    return altered;
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}

async function demandSignature(folder: string, text: string, verifier: CheckpointVerifier): Promise<void> {
  const jws = await readFile(join(folder, signatureFile), 'utf8').catch(() => undefined);
  // An unsigned manifest: the checkpoints in it are signed, and cover every document.
  if (jws === undefined) return;
  const signed = signedDigest.safeParse(await verifier.payload(jws.trim()));
  const digest = createHash('sha256').update(text).digest('hex');
  if (signed.success && signed.data.sha256 === digest) return;
  throw new CommandError(`the manifest of ${folder} has no valid signature under this key`, exitCodes.found);
}

function parsed(text: string, path: string): Manifest {
  try {
    return manifestSchema.parse(JSON.parse(text));
  } catch {
    throw new CommandError(`${path} is not the manifest of an export`, exitCodes.wrongUse);
  }
}

/** The lane that the token claims; the verifier checks its signature. */
function laneOf(jws: string): number | undefined {
  try {
    return decodeJwt<{ lane: number }>(jws).lane;
  } catch {
    return undefined;
  }
}

async function* linesOf(path: string, { file }: ExportedFile): Pages {
  const content = createReadStream(path).pipe(createGunzip());
  try {
    yield* textLines(content as AsyncIterable<Uint8Array>);
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error);
    throw new CommandError(`${file} cannot be read to its end: ${detail}`, exitCodes.found);
  }
}

/** A row group at a time. */
async function* rowsOf(path: string): Pages {
  const file = await asyncBufferFromFile(path);
  const metadata = await parquetMetadataAsync(file);
  let rowStart = 0;
  for (const { num_rows: rows } of metadata.row_groups) {
    const rowEnd = rowStart + Number(rows);
    const objects = await parquetReadObjects({ file, metadata, columns: ['document'], rowStart, rowEnd });
    yield objects.map((row) => String(row['document']));
    rowStart = rowEnd;
  }
}
