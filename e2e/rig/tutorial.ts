/** A thing that a reader of a tutorial does, or sees. */
export type Step =
  | { readonly kind: 'run'; readonly script: string }
  /** A command that goes on, in a terminal of its own. */
  | { readonly kind: 'serve'; readonly script: string }
  | { readonly kind: 'write'; readonly path: string; readonly text: string }
  /** Lines that the command before prints. */
  | { readonly kind: 'see'; readonly lines: readonly string[] }
  /** Ctrl-C where something is served. */
  | { readonly kind: 'interrupt' };

/**
 * The steps of a Markdown page: its blocks `sh`, `sh serves`, `text`, those of another language with a file's path
 * behind it, and the comment `<!-- Ctrl-C -->`. Throws for a block that is none of these: it would not be tried.
 */
export function readSteps(markdown: string): readonly Step[] {
  const blocks = markdown.matchAll(/^```(\S*) ?(.*)\n([\s\S]*?)^```$|^<!-- Ctrl-C -->$/gm);
  return [...blocks].map(([, language, rest, text = '']): Step => {
    if (language === undefined) return { kind: 'interrupt' };
    if (language === 'sh') return { kind: rest === 'serves' ? 'serve' : 'run', script: text };
    if (language === 'text') return { kind: 'see', lines: text.trim().split('\n') };
    if (rest === undefined || rest === '') throw new Error(`a block of ${language} without a path:\n${text}`);
    return { kind: 'write', path: rest, text };
  });
}
