import { findGoFrameResources, findSwagTool } from './go-mod.ts';

describe('findSwagTool', () => {
  it('finds swag as a tool, also its second version', () => {
    expect(findSwagTool('tool github.com/swaggo/swag/cmd/swag')).toBe('github.com/swaggo/swag/cmd/swag');
    expect(findSwagTool('tool (\n\tgithub.com/swaggo/swag/v2/cmd/swag\n)')).toMatch(/v2/);
  });

  it('does not take a requirement for a tool', () => {
    expect(findSwagTool('require github.com/swaggo/swag v1.16.6')).toBeUndefined();
  });
});

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
