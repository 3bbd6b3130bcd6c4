import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { findProgram } from '../../cluster/requirements.ts';
import { RANKSTAT } from '../../jobs/site.ts';

export const ROOT = path.dirname(path.dirname(RANKSTAT));
/** As `scripts/node-versions.mjs` gets it, and where. */
const FOLDER = process.env.RANKSTAT_NODE_VERSIONS ?? path.join(ROOT, 'node_modules/.cache/node-versions');
const NODE = path.join(FOLDER, '24', 'node');

/** What this machine lacks to make a single executable. */
export function singleRequirements(): string[] {
  const missing = findProgram('cc') === undefined ? ['cc'] : [];
  return existsSync(NODE) ? missing : [...missing, 'node scripts/node-versions.mjs'];
}

/** A single executable as `npm run package` makes it, in a folder of its own. */
export class SingleExecutable {
  readonly folder: string;
  readonly file: string;

  /** @param below where its folder is made */
  constructor(below = tmpdir()) {
    this.folder = mkdtempSync(path.join(below, 'rankstat-single-'));
    this.file = path.join(this.folder, 'rankstat');
    const make = [path.join(ROOT, 'scripts/package/single.mjs'), process.arch, NODE, this.file];
    const { status, stderr } = spawnSync(process.execPath, make, { encoding: 'utf8' });
    if (status !== 0) throw new Error(`no single executable: ${stderr}`);
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
