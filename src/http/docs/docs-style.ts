/** Colours follow the reader's light or dark setting; tables scroll by themselves, the page never sideways. */
export const DOCS_STYLE = `:root {
  color-scheme: light dark;
  --ink: light-dark(#18211d, #e7ece9);
  --soft: light-dark(#56615b, #a3afa8);
  --paper: light-dark(#f5f6f4, #111614);
  --card: light-dark(#ffffff, #181f1c);
  --line: light-dark(#dcdfda, #2e3833);
  --accent: light-dark(#0b6a57, #62c7ae);
}
* { box-sizing: border-box; }
body {
  margin: 0 auto; padding: 1rem; max-width: 76rem; color: var(--ink); background: var(--paper);
  font: 1rem/1.55 system-ui, sans-serif; overflow-wrap: anywhere;
}
a { color: var(--accent); }
a:focus-visible, summary:focus-visible, pre:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
header { max-width: 46rem; }
h1 { margin: 0 0 .5rem; font-size: 1.75rem; }
h2 { margin: 2rem 0 .75rem; font-size: 1.3rem; scroll-margin-top: 1rem; }
h3 { margin: 1.25rem 0 .5rem; font-size: 1rem; }
nav ul { display: flex; flex-wrap: wrap; gap: .25rem 1rem; margin: 1rem 0; padding: 0; list-style: none; }
nav a { display: inline-block; padding: .3rem 0; }
code, pre { font-family: ui-monospace, monospace; font-size: .9em; }
pre {
  margin: 0; padding: .75rem; overflow-x: auto; overflow-wrap: normal;
  border: 1px solid var(--line); border-radius: .4rem; background: var(--paper);
}
details { margin: .5rem 0; padding: 0 1rem; border: 1px solid var(--line); border-radius: .5rem; background: var(--card); }
details[open] { padding-bottom: 1rem; }
summary { padding: .75rem 0; cursor: pointer; }
.method {
  display: inline-block; min-width: 4.2em; padding: .1rem .4rem; border: 1px solid currentColor; border-radius: .3rem;
  font: 600 .75rem/1.4 ui-monospace, monospace; text-align: center; color: var(--accent);
}
.method.delete { color: light-dark(#b0281f, #ff9d93); }
.method.post, .method.put, .method.patch { color: light-dark(#2b5794, #9cc1f2); }
.path { font-weight: 600; }
.summary, .quiet, .needs { color: var(--soft); }
.remark { color: light-dark(#85560a, #f0c36a); font-size: .8rem; }
.table { overflow-x: auto; }
table { width: 100%; border-collapse: collapse; font-size: .9rem; }
th, td { padding: .4rem .6rem .4rem 0; border-bottom: 1px solid var(--line); text-align: left; vertical-align: top; }
th { color: var(--soft); font-weight: 600; }
.answer { margin: .5rem 0; }
.answer p { margin: .25rem 0; }
@media (max-width: 40rem) {
  .summary { display: block; margin-top: .25rem; }
  table, tbody, tr, td { display: block; }
  thead { display: none; }
  td { padding: .1rem 0; border: 0; }
  tr { display: block; padding: .5rem 0; border-bottom: 1px solid var(--line); }
}
@media (min-width: 64rem) {
  body { display: grid; grid-template-columns: 13rem minmax(0, 1fr); gap: 0 2rem; }
  header { grid-column: 2; }
  nav { grid-row: 1 / span 2; }
  nav ul { display: block; position: sticky; top: 1rem; }
  main { grid-column: 2; }
}
`;
