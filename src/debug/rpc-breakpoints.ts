import type { ReadText } from '../files/disk.ts';
import { type DapBody, isBody } from './dap-message.ts';
import { mapLines } from './map-lines.ts';
import type { RpcAnswer, RpcBody } from './rpc-message.ts';
import type { RpcControl } from './target.ts';

/** A breakpoint, as the next program is asked for it. It is never changed: a newer wish is another object. */
interface Wish {
  /** `CreateBreakpoint`'s. */
  readonly params: RpcBody;
  readonly isDisabled: boolean;
  /** Where it is by line, and the text for which that holds. */
  readonly place?: { readonly file: string; readonly line: number; readonly text: string | undefined };
}

/** What a client wants to be set, kept from program to program under ids that stay. */
export interface RpcBreakpoints {
  /** Passes on a request about a breakpoint, and keeps what came of it. */
  change(control: RpcControl, method: string, params: RpcBody): Promise<RpcAnswer>;
  /** Sets in a program that does not run what is not set there as it is wanted now. */
  replay(control: RpcControl): Promise<void>;
}

/** The requests that change breakpoints. */
export function changesBreakpoints(method: string): boolean {
  return ['CreateBreakpoint', 'ClearBreakpoint', 'AmendBreakpoint', 'ToggleBreakpoint'].includes(method);
}

/** Makes an empty memory. Ids count from 1: dlv takes those that it is given (debugger.CreateBreakpoint). */
export function createRpcBreakpoints(readText: ReadText): RpcBreakpoints {
  const wishes = new Map<number, Wish>();
  /** What has been set, by program. */
  const done = new WeakMap<RpcControl, Map<number, Wish>>();
  let lastId = 0;
  const setIn = (control: RpcControl) => {
    const set = done.get(control) ?? new Map<number, Wish>();
    done.set(control, set);
    return set;
  };
  const keep = (control: RpcControl, id: number, wish: Wish) => {
    wishes.set(id, wish);
    setIn(control).set(id, wish);
  };
  const placeOf = ({ file, line }: DapBody): Pick<Wish, 'place'> =>
    typeof file === 'string' && file !== ''
      ? { place: { file, line: Number(line), text: readText(file) } }
      : {};

  const create = async (control: RpcControl, params: RpcBody): Promise<RpcAnswer> => {
    const wanted = bodyOf(params['Breakpoint']);
    const id = Number(wanted['id']) > 0 ? Number(wanted['id']) : lastId + 1;
    lastId = Math.max(lastId, id);
    const named = { ...params, Breakpoint: { ...wanted, id } };
    const answer = await control.ask('CreateBreakpoint', named);
    if (answer.result) {
      const made = bodyOf(answer.result['Breakpoint']);
      keep(control, id, {
        params: withoutAddresses(named),
        isDisabled: false,
        ...placeIn(params, made, placeOf),
      });
    }
    return answer;
  };
  const clear = async (control: RpcControl, params: RpcBody): Promise<RpcAnswer> => {
    const answer = await control.ask('ClearBreakpoint', params);
    const cleared = bodyOf(answer.result?.['Breakpoint'])['id'] ?? params['Id'];
    for (const set of [wishes, setIn(control)]) set.delete(Number(cleared));
    return answer;
  };
  /** Conditions, and whether it is disabled. */
  const amend = (control: RpcControl, changed: DapBody) => {
    const id = Number(changed['id']);
    const before = wishes.get(id);
    if (!before) return;
    const { file, line, functionName } = bodyOf(before.params['Breakpoint']);
    const params = withoutAddresses({
      ...before.params,
      Breakpoint: { ...changed, file, line, functionName },
    });
    keep(control, id, { ...before, params, isDisabled: changed['disabled'] === true });
  };

  const follow = (wish: Wish): Wish => {
    const { place } = wish;
    const now = place && readText(place.file);
    if (place?.text === undefined || now === undefined || now === place.text) return wish;
    const line = mapLines(place.text, now)(place.line) ?? place.line;
    return { ...wish, place: { ...place, line, text: now } };
  };
  const set = async (control: RpcControl, id: number, { params, place, isDisabled }: Wish) => {
    const wanted = bodyOf(params['Breakpoint']);
    const there = place ? { file: place.file, line: place.line } : {};
    // A line that is gone is kept as one that is not set.
    const request = { ...params, Breakpoint: { ...wanted, ...there }, Suspended: true };
    await control.ask('CreateBreakpoint', request);
    if (isDisabled) await control.ask('AmendBreakpoint', { Breakpoint: { ...wanted, id, disabled: true } });
  };

  return {
    async change(control, method, params) {
      if (method === 'CreateBreakpoint') return create(control, params);
      if (method === 'ClearBreakpoint') return clear(control, params);
      const answer = await control.ask(method, params);
      const changed = method === 'AmendBreakpoint' ? params : answer.result;
      if (answer.result) amend(control, bodyOf(changed?.['Breakpoint']));
      return answer;
    },
    async replay(control) {
      const there = setIn(control);
      for (const [id, wish] of wishes) wishes.set(id, follow(wish));
      for (const Id of there.keys()) {
        if (there.get(Id) === wishes.get(Id)) continue;
        await control.ask('ClearBreakpoint', { Id });
        there.delete(Id);
      }
      for (const [id, wish] of [...wishes].sort(([a], [b]) => a - b)) {
        if (there.has(id)) continue;
        there.set(id, wish);
        await set(control, id, wish);
      }
    },
  };
}

/** Another program has others; it is found there by its line, its function or its expression. */
function withoutAddresses(params: RpcBody): RpcBody {
  const wanted = { ...bodyOf(params['Breakpoint']), addr: 0, addrs: null, addrpid: null };
  return { ...params, Breakpoint: wanted };
}

/** `dlv connect` asks for a line by an expression and addresses: its place is in the answer. */
function placeIn(
  { LocExpr, Breakpoint }: RpcBody,
  made: DapBody,
  placeOf: (place: DapBody) => Pick<Wish, 'place'>,
): Pick<Wish, 'place'> {
  const { file, functionName } = bodyOf(Breakpoint);
  if (typeof file === 'string' && file !== '') return placeOf(bodyOf(Breakpoint));
  if (typeof functionName === 'string' && functionName !== '') return {};
  return typeof LocExpr === 'string' && LocExpr !== '' && !/(^|:|[+-])\d+$/.test(LocExpr)
    ? {}
    : placeOf(made);
}

function bodyOf(value: unknown): DapBody {
  return isBody(value) ? value : {};
}
