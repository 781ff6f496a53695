import { findGoFrameResources, findSwagTool, readDirective } from './go-mod.ts';

describe('readDirective', () => {
  it('reads lines and blocks, without comments and quotes', () => {
    const text =
      'module a // b\nrequire x v1\nrequire (\n\ty v2 // indirect\n\t// z v3\n\t"w" v4\n)\ntool t/cmd\n';
    expect(readDirective(text, 'require')).toEqual(['x', 'y', 'w']);
    expect(readDirective(text, 'tool')).toEqual(['t/cmd']);
  });

  it('keeps the directives of other blocks apart', () => {
    expect(readDirective('tool (\n\ta\n)\nexclude (\n\tb v1\n)\n', 'tool')).toEqual(['a']);
    expect(readDirective('tool(\n\ta\n)\n', 'tool')).toEqual(['a']);
  });
});

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
