import { Hono } from 'hono';
import type { ConsoleDeps, ConsoleEnv } from '../console-env.ts';
import { showPage } from '../parts/layout.ts';

export function homePages(_deps: ConsoleDeps): Hono<ConsoleEnv> {
  const app = new Hono<ConsoleEnv>();
  app.get('/', (c) => showPage(c, { title: 'What waits', section: 'home', body: '' }));
  return app;
}
