import { renderLine } from './ansi.js';
import { follow, render } from './live.js';
import { drawTimeline, element } from './timeline.js';

/** @typedef {{ id: number, at: number, text: string }} LogLine */

const MOST_CYCLES = 200;
const MOST_LINES = 1000;

/** @param {string} id */
const find = (id) => /** @type {HTMLElement} */ (document.getElementById(id));
const [status, state, list, log, found] = ['status', 'state', 'cycles', 'log', 'found'].map(find);
const search = /** @type {HTMLInputElement} */ (find('search'));

/** @type {Map<number, import('./timeline.js').CycleRecord>} */
let cycles = new Map();
/** @type {any} */
let view;
/** @type {number | undefined} */
let memory;

/** @param {any} next */
function show(next) {
  view = next;
  document.title = `${next.isError ? '✗ ' : ''}${next.title} · go-run`;
  state.hidden = !next.isError;
  // Escaped by the server, where it is made.
  if (next.isError) render(state, next.html);
  for (const one of next.cycles ?? []) cycles.set(one.cycle, one);
  drawTimeline(list, [...cycles.values()].slice(-MOST_CYCLES));
  showStatus();
}

function showStatus() {
  if (view === undefined) return;
  const { title, program, doing } = view;
  const runs = ['starting', 'late', 'ready'].includes(program.kind);
  const facts = [
    title,
    ...(doing.kind === 'resting' ? [] : [doing.kind]),
    ...(runs ? [`pid ${program.pid}`, `up ${uptime(Date.now() - program.since)}`] : []),
    ...(runs && memory !== undefined ? [`${(memory / 1024 / 1024).toFixed(1)} MiB`] : []),
  ];
  status.replaceChildren(facts.join(' · '));
  if (runs && program.baseUrl) {
    status.append(' · ', Object.assign(element('a', program.baseUrl), { href: program.baseUrl }));
  }
}

/** @param {number} ms */
function uptime(ms) {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  return hours > 0
    ? `${hours} h ${minutes} min`
    : minutes > 0
      ? `${minutes} min ${seconds % 60} s`
      : `${seconds} s`;
}

/** @param {LogLine[]} lines */
function addLines(lines) {
  const isAtEnd = log.scrollTop + log.clientHeight >= log.scrollHeight - 20;
  for (const { at, text } of lines) {
    const line = element('div', '');
    const time = new Date(at);
    line.append(
      Object.assign(element('time', time.toTimeString().slice(0, 8)), { dateTime: time.toISOString() }),
    );
    line.append(' ', renderLine(text));
    line.hidden = !matches(line);
    log.append(line);
  }
  while (log.childElementCount > MOST_LINES) log.firstElementChild?.remove();
  if (isAtEnd) log.scrollTop = log.scrollHeight;
  count();
}

/** @param {Element} line */
function matches(line) {
  return (line.textContent ?? '').toLowerCase().includes(search.value.toLowerCase());
}

function count() {
  const all = [...log.children];
  const shown = all.filter((line) => !(/** @type {HTMLElement} */ (line).hidden)).length;
  found.textContent = search.value === '' ? `${all.length} lines` : `${shown} of ${all.length} lines`;
}

search.addEventListener('input', () => {
  for (const line of log.children) /** @type {HTMLElement} */ (line).hidden = !matches(line);
  count();
});

for (const button of document.querySelectorAll('button')) {
  button.addEventListener('click', async () => {
    button.disabled = true;
    await fetch(`/__go-run/${button.dataset['action']}`, { method: 'POST' }).catch(() => undefined);
    button.disabled = false;
  });
}

follow({
  state(all) {
    cycles = new Map();
    log.replaceChildren();
    show(all);
    addLines(all.log);
    log.scrollTop = log.scrollHeight;
  },
  change: show,
  log: (data) => addLines(data.log),
  memory(data) {
    memory = data.bytes;
    showStatus();
  },
});
setInterval(showStatus, 1000);
