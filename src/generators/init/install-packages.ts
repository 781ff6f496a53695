import { execFileSync } from 'node:child_process';
import { detectPackageManager } from 'nx/src/devkit-exports.js';

/** Has the workspace's package manager install what package.json lists now, and shows what that prints. */
export function installPackages(root: string): void {
  const isWindows = process.platform === 'win32';
  // What npm is there is a batch file, which only a shell starts.
  execFileSync(detectPackageManager(root), ['install'], { cwd: root, stdio: 'inherit', shell: isWindows });
}
