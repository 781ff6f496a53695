import { follow } from './live.js';

const place = /** @type {HTMLElement} */ (document.querySelector('#state'));
let shown = '';

/** @param {{ title: string, html: string, program: { kind: string } }} state */
function show({ title, html, program }) {
  // It stands in the place of the page that was asked for.
  if (program.kind === 'ready' && place.dataset['reloads'] === 'true') return location.reload();
  if (html === shown) return;
  shown = html;
  document.title = title;
  // Escaped by the server, where it is made.
  place.innerHTML = html;
}

follow({ state: show, change: show });
