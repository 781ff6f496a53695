import type { FileSet } from './plan.ts';
import { failure, success, type Result } from '../problem.ts';
import { findOverlap } from './glob-overlap.ts';

/** What decides when a step runs. */
export interface Ordered {
  readonly name: string;
  readonly inputs: FileSet;
  readonly outputs: FileSet;
  /**
   * True where the inputs take in code in general: then what a later step of the list writes is no input, where it
   * would make a circle.
   */
  readonly isBroad?: boolean;
}

/** By the steps' places in the list. */
export interface Order {
  /** The steps in an order in which each comes after all that it waits for. */
  readonly places: readonly number[];
  /** For each step those that must have ended before. */
  readonly after: readonly ReadonlySet<number>[];
  /** For each step those whose outputs are not its inputs, though its globs take them in. */
  readonly passedOver: readonly ReadonlySet<number>[];
}

/**
 * Orders steps: one that reads what another writes comes after it, else the list decides. Fails with the path where
 * steps wait for each other in a circle. Pure.
 */
export function orderSteps(steps: readonly Ordered[]): Result<Order> {
  const after = steps.map((reader) => {
    const writers = steps.map((writer, at) => (writer !== reader && feeds(writer, reader) ? at : -1));
    return new Set(writers.filter((at) => at >= 0));
  });
  const passedOver = steps.map(() => new Set<number>());
  for (;;) {
    const circle = findCircle(after);
    if (circle === undefined) return success({ places: sort(after), after, passedOver });
    const edges = circle.map((writer, at): [number, number] => [
      writer,
      circle[(at + 1) % circle.length] ?? 0,
    ]);
    const loose = edges.find(([writer, reader]) => writer > reader && steps[reader]?.isBroad);
    if (loose === undefined) return failure(...describeCircle(steps, edges));
    const [writer, reader] = loose;
    after[reader]?.delete(writer);
    passedOver[reader]?.add(writer);
  }
}

function feeds(writer: Ordered, reader: Ordered): boolean {
  return findOverlap(writer.outputs, reader.inputs) !== undefined;
}

function sort(after: readonly ReadonlySet<number>[]): number[] {
  const places: number[] = [];
  const visit = (at: number) => {
    if (places.includes(at)) return;
    for (const before of [...(after[at] ?? [])].sort((a, b) => a - b)) visit(before);
    places.push(at);
  };
  after.forEach((_, at) => visit(at));
  return places;
}

/** Steps of which each writes what the next reads, and the last what the first reads. */
function findCircle(after: readonly ReadonlySet<number>[]): number[] | undefined {
  const done = new Set<number>();
  const search = (at: number, way: readonly number[]): number[] | undefined => {
    if (way.includes(at)) {
      const circle = way.slice(way.indexOf(at)).reverse();
      const first = circle.indexOf(Math.min(...circle));
      return [...circle.slice(first), ...circle.slice(0, first)];
    }
    if (done.has(at)) return undefined;
    for (const before of after[at] ?? []) {
      const circle = search(before, [...way, at]);
      if (circle) return circle;
    }
    done.add(at);
    return undefined;
  };
  for (const at of after.keys()) {
    const circle = search(at, []);
    if (circle) return circle;
  }
  return undefined;
}

function describeCircle(
  steps: readonly Ordered[],
  edges: readonly (readonly [number, number])[],
): [string, string] {
  const name = (at: number | undefined) => steps[at ?? 0]?.name ?? '';
  const path = [...edges.map(([writer]) => name(writer)), name(edges[0]?.[0])].join(' → ');
  const shared = edges.map(([writer, reader]) => {
    const [from, to] = [steps[writer], steps[reader]];
    const glob = from && to && findOverlap(from.outputs, to.inputs);
    return `${name(writer)} writes ${glob?.pattern || glob?.base || 'files'}, which ${name(reader)} reads.`;
  });
  const advice = 'Take what one step writes out of the inputs of the other, with `!` before the glob.';
  return [
    `generate: the steps wait for each other in a circle: ${path}`,
    [...new Set(shared), advice].join(' '),
  ];
}
