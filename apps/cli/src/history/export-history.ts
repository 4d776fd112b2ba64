import type { LaneEnd, Pages } from '@allocator/application';
import { createHash } from 'node:crypto';
import { createReadStream, existsSync, mkdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { Checkpoint } from '@allocator/application';
import type { Lane } from '@allocator/domain';
import { CompactSign, decodeJwt, importPKCS8 } from 'jose';
import { CommandError, exitCodes } from '../command/command-error.js';
import type { Output } from '../command/output.js';
import { EventProgress } from './event-progress.js';
import type { ExportFormat } from './lane-file.js';
import { extensions, openLaneFile } from './lane-file.js';
import type { ExportedFile, Manifest } from './manifest.js';
import { manifestFile, manifestSchema, signatureFile } from './manifest.js';
import type { HistorySource } from './history-source.js';

export interface ExportOptions {
  readonly format: ExportFormat;
  /** PEM of the private key that signs the manifest; undefined: no signature. */
  readonly key: string | undefined;
}

/** The ends of the lanes when the export began: an export that was stopped continues to the same ends. */
const planFile = 'manifest.partial.json';

/**
 * Writes the events of every lane up to its present end, one file for each lane, and a manifest. Events, and so the files, have no personal data.
 * An export that was stopped continues without reading finished lanes again. Returns the exit code.
 */
export async function exportHistory(
  folder: string,
  source: HistorySource,
  { format, key }: ExportOptions,
  output: Output,
): Promise<number> {
  mkdirSync(folder, { recursive: true });
  if (existsSync(join(folder, manifestFile))) {
    throw new CommandError(`${folder} already has an export: name another folder`, exitCodes.wrongUse);
  }
  const manifest = await plan(folder, source, format);
  const total = manifest.files.reduce((all, { events }) => all + events, 0);
  const progress = new EventProgress('exporting', total);
  try {
    for (const [index, file] of manifest.files.entries()) {
      if (file.bytes > 0) progress.add(file.events);
      else manifest.files[index] = await exportLane(folder, file, format, source, progress);
      writePlan(folder, manifest);
    }
  } finally {
    progress.end();
  }
  const text = JSON.stringify(manifest, undefined, 2);
  if (key !== undefined) writeFileSync(join(folder, signatureFile), await signatureOf(text, key));
  writeFileSync(join(folder, manifestFile), text);
  rmSync(join(folder, planFile));
  output.line(
    `${total.toLocaleString('en-US')} events in ${String(manifest.files.length)} files: ${join(folder, manifestFile)}`,
  );
  if (key === undefined) output.line('the manifest is not signed: give --key');
  output.document({
    manifest: join(folder, manifestFile),
    events: total,
    files: manifest.files,
    signed: key !== undefined,
  });
  return exitCodes.done;
}

async function plan(folder: string, source: HistorySource, format: ExportFormat): Promise<Manifest> {
  const begun = join(folder, planFile);
  if (existsSync(begun)) {
    const manifest = manifestSchema.parse(JSON.parse(await readFile(begun, 'utf8')));
    if (manifest.format === format) return manifest;
    throw new CommandError(
      `${folder} has an unfinished export with --format ${manifest.format}: finish that one, or name another folder`,
      exitCodes.wrongUse,
    );
  }
  const lanes = (await source.lanes()).filter(({ position }) => position > 0);
  const checkpoints = await Promise.all(lanes.map((lane) => checkpointsUpTo(lane, source)));
  const manifest: Manifest = {
    format,
    exportedFrom: source.title,
    files: lanes.map(({ lane, position }) => ({
      file: `lane-${String(lane)}.${extensions[format]}`,
      lane,
      first: 1,
      last: position,
      events: position,
      bytes: 0,
      sha256: '0'.repeat(64),
    })),
    checkpoints: checkpoints.flat(),
  };
  writePlan(folder, manifest);
  return manifest;
}

async function checkpointsUpTo({ lane, position }: LaneEnd, source: HistorySource): Promise<readonly string[]> {
  const all = await source.checkpoints(lane);
  return all.filter((jws) => decodeJwt<Pick<Checkpoint, 'position'>>(jws).position <= position);
}

async function exportLane(
  folder: string,
  file: ExportedFile,
  format: ExportFormat,
  source: HistorySource,
  progress: EventProgress,
): Promise<ExportedFile> {
  const path = join(folder, file.file);
  const unfinished = `${path}.partial`;
  const laneFile = openLaneFile(unfinished, format);
  let events = 0;
  for await (const page of progress.counted(first(source.documents(file.lane as Lane, 0), file.events))) {
    events += page.length;
    await laneFile.write(page);
  }
  await laneFile.close();
  if (events < file.events) {
    throw new CommandError(
      `lane ${String(file.lane)} ended after ${String(events)} events, not ${String(file.events)}: verify it`,
      exitCodes.found,
    );
  }
  renameSync(unfinished, path);
  return { ...file, bytes: statSync(path).size, sha256: await sha256Of(path) };
}

async function* first(pages: Pages, count: number): AsyncGenerator<readonly string[]> {
  let left = count;
  for await (const page of pages) {
    yield page.length <= left ? page : page.slice(0, left);
    left -= page.length;
    if (left <= 0) return;
  }
}

export async function sha256Of(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}

async function signatureOf(text: string, keyFile: string): Promise<string> {
  const key = await importPKCS8(await readFile(keyFile, 'utf8'), 'Ed25519').catch(() => {
    throw new CommandError(`${keyFile} is not a private Ed25519 key in PEM`, exitCodes.wrongUse);
  });
  const payload = JSON.stringify({ sha256: createHash('sha256').update(text).digest('hex') });
  return new CompactSign(Buffer.from(payload)).setProtectedHeader({ alg: 'Ed25519', typ: 'manifest' }).sign(key);
}

function writePlan(folder: string, manifest: Manifest): void {
  writeFileSync(join(folder, planFile), JSON.stringify(manifest));
}
