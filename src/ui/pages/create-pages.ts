import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Action } from '../../events/run-event.ts';
import { cyclesDocument, errorDocument } from './documents.ts';
import { isForLocalHost, isFromOwnPage } from './local-host.ts';
import { answer, BASE, isOwnPath, type Pages, pathOf, type TYPES } from './pages.ts';
import { type LiveDeps, serveLive, viewState } from './serve-live.ts';

export interface PagesDeps extends LiveDeps {
  /** The text of a script or style sheet by its name. */
  readonly readAsset: (name: string) => Buffer;
  readonly ask: (action: Action) => void;
}

/** s; what a client waits before it tries again. */
const RETRY_AFTER = '1';
const ASSETS: ReadonlyMap<string, keyof typeof TYPES> = new Map([
  ['style.css', 'css'],
  ['error.js', 'js'],
  ['cycles.js', 'js'],
  ['live.js', 'js'],
  ['ansi.js', 'js'],
  ['timeline.js', 'js'],
]);

/** Makes our own pages, and the answer for a program that can't give one. */
export function createPages(deps: PagesDeps): Pages {
  const { model, style, readAsset, ask } = deps;
  const show = (name: string, request: IncomingMessage, response: ServerResponse) => {
    const type = ASSETS.get(name);
    if (type !== undefined) return answer(request, response, 200, type, readAsset(name));
    switch (name) {
      case '':
        return answer(request, response, 200, 'html', cyclesDocument(style.project));
      case 'error':
        return answer(request, response, 200, 'html', errorDocument(model.state, style, false));
      case 'state':
        return answer(request, response, 200, 'json', JSON.stringify(viewState(model.state, style)));
      case 'events':
        return serveLive(response, deps);
      default:
        return answer(request, response, 404, 'text', 'There is no such page.\n');
    }
  };
  const change = (name: string, request: IncomingMessage, response: ServerResponse) => {
    if (name !== 'restart' && name !== 'rebuild') {
      return answer(request, response, 405, 'text', 'This can only be read.\n', { allow: 'GET, HEAD' });
    }
    if (!isFromOwnPage(request))
      return answer(request, response, 403, 'text', 'Only our own page may ask for that.\n');
    ask(name);
    return answer(request, response, 202, 'text', '');
  };

  return {
    handle(request, response) {
      if (!isOwnPath(request.url)) return false;
      const path = pathOf(request.url ?? '');
      const name = path.slice(BASE.length);
      if (!isForLocalHost(request))
        answer(request, response, 403, 'text', 'These pages are for this machine alone.\n');
      else if (request.method === 'POST') change(name, request, response);
      else if (request.method !== 'GET' && request.method !== 'HEAD') change('', request, response);
      else if (path === BASE.slice(0, -1)) answer(request, response, 302, 'text', '', { location: BASE });
      else show(name, request, response);
      return true;
    },
    showError(request, response) {
      const document = errorDocument(model.state, style, request.method === 'GET');
      answer(request, response, 503, 'html', document, { 'retry-after': RETRY_AFTER });
    },
  };
}
