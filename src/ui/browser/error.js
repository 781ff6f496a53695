import { follow, render } from './live.js';

const place = /** @type {HTMLElement} */ (document.querySelector('#state'));

/** @param {{ title: string, html: string, program: { kind: string } }} state */
function show({ title, html, program }) {
  // It stands in the place of the page that was asked for.
  if (program.kind === 'ready' && place.dataset['reloads'] === 'true') return location.reload();
  document.title = title;
  render(place, html);
}

follow({ state: show, change: show });
