/** Sends a signal to one process. False: it is gone, or not ours. Signal 0 only asks. */
export type SendSignal = (pid: number, signal: NodeJS.Signals | 0) => boolean;

/** Sends a signal through the operating system. Never throws. */
export const sendSignal: SendSignal = (pid, signal) => {
  try {
    return process.kill(pid, signal);
  } catch {
    return false;
  }
};
