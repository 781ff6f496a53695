import { answer } from '../pages/answer.ts';
import { chooseForm } from '../pages/choose-form.ts';
import type { Pages as OwnPages } from '../pages/pages.ts';
import { answerUnavailable } from './answer-unavailable.ts';
import type { Pages } from './pages.ts';

/**
 * What is answered on the stable port without the program: our own pages, and the error page for a browser, where
 * they could be loaded; to other clients, and where a program has not answered, the facts alone.
 */
export function withPages(own: OwnPages | undefined): Pages {
  return {
    handle(request, response) {
      // What is wrong with a page must not end the run.
      try {
        return own?.handle(request, response) ?? false;
      } catch (error) {
        answer(request, response, 500, 'text', `${(error as Error).message}\n`);
        return true;
      }
    },
    answerUnavailable(request, response, why) {
      const showsPage = chooseForm(request.headers.accept) === 'html' && why.reason !== 'no-answer';
      if (own && showsPage) own.answerUnavailable(request, response);
      else answerUnavailable(request, response, why);
    },
  };
}
