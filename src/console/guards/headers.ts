/**
 * What browsers may do with a page: load its own style and icon, send its own forms, and nothing else. A page with a program of our
 * own (the grid) may run that and ask this server as well, by a policy that it sends itself.
 */
import type { MiddlewareHandler } from 'hono';
import { secureHeaders } from 'hono/secure-headers';

const policy = {
  defaultSrc: ["'none'"],
  styleSrc: ["'self'"],
  imgSrc: ["'self'", 'data:'],
  formAction: ["'self'"],
  baseUri: ["'none'"],
  frameAncestors: ["'none'"],
};

const headers = secureHeaders({
  contentSecurityPolicy: policy,
  xFrameOptions: 'DENY',
  // A document in a page's place brings a policy of its own.
  overwrite: false,
  // Same-origin: a refused form finds its way back to its page; other sites learn nothing.
  referrerPolicy: 'same-origin',
});

/** Pages show one person's view of one provider: nobody keeps a copy. */
export const pageHeaders: MiddlewareHandler = (c, next) =>
  headers(c, async () => {
    await next();
    c.res.headers.set('cache-control', 'private, no-store');
  });

/** Instead, for a page that loads a program of our own: it runs from a file of ours alone, and talks to this server alone. */
export const programHeaders: MiddlewareHandler = secureHeaders({
  contentSecurityPolicy: { ...policy, scriptSrc: ["'self'"], connectSrc: ["'self'"] },
  xFrameOptions: 'DENY',
  referrerPolicy: 'same-origin',
});
