import { formatDuration } from '../../events/phrases.ts';
import type { Diagnostic } from '../../events/run-event.ts';
import { describeState, explainError } from '../../state/describe-state.ts';
import { currentError, currentProcess, type RunState, type ShowPath } from '../../state/run-state.ts';
import { drawCodeFrame } from '../../terminal/code-frame.ts';
import { html, type Html, makeEditorUrl } from './html.ts';

/** What a state is shown with. */
export interface RenderStyle {
  readonly project: string;
  readonly show: ShowPath;
  /** See {@link makeEditorUrl}. */
  readonly editor: string;
}

/** How many complaints are shown. */
const MOST_PLACES = 50;

/** The error with its places, or what is being done, and what runs meanwhile. */
export function renderState(state: RunState, style: RenderStyle): Html {
  const error = currentError(state);
  const headline = html`<h1>${describeState(state, style.project)}</h1>
    ${renderPause(state, style)}`;
  if (error === null) return html`${headline}${renderRunning(state)}`;
  const diagnostics = 'diagnostics' in error ? error.diagnostics : [];
  const { text, hint } = explainError(error);
  const left = diagnostics.length - MOST_PLACES;
  return html`${headline}${[
    ...when(
      diagnostics.length > 0,
      html`<ol>
        ${diagnostics.slice(0, MOST_PLACES).map((one) => renderPlace(one, style))}
      </ol>`,
    ),
    ...when(left > 0, html`<p>… and ${left} more errors</p>`),
    ...when(text !== '', html`<pre tabindex="0">${text}</pre>`),
    ...when(hint !== undefined, html`<p class="hint">${hint ?? ''}</p>`),
  ]}${renderRunning(state)}`;
}

/** That the program stands still because a debugger has stopped it: then it answers nobody. */
function renderPause({ paused }: RunState, { show, editor }: RenderStyle): Html {
  if (paused === null) return html``;
  const { file, line = 0, since, reason, pid } = paused;
  const place =
    file === undefined
      ? html``
      : html` at <a href="${makeEditorUrl(editor, { file, line, column: 0 })}">${show(file)}:${line}</a>`;
  return html`<p class="hint">
    A debugger has stopped it${place} (${reason}), since ${clockTime(since)} (pid ${pid}).
  </p>`;
}

function renderPlace(place: Diagnostic, { show, editor }: RenderStyle): Html {
  const { file, line, column, message } = place;
  const name = `${show(file)}:${line}${column > 0 ? `:${column}` : ''}`;
  const frame = drawCodeFrame(place).join('\n');
  return html`<li>
    <a href="${makeEditorUrl(editor, place)}" title="Open in the editor">${name}</a>
    <p>${message}</p>
    ${when(frame !== '', html`<pre tabindex="0">${frame}</pre>`)}
  </li>`;
}

function renderRunning(state: RunState): Html {
  const program = currentProcess(state);
  if (!program) return html`<p class="running">Nothing is running.</p>`;
  switch (program.kind) {
    case 'starting':
    case 'late':
      return html`<p class="running">It was started at ${clockTime(program.since)} (pid ${program.pid}).</p>`;
    case 'ready': {
      const where =
        program.baseUrl === undefined
          ? html``
          : html` at <a href="${program.baseUrl}">${program.baseUrl}</a>`;
      return html`<p class="running">
        The last good build runs${where}, since ${clockTime(program.since)} (pid ${program.pid}).
      </p>`;
    }
    case 'ended': {
      const { programError } = state;
      const pause = programError?.kind === 'crash' ? programError.restartInMs : undefined;
      const next =
        pause === undefined
          ? 'the next change starts it again'
          : `it starts again in ${formatDuration(pause)}`;
      return html`<p class="running">Nothing runs since ${clockTime(program.endedAt)}; ${next}.</p>`;
    }
  }
}

function clockTime(at: number): Html {
  const date = new Date(at);
  return html`<time datetime="${date.toISOString()}">${date.toTimeString().slice(0, 8)}</time>`;
}

function when(condition: boolean, part: Html): Html[] {
  return condition ? [part] : [];
}
