/** What browsers may do with a page: load its own style and icon, send its own forms, and nothing else. */
import type { MiddlewareHandler } from 'hono';
import { secureHeaders } from 'hono/secure-headers';

const headers = secureHeaders({
  contentSecurityPolicy: {
    defaultSrc: ["'none'"],
    styleSrc: ["'self'"],
    imgSrc: ["'self'", 'data:'],
    formAction: ["'self'"],
    baseUri: ["'none'"],
    frameAncestors: ["'none'"],
  },
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
