/** The grid's program, built from src/console/browser/. Kept apart, so that a missing build is told in words. */

const { gridScript } = await import('./built/grid-script.js').catch((cause: unknown) => {
  throw new Error(
    'The grid of the console is not built yet: run `npm run build:browser`, then start again.',
    {
      cause,
    },
  );
});

export { gridScript };
