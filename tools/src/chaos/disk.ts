import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, rmSync, statfsSync } from 'node:fs';
import { join } from 'node:path';

const sizeMb = 1_536;
/** Other processes write at the same time: the size is reduced until it fits. */
const lessBytes = 1024 * 1024;

/** A disk of its own for a server, which can be filled without harm to others. Only root can create one (tmpfs). */
export class Disk {
  /** False: the folder is on the machine's own disk, which must not be filled. */
  readonly canBeFilled: boolean;
  private readonly ballast: string;

  constructor(readonly dir: string) {
    mkdirSync(dir);
    this.canBeFilled = process.platform === 'linux' && process.getuid?.() === 0 && mount(dir);
    chmodSync(dir, 0o755);
    this.ballast = join(dir, 'ballast');
  }

  fill(): void {
    const { bavail, bsize } = statfsSync(this.dir);
    for (let bytes = bavail * bsize; bytes > 0; bytes -= lessBytes) {
      if (spawnSync('fallocate', ['--length', String(bytes), this.ballast]).status === 0) return;
    }
  }

  free(): void {
    rmSync(this.ballast, { force: true });
  }

  release(): void {
    if (this.canBeFilled) execFileSync('umount', ['--lazy', this.dir]);
  }
}

function mount(dir: string): boolean {
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${sizeMb}m`, 'tmpfs', dir], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
