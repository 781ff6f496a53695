/** The parts in the order in which they happen; `build` is what is left of it. */
const PARTS = ['generate', 'load', 'compile', 'link', 'build', 'stop', 'ready'];

/** @type {Record<string, string>} */
const BUILT = { hot: ' · without the go command', delta: ' · without the go command, delta link' };

/**
 * @typedef {{ cycle: number, began: number, why: string, asked: string[], outcome: string, via?: string,
 *   durations: Record<string, number>, tests?: { success: boolean, text: string, output: string } }} CycleRecord
 */

/**
 * Draws the cycles, newest first, with bars to one scale.
 * @param {HTMLElement} list
 * @param {CycleRecord[]} cycles
 */
export function drawTimeline(list, cycles) {
  const longest = Math.max(1, ...cycles.map((one) => sum(partsOf(one))));
  list.replaceChildren(...cycles.map((one) => drawCycle(one, longest)).reverse());
}

/**
 * @param {CycleRecord} record
 * @param {number} longest
 */
function drawCycle(record, longest) {
  const { cycle, began, outcome, via } = record;
  const item = element('li', '');
  item.dataset['outcome'] = outcome;
  item.value = cycle;
  const parts = partsOf(record);
  const bar = element('div', '', 'bar');
  for (const [name, ms] of parts) {
    const piece = element('i', '', name);
    piece.style.width = `${(100 * ms) / longest}%`;
    piece.title = `${name === 'ready' ? 'start' : name} ${format(ms)}`;
    bar.append(piece);
  }
  const total = record.durations['total'] ?? sum(parts);
  const built = BUILT[via ?? ''] ?? '';
  item.append(
    element('p', tellWhy(record), 'why'),
    bar,
    element(
      'p',
      `${new Date(began).toLocaleTimeString()} · ${outcome}${total > 0 ? ` · ${format(total)}` : ''}${built}`,
      'facts',
    ),
  );
  const { tests } = record;
  if (tests) item.append(element('p', `${tests.success ? '✓' : '✗'} ${tests.text}`, 'tests'));
  if (tests && tests.output !== '') item.append(element('pre', tests.output, 'tests'));
  return item;
}

/** @param {CycleRecord} record */
function tellWhy({ cycle, why, asked }) {
  const reasons = [why, ...asked.map((one) => `${one}, asked for`)].filter((one) => one !== '');
  return reasons.join(' and ') || (cycle === 1 ? 'first build' : 'the same again');
}

/**
 * @param {CycleRecord} record
 * @returns {[string, number][]}
 */
function partsOf({ durations }) {
  const { load = 0, compile = 0, link = 0, build = 0 } = durations;
  /** @type {Record<string, number>} */
  const all = { ...durations, build: build - load - compile - link };
  return PARTS.map((name) => /** @type {[string, number]} */ ([name, all[name] ?? 0])).filter(
    ([, ms]) => ms > 0.5,
  );
}

/** @param {[string, number][]} parts */
function sum(parts) {
  return parts.reduce((all, [, ms]) => all + ms, 0);
}

/** @param {number} ms */
function format(ms) {
  return ms < 9950 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`;
}

/**
 * @template {keyof HTMLElementTagNameMap} T
 * @param {T} tag
 * @param {string} text
 */
export function element(tag, text, className = '') {
  return Object.assign(document.createElement(tag), { textContent: text, className });
}
