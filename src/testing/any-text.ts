import fc from 'fast-check';

/**
 * Any text: control characters, letters of all kinds and halves of characters included. Of fast-check itself
 * `string({ unit: 'binary' })` is much the same, but takes seconds to begin with under Jest.
 */
export function anyText(maxLength = 20): fc.Arbitrary<string> {
  const code = fc.oneof(fc.nat(0x7f), fc.nat(0x2fff), fc.nat(0xffff));
  return fc.array(code, { maxLength }).map((codes) => String.fromCharCode(...codes));
}
