/** A warning or error that nobody expected fails the test (test/support/setup.ts); this is how a test expects one. */

type Level = 'warn' | 'error';

let heard: { level: Level; text: string }[] = [];
let expected: { level: Level; text: RegExp }[] = [];

/** The test expects a line like this, once or more, and fails where it does not come. */
export function expectConsole(level: Level, text: RegExp): void {
  expected.push({ level, text });
}

export function hear(level: Level, text: string): void {
  heard.push({ level, text });
}

/** What the test did not expect, and what it expected in vain; forgets both. */
export function settleConsole(): string[] {
  const fits = (line: (typeof heard)[number], wish: (typeof expected)[number]) =>
    line.level === wish.level && wish.text.test(line.text);
  const faults = [
    ...heard
      .filter((line) => !expected.some((wish) => fits(line, wish)))
      .map((line) => `unexpected console.${line.level}: ${line.text}`),
    ...expected
      .filter((wish) => !heard.some((line) => fits(line, wish)))
      .map((wish) => `expected console.${wish.level} ${wish.text}, and it did not come`),
  ];
  heard = [];
  expected = [];
  return faults;
}
