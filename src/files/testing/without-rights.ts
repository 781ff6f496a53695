import { chmodSync } from 'node:fs';

/** The user that owns nothing, on Linux. */
const NOBODY = 65_534;

/** Does something while nobody may read the file or folder; the superuser, who may always, does it as another. */
export function withoutRights<T>(path: string, action: () => T): T {
  const isSuperuser = process.geteuid?.() === 0;
  chmodSync(path, 0);
  if (isSuperuser) process.seteuid?.(NOBODY);
  try {
    return action();
  } finally {
    if (isSuperuser) process.seteuid?.(0);
    chmodSync(path, 0o700);
  }
}
