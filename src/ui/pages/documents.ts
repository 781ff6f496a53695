import { describeState } from '../../state/describe-state.ts';
import type { RunState } from '../../state/run-state.ts';
import { html, type Html } from './html.ts';
import { BASE } from './pages.ts';
import { renderState, type RenderStyle } from './render-state.ts';

/**
 * The page of the present error. `reloads`: it stands in the place of another page, which is loaded again once the
 * program is ready.
 */
export function errorDocument(state: RunState, style: RenderStyle, reloads: boolean): string {
  const title = describeState(state, style.project);
  return makeDocument(
    title,
    'error.js',
    html`<main id="state" data-reloads="${String(reloads)}" aria-live="polite">
        ${renderState(state, style)}
      </main>
      <footer><a href="${BASE}">All cycles and the log</a></footer>`,
  );
}

/** The page of cycles, which gets what it shows from the stream. */
export function cyclesDocument(project: string): string {
  return makeDocument(
    `${project} · go-run`,
    'cycles.js',
    html`<header>
        <h1>${project}</h1>
        <p id="status" role="status">…</p>
        <p class="buttons">
          <button type="button" data-action="restart">Restart</button>
          <button type="button" data-action="rebuild">Rebuild</button>
        </p>
      </header>
      <main>
        <section id="state" aria-live="polite" hidden></section>
        <section aria-labelledby="cycles-name">
          <h2 id="cycles-name">Cycles</h2>
          <ul class="legend">
            ${['generate', 'load', 'compile', 'link', 'build', 'stop', 'ready'].map(
              (part) => html`<li><i class="${part}"></i>${LEGEND[part] ?? part}</li>`,
            )}
          </ul>
          <ol id="cycles" reversed></ol>
        </section>
        <section aria-labelledby="log-name">
          <h2 id="log-name">Log</h2>
          <p>
            <input id="search" type="search" placeholder="Search the log" aria-label="Search the log" />
            <span id="found"></span>
          </p>
          <pre id="log" tabindex="0"></pre>
        </section>
      </main>`,
  );
}

const LEGEND: Readonly<Record<string, string>> = {
  load: 'read packages',
  build: 'rest of build',
  ready: 'start',
};

function makeDocument(title: string, script: string, body: Html): string {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${title}</title>
        <link rel="icon" href="data:," />
        <link rel="stylesheet" href="${BASE}style.css" />
        <script type="module" src="${BASE}${script}"></script>
      </head>
      <body>
        ${body}
      </body>
    </html> `.text;
}
