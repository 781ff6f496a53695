import { success } from '../../problem.ts';
import type { Exit } from '../../process/child.ts';
import type { DapBody, DapEvent, DapResponse } from '../dap-message.ts';
import type { DlvConnection, OpenDlv } from '../dlv-connection.ts';

/** A dlv that exists in memory only, with its program. */
export interface FakeDlv {
  readonly pid: number;
  /** The requests that it has got, with what they were about. */
  readonly asked: readonly { readonly command: string; readonly args: DapBody }[];
  readonly commands: () => readonly string[];
  /** Its answers besides plain agreement, by command. */
  readonly answers: Record<string, Partial<DapResponse>>;
  emit(event: string, body?: DapBody): void;
  /** Ends it. */
  end(exit: Exit): void;
  readonly signals: readonly string[];
}

/** Makes an {@link OpenDlv}; what it has opened is in `opened`. Pids count from 501. */
export function createFakeDlv(): {
  readonly openDlv: OpenDlv;
  readonly opened: FakeDlv[];
  /** Commands that are never answered. */
  readonly silent: Set<string>;
  launch: Partial<DapResponse>;
} {
  const opened: FakeDlv[] = [];
  const silent = new Set<string>();
  const fake = {
    opened,
    silent,
    launch: {} as Partial<DapResponse>,
    openDlv: undefined as unknown as OpenDlv,
  };
  fake.openDlv = async () => {
    const pid = 501 + opened.length;
    const ended = Promise.withResolvers<Exit>();
    const asked: { command: string; args: DapBody }[] = [];
    const signals: string[] = [];
    let onEvent: (event: DapEvent) => void = () => undefined;
    let lastId = 0;
    const emit = (event: string, body: DapBody = {}) => onEvent({ type: 'event', event, body });
    const dlv: FakeDlv = {
      pid,
      asked,
      commands: () => asked.map(({ command }) => command),
      answers: { launch: fake.launch },
      emit,
      end: (exit) => ended.resolve(exit),
      signals,
    };
    opened.push(dlv);
    const connection: DlvConnection = {
      async request(command, args = {}) {
        asked.push({ command, args });
        if (silent.has(command)) return new Promise(() => undefined);
        if (command === 'launch') {
          emit('initialized');
          emit('process', { systemProcessId: pid });
        }
        if (command === 'disconnect') ended.resolve({ kind: 'code', code: 0 });
        const wanted = (args['breakpoints'] ?? []) as DapBody[];
        const breakpoints = wanted.map((one) => ({ ...one, id: ++lastId, verified: true }));
        const body = command === 'setBreakpoints' ? { breakpoints } : {};
        return { type: 'response', request_seq: 0, command, success: true, body, ...dlv.answers[command] };
      },
      follow: (listener) => void (onEvent = listener),
      ended: ended.promise,
      kill: (signal) => void signals.push(signal),
      killTree: async () => void signals.push('the whole tree'),
    };
    return success(connection);
  };
  return fake;
}
