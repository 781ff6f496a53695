import { findGoFrameResources } from './go-mod.ts';

describe('findGoFrameResources', () => {
  it.each([
    ['require github.com/gogf/gf/v2 v2.10.2', 'github.com/gogf/gf/v2/os/gres'],
    ['require github.com/gogf/gf v1.16.9', 'github.com/gogf/gf/os/gres'],
    ['require github.com/gogf/gf/contrib/x v1.0.0', undefined],
    ['module github.com/gogf/gf', undefined],
  ])('of %s is %s', (text, path) => {
    expect(findGoFrameResources(text)).toBe(path);
  });
});
