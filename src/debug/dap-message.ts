/** What the Debug Adapter Protocol sends (https://microsoft.github.io/debug-adapter-protocol/specification). */
export type DapMessage = DapRequest | DapResponse | DapEvent;

/** The arguments of a request, the body of an answer or event; what is in it depends on the command. */
export type DapBody = Readonly<Record<string, unknown>>;

export interface DapRequest {
  readonly type: 'request';
  readonly seq: number;
  readonly command: string;
  readonly arguments?: DapBody;
}

export interface DapResponse {
  readonly type: 'response';
  readonly seq?: number;
  readonly request_seq: number;
  readonly command: string;
  readonly success: boolean;
  readonly body?: DapBody;
  readonly message?: string;
}

export interface DapEvent {
  readonly type: 'event';
  readonly seq?: number;
  readonly event: string;
  readonly body?: DapBody;
}

/** Bytes. A header is one line of some 25; the largest bodies are variables and stacks. */
const LONGEST_HEADER = 4096;
const LONGEST_BODY = 2 ** 26;

/** Puts a message into bytes: a header with the body's length, an empty line, and JSON in UTF-8. */
export function encodeMessage(message: object): Buffer {
  const body = Buffer.from(JSON.stringify(message));
  return Buffer.concat([Buffer.from(`Content-Length: ${body.length}\r\n\r\n`), body]);
}

/**
 * Takes bytes as they come, in whatever pieces, and gives each whole message. Where they are no such messages,
 * `onNonsense` is told once in what way, and all that follows is passed over.
 */
export function createMessageReader(
  onMessage: (message: DapMessage) => void,
  onNonsense: (what: string) => void,
): (chunk: Buffer) => void {
  let pieces: Buffer[] = [];
  let held = 0;
  /** Bytes without which there is nothing to do. */
  let needed = 0;
  let isOver = false;
  const giveUp = (what: string) => {
    isOver = true;
    pieces = [];
    onNonsense(what);
  };
  return (chunk) => {
    if (isOver) return;
    pieces.push(chunk);
    held += chunk.length;
    while (!isOver && held > 0 && held >= needed) {
      const buffer = Buffer.concat(pieces);
      pieces = [buffer];
      if (!/^C/i.test(String.fromCharCode(buffer[0] ?? 0))) return giveUp('what is no header of it');
      const head = buffer.indexOf('\r\n\r\n');
      if (head < 0) {
        if (held > LONGEST_HEADER) giveUp(`no header within ${LONGEST_HEADER} bytes`);
        return;
      }
      const header = buffer.subarray(0, head).toString('latin1');
      const length = Number(/^Content-Length: *(\d+)$/im.exec(header)?.[1] ?? NaN);
      if (!(length <= LONGEST_BODY)) return giveUp(`a header without a usable Content-Length`);
      const end = head + 4 + length;
      needed = end;
      if (held < end) return;
      const message = parse(buffer.subarray(head + 4, end).toString('utf8'));
      pieces = [buffer.subarray(end)];
      held -= end;
      needed = 0;
      if (message === undefined) return giveUp('a body that is no message');
      onMessage(message);
    }
  };
}

function parse(text: string): DapMessage | undefined {
  try {
    const value: unknown = JSON.parse(text);
    if (!isBody(value)) return undefined;
    const { type, seq, command, event, request_seq: to } = value;
    const isWhole =
      (type === 'request' && typeof command === 'string' && typeof seq === 'number') ||
      (type === 'response' && typeof to === 'number') ||
      (type === 'event' && typeof event === 'string');
    const args = value['arguments'] ?? value['body'] ?? {};
    return isWhole && isBody(args) ? (value as unknown as DapMessage) : undefined;
  } catch {
    return undefined;
  }
}

/** Whether something that came by JSON is an object. */
export function isBody(value: unknown): value is DapBody {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The objects of a list that came by JSON; empty where it is none. */
export function bodiesOf(value: unknown): readonly DapBody[] {
  return Array.isArray(value) ? value.filter(isBody) : [];
}
