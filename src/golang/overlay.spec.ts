import { parseOverlay } from './overlay.ts';

describe(parseOverlay.name, () => {
  it('gives the files that are read instead, and the folders of those that they stand in for', () => {
    const text = '{"Replace":{"a/x.go":"new/x.txt","/b/y.go":"/new/y.txt","c/gone.go":"","d/odd.go":5}}';
    expect(parseOverlay(text, '/w')).toEqual({
      replacements: ['/w/new/x.txt', '/new/y.txt'],
      directories: new Set(['/w/a', '/b']),
    });
  });

  it.each(['', 'null', '5', '{}', '{"Replace":null}', '{"Replace":{}}', '{"Replace":'])(
    'is empty for %j',
    (text) => {
      expect(parseOverlay(text, '/w')).toEqual({ replacements: [], directories: new Set() });
    },
  );
});
