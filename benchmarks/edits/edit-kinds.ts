/** Edits after which other code runs. */
export const CODE_EDITS = ['literal', 'body', 'function', 'field', 'import', 'line'] as const;
/** Saves after which the same code is to go on. */
export const NOTHING_EDITS = ['touch', 'identical', 'taken-back'] as const;

export type CodeEdit = (typeof CODE_EDITS)[number];
export type NothingEdit = (typeof NOTHING_EDITS)[number];
export type EditKind = CodeEdit | NothingEdit;

export const EDIT_KINDS: readonly EditKind[] = [...CODE_EDITS, ...NOTHING_EDITS];

/** What a person reads of each. */
export const ABOUT_EDITS: Readonly<Record<EditKind, string>> = {
  literal: 'a constant of main gets another value',
  body: 'a function body of the leaf changes on the same lines; its export data stays as it is',
  function: 'the leaf gets one more function, so its other lines move',
  field: 'a struct of the leaf gets one more field, so its export data changes',
  import: 'main imports another package that the program has already',
  line: 'the leaf gets one more line before all its declarations',
  touch: 'a file gets another time, its bytes stay',
  identical: 'a file is saved as it is',
  'taken-back': 'an edit is saved, and 60 ms later the file as it was; measured from the second save',
};

/** True for a save that is to change nothing. */
export function isNothing(kind: EditKind): kind is NothingEdit {
  return (NOTHING_EDITS as readonly EditKind[]).includes(kind);
}
