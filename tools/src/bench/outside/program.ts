import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

/** A program that this project neither contains nor installs. */
export interface Program {
  readonly name: string;
  /** Debian's package. */
  readonly package: string;
  /** A file of the package that must be readable, besides. */
  readonly file?: string;
}

/** Servers are where the path of an ordinary user may not lead. */
const serverFolders = ['/usr/local/sbin', '/usr/sbin'];

/** Why the programs cannot be used; undefined if they can. */
export function whyMissing(
  programs: readonly Program[],
  folders = [...(process.env['PATH'] ?? '').split(delimiter), ...serverFolders],
): string | undefined {
  for (const { name, package: debian, file } of programs) {
    if (!folders.some((folder) => isAccessible(join(folder, name), constants.X_OK)))
      return `${name} is not installed (Debian package ${debian})`;
    if (file !== undefined && !isAccessible(file, constants.R_OK))
      return `${file} cannot be read (Debian package ${debian})`;
  }
  return undefined;
}

function isAccessible(path: string, mode: number): boolean {
  try {
    accessSync(path, mode);
    return true;
  } catch {
    return false;
  }
}
