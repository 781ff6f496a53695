import { drawChart } from './chart.ts';

const bar = (label: string, median: number) => ({
  label,
  own: label === 'go-run',
  times: { median, min: median - 10, max: median + 300, count: 3 },
});
const widthOf = (svg: string) =>
  [...svg.matchAll(/<rect [^>]*width="([\d.]+)"/g)].map(([, width]) => Number(width));

describe(drawChart, () => {
  it('draws bars as long as their medians', () => {
    const [one, two] = widthOf(drawChart([{ title: 'std', bars: [bar('hand', 800), bar('go-run', 400)] }]));
    expect(one! / two!).toBeCloseTo(2, 1);
  });

  it('marks this executor, and can be read on a dark ground', () => {
    const svg = drawChart([{ title: 'std', bars: [bar('hand', 800), bar('go-run', 400)] }]);
    expect(svg.match(/class="own"/g)).toHaveLength(1);
    expect(svg).toContain('prefers-color-scheme: dark');
  });

  it('escapes what it is given', () => {
    expect(drawChart([{ title: 'a < b & c', bars: [bar('hand', 800)] }])).toContain('a &lt; b &amp; c');
  });
});
