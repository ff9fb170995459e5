/**
 * What the pages load, each under a name that holds a fingerprint of its content: it may be kept for ever, since a changed
 * file has another name.
 */
import { Hono } from 'hono';
import { gridScript } from './grid-script.ts';
import { gridStyle } from './grid-style.ts';
import { style } from './style.ts';

const icon = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="7" fill="#0b6a57"/><path fill="#fff" d="M7 9h18v3H7zm0 6h18v3H7zm0 6h11v3H7z"/></svg>`;

/** FNV-1a, 32 bits, twice over with different seeds: tells versions of a file apart, and is no secret. */
export function fingerprint(text: string): string {
  const half = (seed: number): string => {
    let hash = seed;
    for (let index = 0; index < text.length; index += 1)
      hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193) >>> 0;
    return hash.toString(16).padStart(8, '0');
  };
  return half(0x811c9dc5) + half(0x9e3779b9);
}

interface Asset {
  readonly href: string;
  readonly type: string;
  readonly body: string;
}

const asset = (name: string, ending: string, type: string, body: string): Asset => ({
  href: `/assets/${name}.${fingerprint(body)}.${ending}`,
  type,
  body,
});

export const assets = {
  style: asset('console', 'css', 'text/css; charset=utf-8', style),
  gridStyle: asset('grid', 'css', 'text/css; charset=utf-8', gridStyle),
  gridScript: asset('grid', 'js', 'text/javascript; charset=utf-8', gridScript),
  icon: asset('cardline', 'svg', 'image/svg+xml', icon),
} as const;

/** Serves the assets, to anyone. */
export function assetRoutes(): Hono {
  const app = new Hono();
  for (const { href, type, body } of Object.values(assets))
    app.get(href, (c) =>
      c.body(body, 200, { 'content-type': type, 'cache-control': 'public, max-age=31536000, immutable' }),
    );
  return app;
}
