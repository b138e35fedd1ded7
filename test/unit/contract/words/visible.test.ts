/** Nothing that comes from a file can hide itself or drive a terminal. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { visible } from '#contract/words/visible.ts';

describe('visible', () => {
  it.each([
    ['\u001b[31mred\u001b[0m', '⟨U+001B⟩[31mred⟨U+001B⟩[0m'],
    ['\u009b2J', '⟨U+009B⟩2J'],
    ['user\u202egpj.exe', 'user⟨U+202E⟩gpj.exe'],
    ['a\tb\r\nc\u0000', 'a⟨U+0009⟩b⟨U+000D⟩⟨U+000A⟩c⟨U+0000⟩'],
    ['\u200bU\ufeff\u2066', '⟨U+200B⟩U⟨U+FEFF⟩⟨U+2066⟩'],
    ['\u{e0041}x\ud800', '⟨U+E0041⟩x⟨U+D800⟩'],
    ['会員-0001 é 😀', '会員-0001 é 😀'],
  ])('%j', (text, shown) => {
    expect(visible(text)).toBe(shown);
  });

  it('leaves nothing behind that a terminal would act on', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
        expect(/[\p{Cc}\u202a-\u202e\u2066-\u2069]/u.test(visible(text))).toBe(false);
        expect(visible(visible(text))).toBe(visible(text));
      }),
      { numRuns: 60 },
    );
  });
});
