const NAMES = ['black', 'red', 'green', 'yellow', 'blue', 'magenta', 'cyan', 'white'];
const STEPS = [0, 95, 135, 175, 215, 255];

/**
 * A line of a terminal as elements: its colours and weights; other control sequences are left out.
 * @param {string} line
 * @returns {Node}
 */
export function renderLine(line) {
  const all = document.createDocumentFragment();
  let style = plain();
  // Sequences of ECMA-48: CSI … final byte, OSC … BEL or ST, and single characters.
  for (const part of line.split(
    /(\x1b\[[0-?]*[ -/]*[@-~]|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)|\x1b[@-Z\\-_]|[\0-\x08\x0b-\x1f\x7f])/,
  )) {
    const codes = /^\x1b\[([\d;:]*)m$/.exec(part)?.[1];
    if (codes !== undefined) style = apply(style, codes.split(/[;:]/).map(Number));
    else if (part !== '' && !/^[\0-\x08\x0b-\x1f\x7f]/.test(part)) all.append(paint(part, style));
  }
  return all;
}

function plain() {
  return { color: '', background: '', bold: false, dim: false, italic: false, underline: false };
}

/**
 * @param {ReturnType<typeof plain>} style
 * @param {number[]} codes
 */
function apply(style, codes) {
  const next = { ...style };
  for (let at = 0; at < codes.length; at++) {
    const code = codes[at] ?? 0;
    if (code === 0) Object.assign(next, plain());
    else if (code === 1) next.bold = true;
    else if (code === 2) next.dim = true;
    else if (code === 3) next.italic = true;
    else if (code === 4) next.underline = true;
    else if (code === 22) next.bold = next.dim = false;
    else if (code === 23) next.italic = false;
    else if (code === 24) next.underline = false;
    else if (code === 39) next.color = '';
    else if (code === 49) next.background = '';
    else if (code === 38 || code === 48) {
      const isPalette = codes[at + 1] === 5;
      const color = isPalette
        ? ofPalette(codes[at + 2] ?? 0)
        : `rgb(${codes.slice(at + 2, at + 5).join(' ')})`;
      if (code === 38) next.color = color;
      else next.background = color;
      at += isPalette ? 2 : 4;
    } else if ((code >= 30 && code < 38) || (code >= 90 && code < 98)) next.color = named(code % 10);
    else if ((code >= 40 && code < 48) || (code >= 100 && code < 108)) next.background = named(code % 10);
  }
  return next;
}

/** @param {number} index */
function named(index) {
  return `var(--${NAMES[index]})`;
}

/**
 * The 256 colours of xterm: 16 by name, a cube of 6, and greys.
 * @param {number} index
 */
function ofPalette(index) {
  if (index < 16) return named(index % 8);
  if (index >= 232)
    return `rgb(${Array(3)
      .fill(8 + 10 * (index - 232))
      .join(' ')})`;
  const cube = index - 16;
  return `rgb(${[Math.floor(cube / 36), Math.floor(cube / 6) % 6, cube % 6].map((one) => STEPS[one]).join(' ')})`;
}

/**
 * @param {string} text
 * @param {ReturnType<typeof plain>} style
 */
function paint(text, { color, background, bold, dim, italic, underline }) {
  const span = document.createElement('span');
  span.textContent = text;
  span.style.color = color;
  span.style.background = background;
  if (bold) span.style.fontWeight = 'bold';
  if (dim) span.style.opacity = '0.7';
  if (italic) span.style.fontStyle = 'italic';
  if (underline) span.style.textDecoration = 'underline';
  return span;
}
